import type { NormalizedQuery } from "../cube-packages.js";
import { canonicalJson } from "./canonical.js";

/** A query with its date ranges taken out: queries of one shape have the same SQL, with other dates for its values. */
export interface Shape {
  readonly key: string;
  /** The dates taken out, as they stand among the values of the SQL. */
  readonly dates: readonly string[];
}

/** Where the dates of a shape stand among the values of its SQL. */
export type DatePlaces = readonly (number | null)[];

const COMMON = new Set(["day", "week", "month", "quarter", "year", "hour", "minute", "second"]);
const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})$/;

/**
 * The shape of a query; one of its own where its dates decide about more than values.
 *
 * @param finest whether no rollup is coarser than a day, so that of a range only matters whether it is made of days
 */
export function shapeOf(query: NormalizedQuery, finest = false): Shape {
  const times = query.timeDimensions ?? [];
  const dates = times.flatMap(({ dateRange }) => dateRange ?? []);
  const plain =
    dates.every((date) => MOMENT.test(date)) &&
    new Set(dates).size === dates.length &&
    times.every(({ granularity }) => !granularity || COMMON.has(granularity));
  if (!plain || dates.length === 0) return { key: canonicalJson(query), dates: [] };
  const timeDimensions = times.map((time) => ({
    ...time,
    dateRange: Array.isArray(time.dateRange)
      ? time.dateRange.map((date: string) => alignment(date, finest))
      : time.dateRange,
  }));
  return { key: canonicalJson({ ...query, timeDimensions }), dates };
}

/**
 * Where the dates stand among the values of the SQL made of them; null where the SQL cannot serve other dates: one is
 * part of its text, or is not found, or might be the value of a filter.
 */
export function datePlaces(
  { dates }: Shape,
  query: NormalizedQuery,
  sql: string,
  values: readonly unknown[],
): DatePlaces | null {
  const filters = JSON.stringify(query["filters"] ?? []);
  for (const date of dates) {
    const day = date.slice(0, 10);
    if (sql.includes(day) || filters.includes(day) || !values.includes(date)) return null;
  }
  return values.map((value) => {
    const place = dates.indexOf(value as string);
    return place < 0 ? null : place;
  });
}

/** The values with other dates in their places. */
export function withDates(
  values: readonly unknown[],
  places: DatePlaces,
  dates: readonly string[],
): unknown[] {
  return values.map((value, index) => {
    const place = places[index] ?? null;
    return place === null ? value : dates[place];
  });
}

/** Of what a moment is the beginning or, to the millisecond, the end: it decides which rollups can answer. */
function alignment(moment: string, finest: boolean): string {
  const [, ...parts] = MOMENT.exec(moment) ?? [];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] =
    parts.map(Number);
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const isEnd = ms === 999;
  if (isEnd) time.setUTCMilliseconds(1000);
  const midnight = time.getTime() % 86_400_000 === 0;
  if (midnight && finest) return isEnd ? "end day" : "start day";
  const first = midnight && time.getUTCDate() === 1;
  const levels = [
    first && time.getUTCMonth() === 0 ? "year" : "",
    first && time.getUTCMonth() % 3 === 0 ? "quarter" : "",
    first ? "month" : "",
    midnight && time.getUTCDay() === 1 ? "week" : "",
    midnight && time.getUTCDay() === 0 ? "sunday" : "",
    midnight ? "day" : moment.slice(11),
  ];
  return `${isEnd ? "end" : "start"} ${levels.join(",")}`;
}
