import type { Random } from "../random.js";

/** Where a lead comes from; conversion in thousandths is planted, the rest of the chance goes by its flags. */
interface LeadSource {
  name: string;
  weight: number;
  budgetPermille: number;
  authorityPermille: number;
  needPermille: number;
}

const LEAD_SOURCES: readonly LeadSource[] = [
  { name: "Web", weight: 34, budgetPermille: 450, authorityPermille: 400, needPermille: 600 },
  { name: "Referral", weight: 10, budgetPermille: 700, authorityPermille: 650, needPermille: 850 },
  {
    name: "Trade Show",
    weight: 14,
    budgetPermille: 500,
    authorityPermille: 550,
    needPermille: 550,
  },
  { name: "Cold Call", weight: 14, budgetPermille: 300, authorityPermille: 350, needPermille: 250 },
  {
    name: "Advertisement",
    weight: 18,
    budgetPermille: 350,
    authorityPermille: 300,
    needPermille: 450,
  },
  { name: "Partner", weight: 10, budgetPermille: 650, authorityPermille: 500, needPermille: 700 },
];

export interface LeadFlags {
  source: string;
  hasBudget: boolean;
  hasAuthority: boolean;
  hasNeed: boolean;
}

/** A lead that will be won: better sources and more of money, authority and need. */
export function flagsOfWonLead(random: Random): LeadFlags {
  const first = drawFlags(random);
  const second = drawFlags(random);
  return merit(second) > merit(first) ? second : first;
}

/** A lead of which nothing comes: the poorer of two draws. */
export function flagsOfLostLead(random: Random): LeadFlags {
  const first = drawFlags(random);
  if (random.chance(500)) return first;
  const second = drawFlags(random);
  return merit(second) < merit(first) ? second : first;
}

function drawFlags(random: Random): LeadFlags {
  const source = LEAD_SOURCES[random.weighted(LEAD_SOURCES.map(({ weight }) => weight))];
  if (source === undefined) throw new Error("no lead sources");
  return {
    source: source.name,
    hasBudget: random.chance(source.budgetPermille),
    hasAuthority: random.chance(source.authorityPermille),
    hasNeed: random.chance(source.needPermille),
  };
}

function merit(flags: LeadFlags): number {
  return Number(flags.hasBudget) + Number(flags.hasAuthority) + Number(flags.hasNeed);
}

export const ratingOf = (flags: LeadFlags): string =>
  ["Cold", "Cold", "Warm", "Hot"][merit(flags)] ?? "Cold";
