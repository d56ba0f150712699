import type { Random } from "../random.js";

/** The stages of an opportunity in the order in which a deal passes them. */
export const OPEN_STAGES = [
  "Prospecting",
  "Qualification",
  "Needs Analysis",
  "Proposal",
  "Negotiation",
] as const;

export type Stage = (typeof OPEN_STAGES)[number] | "Closed Won" | "Closed Lost";

/** The customers whose deals go alike. */
export type DealSegment = "new_small" | "new_large" | "existing_small" | "existing_large";

/**
 * The planted chance in thousandths that a deal goes on from each open stage instead of being lost; the product of
 * those from a stage on is the true chance of winning from there.
 */
export const ADVANCE_PERMILLE: Readonly<Record<DealSegment, readonly number[]>> = {
  new_small: [800, 760, 800, 780, 840],
  new_large: [760, 720, 760, 720, 780],
  existing_small: [860, 820, 850, 800, 880],
  existing_large: [820, 780, 800, 740, 840],
};

/** What the CRM itself shows as probability: the same for everybody, so a rep's guess and no measurement. */
const SHOWN_PROBABILITY: Readonly<Record<Stage, number>> = {
  Prospecting: 10,
  Qualification: 20,
  "Needs Analysis": 40,
  Proposal: 60,
  Negotiation: 80,
  "Closed Won": 100,
  "Closed Lost": 0,
};

const FORECAST: Readonly<Record<Stage, string>> = {
  Prospecting: "Pipeline",
  Qualification: "Pipeline",
  "Needs Analysis": "Pipeline",
  Proposal: "Best Case",
  Negotiation: "Commit",
  "Closed Won": "Closed",
  "Closed Lost": "Omitted",
};

export const shownProbability = (stage: Stage): number => SHOWN_PROBABILITY[stage];
export const forecastCategory = (stage: Stage): string => FORECAST[stage];

/** Why deals are lost, most often in the stages where it comes up. */
const LOSS_REASONS = ["Price", "Competitor", "No budget", "No decision", "Timing", "Product fit"];
const LOSS_WEIGHTS: readonly (readonly number[])[] = [
  [5, 5, 35, 25, 20, 10],
  [10, 10, 30, 20, 15, 15],
  [15, 15, 15, 15, 10, 30],
  [40, 25, 10, 10, 10, 5],
  [35, 40, 5, 10, 8, 2],
];
const COMPETITORS = ["Halvard & Finch", "Nordlicht Supply", "鹤川商贸", "Castlemarch Direct"];
const COMPETITOR_WEIGHTS = [40, 25, 20, 15];

const LARGE_FROM_EMPLOYEES = 40;

export function segmentOf(employees: number | undefined, isNew: boolean): DealSegment {
  const large = (employees ?? 0) >= LARGE_FROM_EMPLOYEES;
  return isNew ? (large ? "new_large" : "new_small") : large ? "existing_large" : "existing_small";
}

/**
 * US dollars in ten-thousandths that a deal is about.
 *
 * @param unit drawn between 0 and 1
 */
export function dealValue(segment: DealSegment, unit: number): number {
  const large = segment.endsWith("large");
  const dollars = large ? 6_000 + 30_000 * unit * unit : 600 + 5_000 * unit * unit;
  return Math.round(dollars) * 10_000;
}

/** The planted chance to win from the first stage on. */
export const winChance = (segment: DealSegment): number =>
  ADVANCE_PERMILLE[segment].reduce((chance, permille) => (chance * permille) / 1000, 1);

/** One thing that happens to a deal, `wait` days after what happened before. */
export interface DealStep {
  wait: number;
  /** Minute of the local day. */
  minute: number;
  stage: Stage;
  /** What the amount becomes, in thousandths of what it was at first. */
  amountPermille: number;
  /** Days from this step to the close date now hoped for. */
  closesIn: number;
  lossReason?: string;
  competitor?: string;
}

/** Share of lost deals that lay for months before anybody gave them up. */
const STUCK_PERMILLE = 180;
const SLIP_PERMILLE = 300;

/** Everything that will happen to a deal after its creation, drawn in advance; the last step closes it. */
export function drawDeal(segment: DealSegment, random: Random): readonly DealStep[] {
  const steps: DealStep[] = [];
  const slow = segment.endsWith("large") ? 2 : 1;
  let amountPermille = 1000;
  for (const [index, stage] of OPEN_STAGES.entries()) {
    let wait = daysIn(slow, random);
    if (random.chance(SLIP_PERMILLE)) {
      const half = Math.ceil(wait / 2);
      steps.push({
        wait: half,
        minute: minuteOfDay(random),
        stage,
        amountPermille,
        closesIn: wait + random.between(20, 60),
      });
      wait += random.between(3, 20) - half;
    }
    if (!random.chance(ADVANCE_PERMILLE[segment][index] ?? 0)) {
      const stuck = random.chance(STUCK_PERMILLE);
      if (stuck) wait += random.between(90, 420);
      steps.push({
        wait,
        minute: minuteOfDay(random),
        stage: "Closed Lost",
        amountPermille,
        closesIn: 0,
        ...loss(index, stuck, random),
      });
      return steps;
    }
    if (index >= 2) amountPermille += random.between(index === 3 ? -120 : -150, 60);
    const next = OPEN_STAGES[index + 1] ?? "Closed Won";
    const closesIn = next === "Closed Won" ? 0 : (4 - index) * 15 * slow + random.between(0, 20);
    steps.push({ wait, minute: minuteOfDay(random), stage: next, amountPermille, closesIn });
  }
  return steps;
}

/** Days a deal stays in a stage: mostly a fortnight, some much longer. */
function daysIn(slow: number, random: Random): number {
  const days = random.between(2, 14) + random.below(random.between(1, 30));
  return slow === 1 ? days : Math.floor((days * 3) / 2);
}

const minuteOfDay = (random: Random): number => random.between(9 * 60, 19 * 60);

function loss(
  stageIndex: number,
  stuck: boolean,
  random: Random,
): { lossReason: string; competitor?: string } {
  const reason = stuck
    ? "No decision"
    : (LOSS_REASONS[random.weighted(LOSS_WEIGHTS[stageIndex] ?? [])] ?? "Price");
  const named = reason === "Competitor" || (reason === "Price" && random.chance(600));
  if (!named) return { lossReason: reason };
  return {
    lossReason: reason,
    competitor: COMPETITORS[random.weighted(COMPETITOR_WEIGHTS)] ?? "",
  };
}
