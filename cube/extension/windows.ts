import type { AnswerCell, AnswerRow, CubeQuery } from "../asking.js";
import type { Member } from "../member-catalogue.js";
import { cellOf, type Axis } from "./axes.js";
import {
  bucketAfter,
  bucketAt,
  bucketDistance,
  bucketsOf,
  floor,
  formatMoment,
  parseMoment,
  type Buckets,
} from "./buckets.js";
import { add, decimal, mean, toText, ZERO, type Decimal } from "./decimal.js";
import type { Calculation } from "./extended-query.js";
import type { Figure, LevelAnswer, RowsAt } from "./level-rows.js";
import { refuse } from "./refusal.js";
import { keyOf } from "./row-keys.js";

type WindowCalculation = Extract<Calculation, { type: "running_total" | "rolling" }>;

interface Asked {
  readonly rowsAt: RowsAt;
  readonly query: CubeQuery;
  readonly axes: readonly Axis[];
  readonly level: LevelAnswer;
  readonly calculation: WindowCalculation;
  readonly measure: Member;
  readonly place: string;
}

/** The level's periods, and the range they cut up. */
interface Periods extends Asked {
  readonly axis: Axis;
  readonly others: readonly Axis[];
  readonly buckets: Buckets;
  readonly start: Date;
  readonly end: Date;
}

/** Each period is a question of its own where figures do not add up. */
const MAX_PERIODS = 120;

/**
 * Running totals and rolling figures: of additive measures as sums of the periods' figures, of others asked from the
 * engine over each window. Nothing at levels without periods.
 *
 * @throws GranaryError QUERY_INVALID for sums of what cannot be summed
 */
export async function windowFigures(asked: Asked): Promise<Figure> {
  const { axes, level, calculation, measure, place, query } = asked;
  refuseSenseless(calculation, measure, place);
  const axis = axes.find(({ granularity }) => granularity !== null);
  if (!axis) return () => undefined;
  const [from, to] = resolvedRange(level, axis.member, place);
  const periods: Periods = {
    ...asked,
    query: { ...query, measures: [calculation.of] },
    axis,
    others: axes.filter((other) => other !== axis),
    buckets: bucketsOf(level.answer, axis, place),
    start: parseMoment(from),
    end: parseMoment(to),
  };
  const sums = measure.additivity === "additive" && measure.lastOf === null;
  if (calculation.type === "running_total") {
    return sums
      ? runningSums(periods, calculation)
      : overWindows(periods, runningStart(periods, calculation));
  }
  if (sums || calculation.aggregate === "average") return rollingSums(periods, calculation, sums);
  const back = 1 - calculation.window;
  return overWindows(periods, (bucket) => bucketAfter(periods.buckets, bucket, back));
}

/** The range as absolute moments. */
export function resolvedRange(
  { answer }: LevelAnswer,
  dimension: string,
  place: string,
): readonly [string, string] {
  const range = answer.query.timeDimensions?.find(
    (time) => time.dimension === dimension && time.dateRange,
  )?.dateRange;
  const [from, to] = typeof range === "string" ? [range, range] : (range ?? []);
  if (from === undefined || to === undefined)
    return refuse(place, `needs a dateRange for ${dimension}.`);
  return [from, to.length === 10 ? `${to}T23:59:59.999` : to];
}

/** The query with another range for one time dimension. */
export function withRange(
  query: CubeQuery,
  dimension: string,
  range: string | readonly string[],
): CubeQuery {
  return {
    ...query,
    timeDimensions: (query.timeDimensions ?? []).map((time) =>
      time.dimension === dimension && time.dateRange !== undefined
        ? { ...time, dateRange: range }
        : time,
    ),
  };
}

function refuseSenseless(calculation: WindowCalculation, measure: Member, place: string): void {
  const average = calculation.type === "rolling" && calculation.aggregate === "average";
  if (measure.lastOf !== null && !average) {
    refuse(
      `${place}.of`,
      `${measure.name} is a state, which does not add up over time; its rolling average can be asked.`,
    );
  }
  if (average && measure.additivity === "non-additive") {
    refuse(
      `${place}.of`,
      `${measure.name} cannot be averaged over periods; ask it over the window with "aggregate": "total".`,
    );
  }
}

