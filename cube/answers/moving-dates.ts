import type { CubeQuery, Filter } from "../asking.js";

const ABSOLUTE = /^\d{4}-\d{2}(-\d{2}([T ][\d:.]+Z?)?)?$/;
const WITHIN_A_DAY = /\b(now|second|minute|hour)s?\b/i;
const DATE_OPERATORS: ReadonlySet<string> = new Set([
  "inDateRange",
  "notInDateRange",
  "onTheDate",
  "beforeDate",
  "beforeOrOnDate",
  "afterDate",
  "afterOrOnDate",
]);

/**
 * What an answer's dates depend on beside the version: nothing, the current day in a time zone, or the very moment.
 */
export type Moving = { kind: "fixed" } | { kind: "day"; timezone: string } | { kind: "moment" };

/** Whether the dates of a query mean something else tomorrow ("last month"), or in a minute ("last hour"). */
export function movingDates(query: CubeQuery): Moving {
  const relative = datesIn(query).filter((text) => !ABSOLUTE.test(text));
  if (relative.length === 0) return { kind: "fixed" };
  if (relative.some((text) => WITHIN_A_DAY.test(text))) return { kind: "moment" };
  return { kind: "day", timezone: query.timezone ?? "UTC" };
}

/** The current day in a time zone, YYYY-MM-DD. */
export function dayIn(timezone: string, now: Date): string {
  let format = FORMATS.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: timezone });
    FORMATS.set(timezone, format);
  }
  return format.format(now);
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function datesIn(query: CubeQuery): string[] {
  const ranges = (query.timeDimensions ?? []).flatMap(({ dateRange, compareDateRange }) => [
    dateRange ?? [],
    ...(compareDateRange ?? []),
  ]);
  return [...ranges.flat(), ...comparedTo(query), ...(query.filters ?? []).flatMap(datesOf)].filter(
    (value): value is string => typeof value === "string",
  );
}

/** Of the extension `compare: { to: { dateRange } }`. */
function comparedTo(query: CubeQuery): unknown[] {
  const compare = "compare" in query ? query.compare : undefined;
  return JSON.stringify(compare ?? null).includes('"dateRange"') ? stringsIn(compare) : [];
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function datesOf(filter: Filter): unknown[] {
  if ("and" in filter) return filter.and.flatMap(datesOf);
  if ("or" in filter) return filter.or.flatMap(datesOf);
  return DATE_OPERATORS.has(filter.operator) ? [...(filter.values ?? [])] : [];
}
