import type { AnswerCell, AnswerRow, Ask, CubeQuery } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { cellOf } from "./axes.js";
import {
  addMonths,
  bucketAfter,
  bucketAt,
  bucketDistance,
  bucketsOf,
  formatMoment,
  parseMoment,
  type Buckets,
} from "./buckets.js";
import {
  dayYearAfter,
  rangeOf,
  spanBefore,
  spanOf,
  spanYearBefore,
  type Span,
} from "./compared-periods.js";
import type { ComparedLevel, Prior } from "./compared-level.js";
import { add, decimal, ratio, subtract, toText, ZERO } from "./decimal.js";
import type { Compare } from "./extended-query.js";
import type { RowsAt } from "./level-rows.js";
import { lunarPrior } from "./lunar-comparison.js";
import { refuse } from "./refusal.js";
import { keyOf } from "./row-keys.js";
import { resolvedRange, withRange } from "./windows.js";

const ZERO_WHEN_MISSING = new Set(["sum", "count", "count_distinct", "count_distinct_approx"]);

/**
 * Sets each level's rows beside those of an earlier period: by dimensions, and by the periods' places within their
 * ranges. Rows that only one side has stay.
 *
 * @param current rows as the answer shows them
 * @param prior rows without what is calculated from them
 */
export function compared(
  current: RowsAt,
  prior: RowsAt,
  ask: Ask,
  members: MemberCatalogue,
  compare: Compare,
): RowsAt {
  return async (query, axes) => {
    const level = await current(query, axes);
    const time = comparedTime(query);
    const [period = null, second] = axes.filter(
      ({ member, granularity }) => member === time && granularity !== null,
    );
    if (second) refuse("compare", `${time} is grouped by two granularities; leave one.`);
    const span = spanOf(resolvedRange(level, time, "compare"));
    const asked: ComparedLevel = { query, axes, period, current: level, time, span, prior };
    const found =
      compare.to === "lunar"
        ? await lunarPrior(asked, ask, members)
        : await priorPeriod(asked, compare.to);
    return { ...level, rows: joinPrior(asked, found, members) };
  };
}

/** The first time dimension that has a range; one that is also shown as periods before others. */
export function comparedTime({ timeDimensions = [] }: CubeQuery): string {
  const ranged = timeDimensions.filter(({ dateRange }) => dateRange !== undefined);
  const time = ranged.find(({ granularity }) => granularity !== undefined) ?? ranged[0];
  return time?.dimension ?? refuse("compare", "needs a time dimension with a dateRange.");
}

/** The range that is compared with `span`. */
export function earlierRange(
  to: Exclude<Compare["to"], "lunar">,
  span: Span,
): string | readonly string[] {
  if (to === "previous_period") return rangeOf(spanBefore(span));
  return to === "same_period_last_year" ? rangeOf(spanYearBefore(span)) : to.dateRange;
}

async function priorPeriod(
  level: ComparedLevel,
  to: Exclude<Compare["to"], "lunar">,
): Promise<Prior> {
  const { query, axes, period, time, span, prior, current } = level;
  const answer = await prior(withRange(query, time, earlierRange(to, span)), axes);
  if (!period) {
    return { rows: answer.rows.map((row) => ({ row, bucket: null })), previousOf: () => null };
  }
  const buckets = bucketsOf(current.answer, period, "compare");
  const priorSpan = spanOf(resolvedRange(answer, time, "compare"));
  const byDate = to === "same_period_last_year" && buckets.unit === "day";
  const pairs = byDate ? yearPairs : placePairs(buckets, span, priorSpan);
  const rows = answer.rows.map((row) => {
    const own = row[period.name];
    const bucket = typeof own === "string" ? pairs.after(parseMoment(own)) : null;
    return { row, bucket: bucket && bucket <= span.end ? formatMoment(bucket) : null };
  });
  const previousOf = (bucket: string): string | null => {
    const before = pairs.before(parseMoment(bucket));
    return before && before <= priorSpan.end ? formatMoment(before) : null;
  };
  return { rows, previousOf };
}

const yearPairs = {
  after: dayYearAfter,
  before: (day: Date): Date | null => {
    const before = addMonths(day, -12);
    return before.getUTCDate() === day.getUTCDate() ? before : null;
  },
};

/** The first bucket of one range stands against the first of the other, and so on. */
function placePairs(buckets: Buckets, span: Span, priorSpan: Span): typeof yearPairs {
  const [here, there] = [bucketAt(buckets, span.start), bucketAt(buckets, priorSpan.start)];
  return {
    after: (bucket) => bucketAfter(buckets, here, bucketDistance(buckets, there, bucket)),
    before: (bucket) => bucketAfter(buckets, there, bucketDistance(buckets, here, bucket)),
  };
}

function joinPrior(
  { query, axes, period, current }: ComparedLevel,
  prior: Prior,
  members: MemberCatalogue,
): AnswerRow[] {
  const measures = query.measures ?? [];
  const waiting = new Map<string, AnswerRow>();
  for (const { row, bucket } of prior.rows) {
    const aligned = period ? { ...row, [period.name]: bucket, [period.member]: bucket } : row;
    const own = period && bucket === null ? String(row[period.name]) : "";
    const before = period ? { [previousName(period)]: cellOf(row, period.name) } : {};
    waiting.set(`${own} ${keyOf(aligned, axes)}`, { ...aligned, ...before });
  }
  const rows = current.rows.map((row) => {
    const key = ` ${keyOf(row, axes)}`;
    const before = waiting.get(key);
    waiting.delete(key);
    const bucket = period && row[period.name];
    const named =
      period && typeof bucket === "string"
        ? { [previousName(period)]: prior.previousOf(bucket) }
        : {};
    return { ...row, ...named, ...changes(measures, row, before ?? {}, members) };
  });
  const onlyBefore = [...waiting.values()].map((row) => {
    const missing = Object.fromEntries(measures.map((name) => [name, null]));
    return { ...row, ...missing, ...changes(measures, {}, row, members) };
  });
  return [...rows, ...onlyBefore];
}

/** The key under which rows name the earlier period's bucket. */
export function previousName(period: { readonly name: string }): string {
  return `${period.name}.previous`;
}

function changes(
  measures: readonly string[],
  row: AnswerRow,
  before: AnswerRow,
  members: MemberCatalogue,
): AnswerRow {
  return Object.fromEntries(
    measures.flatMap((name): [string, AnswerCell][] => {
      const previous = cellOf(before, name);
      const missing = ZERO_WHEN_MISSING.has(members.members.get(name)?.aggregate ?? "")
        ? ZERO
        : null;
      const [now, then] = [decimal(cellOf(row, name)) ?? missing, decimal(previous) ?? missing];
      const none = cellOf(row, name) === null && previous === null;
      const change = now && then && !none ? toText(subtract(now, then)) : null;
      const size = then && toText(then.units < 0n ? subtract(ZERO, then) : add(then, ZERO));
      return [
        [`${name}.previous`, previous],
        [`${name}.change`, change],
        [`${name}.change_rate`, ratio(change, size)],
      ];
    }),
  );
}