function runningStart(
  { start }: Periods,
  { reset }: { reset?: "year" | "quarter" | "month" | undefined },
): (bucket: Date) => Date {
  return (bucket) => {
    if (!reset) return start;
    const anew = floor(reset, bucket);
    return anew > start ? anew : start;
  };
}

function runningSums(
  periods: Periods,
  calculation: { of: string; reset?: "year" | "quarter" | "month" | undefined },
): Figure {
  const { axis, others, level } = periods;
  const anew = runningStart(periods, calculation);
  const totals = new Map<string, Decimal>();
  const figures = new Map<AnswerRow, string>();
  const inTime = [...level.rows].sort((a, b) => compareTexts(a[axis.name], b[axis.name]));
  for (const row of inTime) {
    const bucket = parseMoment(String(row[axis.name]));
    const key = `${formatMoment(anew(bucket))} ${keyOf(row, others)}`;
    const total = add(totals.get(key) ?? ZERO, decimal(cellOf(row, calculation.of)) ?? ZERO);
    totals.set(key, total);
    figures.set(row, toText(total));
  }
  return (row) => figures.get(row) ?? null;
}

/** Sums or averages of the window's periods; of a state, the average of the periods that have a figure. */
async function rollingSums(
  { rowsAt, query, axes, axis, others, buckets, start, end }: Periods,
  { of, window, aggregate }: { of: string; window: number; aggregate: "total" | "average" },
  additive: boolean,
): Promise<Figure> {
  const first = bucketAfter(buckets, bucketAt(buckets, start), 1 - window);
  const range = [formatMoment(first), formatMoment(end)] as const;
  const { rows } = await rowsAt(withRange(query, axis.member, range), axes);
  const byKey = new Map<string, Map<number, Decimal>>();
  const position = (row: AnswerRow): number =>
    bucketDistance(buckets, first, parseMoment(String(row[axis.name])));
  for (const row of rows) {
    const figure = decimal(cellOf(row, of));
    if (!figure) continue;
    const key = keyOf(row, others);
    const list = byKey.get(key) ?? new Map<number, Decimal>();
    byKey.set(key, list.set(position(row), figure));
  }
  return (row) => {
    const list = byKey.get(keyOf(row, others));
    const last = position(row);
    const found = Array.from({ length: window }, (_, back) => list?.get(last - back)).filter(
      (figure) => figure !== undefined,
    );
    const sum = found.reduce(add, ZERO);
    if (found.length === 0) return null;
    return aggregate === "total" ? toText(sum) : mean(sum, additive ? window : found.length);
  };
}

/** The measure over one window for each period that has rows. */
async function overWindows(
  { rowsAt, query, axis, others, buckets, end, level, calculation, place }: Periods,
  startOf: (bucket: Date) => Date,
): Promise<Figure> {
  const starts = [...new Set(level.rows.map((row) => row[axis.name]))].filter(
    (cell) => cell !== null,
  );
  if (starts.length > MAX_PERIODS) {
    refuse(
      place,
      `there are ${starts.length} periods; figures that do not add up are asked over ${MAX_PERIODS} at most.`,
    );
  }
  const figures = new Map<string, AnswerCell>();
  await Promise.all(
    starts.map(async (cell) => {
      const bucket = parseMoment(String(cell));
      const after = new Date(bucketAfter(buckets, bucket, 1).getTime() - 1);
      const range = [
        formatMoment(startOf(bucket)),
        formatMoment(after < end ? after : end),
      ] as const;
      const { rows } = await rowsAt(withRange(query, axis.member, range), others);
      for (const row of rows) {
        figures.set(`${String(cell)} ${keyOf(row, others)}`, cellOf(row, calculation.of));
      }
    }),
  );
  return (row) => figures.get(`${String(row[axis.name])} ${keyOf(row, others)}`) ?? null;
}

function compareTexts(a: AnswerCell | undefined, b: AnswerCell | undefined): number {
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
