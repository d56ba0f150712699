import type { AnswerRow, Ask, CubeQuery, Filter } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { cellOf } from "./axes.js";
import { bucketAt, bucketsOf, formatMoment, parseMoment } from "./buckets.js";
import type { ComparedLevel, Prior, PriorRow } from "./compared-level.js";
import { nothing } from "./cell-filters.js";
import { rangeOf, runsOf, type Span } from "./compared-periods.js";
import { refuse } from "./refusal.js";
import { MAX_ROWS, whole } from "./whole-answer.js";
import { without } from "./without.js";

/** The calendar's days and, of each, the day of the year before that is as far from its lunar new year. */
const DAY = "calendar.date_day";
const PRIOR_DAY = "calendar.lunar_prior_year_date";

/** Buckets above the day are each a question of their own. */
const MAX_BUCKETS = 60;

/** The rows of the days with which the calendar compares those of the level's range. */
export async function lunarPrior(
  level: ComparedLevel,
  ask: Ask,
  members: MemberCatalogue,
): Promise<Prior> {
  const { period, current } = level;
  const priorDays = await lunarDays(level.span, level.query.timezone, ask, members);
  if (!period) {
    const { rows } = await askDays(level, [...priorDays.values()]);
    return { rows: rows.map((row) => ({ row, bucket: null })), previousOf: () => null };
  }
  const buckets = bucketsOf(current.answer, period, "compare");
  if (buckets.unit === "day") return dayByDay(level, priorDays);
  const days = new Map<string, string[]>();
  for (const [day, priorDay] of priorDays) {
    const bucket = formatMoment(bucketAt(buckets, parseMoment(day)));
    const list = days.get(bucket) ?? [];
    list.push(priorDay);
    days.set(bucket, list);
  }
  if (days.size > MAX_BUCKETS) {
    refuse(
      "compare.to",
      `${days.size} periods are too many for a lunar comparison; at most ${MAX_BUCKETS}.`,
    );
  }
  const rows = await Promise.all(
    [...days].map(async ([bucket, list]): Promise<PriorRow[]> => {
      const withoutPeriod = { ...level, axes: level.axes.filter((axis) => axis !== period) };
      const answer = await askDays(withoutPeriod, list);
      const start = startOf(list);
      return answer.rows.map((row) => ({ row: { ...row, [period.name]: start }, bucket }));
    }),
  );
  return {
    rows: rows.flat(),
    previousOf: (bucket) => {
      const list = days.get(bucket);
      return list ? startOf(list) : null;
    },
  };
}

/** Several days near the season's edge may stand against one and the same. */
async function dayByDay(
  level: ComparedLevel,
  priorDays: ReadonlyMap<string, string>,
): Promise<Prior> {
  const { rows } = await askDays(level, [...priorDays.values()]);
  const name = level.period?.name ?? "";
  const byDay = new Map<string, AnswerRow[]>();
  for (const row of rows) {
    const day = String(cellOf(row, name)).slice(0, 10);
    const list = byDay.get(day) ?? [];
    list.push(row);
    byDay.set(day, list);
  }
  const midnight = (day: string): string => formatMoment(parseMoment(day));
  return {
    rows: [...priorDays].flatMap(([day, priorDay]) =>
      (byDay.get(priorDay) ?? []).map((row) => ({ row, bucket: midnight(day) })),
    ),
    previousOf: (bucket) => {
      const day = priorDays.get(bucket.slice(0, 10));
      return day === undefined ? null : midnight(day);
    },
  };
}

/** Of each day in the span, the one that the calendar compares it with. */
export async function lunarDays(
  span: Span,
  timezone: string | undefined,
  ask: Ask,
  members: MemberCatalogue,
): Promise<ReadonlyMap<string, string>> {
  for (const name of [DAY, PRIOR_DAY]) {
    if (!members.members.has(name)) refuse("compare.to", `a lunar comparison needs ${name}.`);
  }
  const answer = await ask({
    timeDimensions: [
      { dimension: DAY, granularity: "day", dateRange: rangeOf(span) },
      { dimension: PRIOR_DAY, granularity: "day" },
    ],
    ...(timezone !== undefined && { timezone }),
    order: [[DAY, "asc"]],
    limit: MAX_ROWS,
  });
  const days = whole(answer, "compare").data.flatMap((row): [string, string][] => {
    const [day, priorDay] = [cellOf(row, `${DAY}.day`), cellOf(row, `${PRIOR_DAY}.day`)];
    return day === null || priorDay === null
      ? []
      : [[String(day).slice(0, 10), String(priorDay).slice(0, 10)]];
  });
  return new Map(days);
}

/** The earlier rows on `days` only. */
function askDays(
  { query, axes, time, prior }: ComparedLevel,
  days: readonly string[],
): Promise<{ rows: readonly AnswerRow[] }> {
  return prior(onDays(query, time, days), axes);
}

/** The query on `days` only, whatever range it has. */
export function onDays(query: CubeQuery, time: string, days: readonly string[]): CubeQuery {
  const inRuns = runsOf(days).map(([first, last]): Filter => ({
    member: time,
    operator: "inDateRange",
    values: [first, last],
  }));
  const filter = inRuns.length === 0 ? nothing(time) : { or: inRuns };
  return {
    ...query,
    timeDimensions: (query.timeDimensions ?? []).flatMap((asked) => {
      if (asked.dimension !== time) return [asked];
      const rest = without(asked, "dateRange");
      return rest.granularity === undefined ? [] : [rest];
    }),
    filters: [...(query.filters ?? []), filter],
  };
}

function startOf(days: readonly string[]): string {
  return formatMoment(parseMoment([...days].sort()[0] ?? ""));
}
