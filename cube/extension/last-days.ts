import type { Ask, CubeAnswer, CubeQuery, Filter, TimeDimension } from "../asking.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { axesOf, cellOf, rowKey, type Axis } from "./axes.js";
import { filterMembers } from "./measure-filters.js";
import { MAX_ROWS, whole } from "./whole-answer.js";

/** The cube whose members are calendar days' attributes in every view that joins it. */
const CALENDAR = "dim_date.";

/**
 * Asks semi-additive measures: the figure of a period is that of its last day within the query's range, whatever else
 * the rows are grouped or filtered by. A place without a row on that day has no figure, not an older one.
 *
 * @param lastOf the time dimension whose last day counts
 */
export async function askLastDays(
  ask: Ask,
  members: MemberCatalogue,
  query: CubeQuery,
  lastOf: string,
): Promise<CubeAnswer> {
  return ask(await onLastDays(ask, members, query, lastOf));
}

/** The query over the last day of each period only. */
export async function onLastDays(
  ask: Ask,
  members: MemberCatalogue,
  query: CubeQuery,
  lastOf: string,
): Promise<CubeQuery> {
  const axes = axesOf(query);
  const isDay = ({ member, granularity }: Axis): boolean =>
    member === lastOf && (granularity === null || granularity === "day");
  if (axes.some(isDay)) return query;
  const isCalendar = (name: string): boolean =>
    name === lastOf || (members.members.get(name)?.cubeMember.startsWith(CALENDAR) ?? false);
  const periods = axes.filter(({ member }) => isCalendar(member));
  const answer = await ask(daysQuery(query, lastOf, periods, isCalendar));
  const last = new Map<string, string>();
  for (const row of whole(answer, "measures").data) {
    const day = String(cellOf(row, `${lastOf}.day`)).slice(0, 10);
    const key = rowKey(row, periods);
    if ((last.get(key) ?? "") < day) last.set(key, day);
  }
  const days = [...new Set(last.values())].sort();
  if (days.length === 0) return query;
  const filter: Filter = { member: lastOf, operator: "equals", values: days };
  return { ...query, filters: [...(query.filters ?? []), filter] };
}

function daysQuery(
  query: CubeQuery,
  lastOf: string,
  periods: readonly Axis[],
  isCalendar: (name: string) => boolean,
): CubeQuery {
  const own = (query.timeDimensions ?? []).filter(({ dimension }) => isCalendar(dimension));
  const range = own.find(({ dimension, dateRange }) => dimension === lastOf && dateRange);
  const day: TimeDimension = {
    dimension: lastOf,
    granularity: "day",
    ...(range?.dateRange !== undefined && { dateRange: range.dateRange }),
  };
  const grouped = new Set(periods.map(({ name }) => name));
  return {
    dimensions: (query.dimensions ?? []).filter((name) => grouped.has(name)),
    timeDimensions: [...own, day],
    filters: (query.filters ?? []).filter((filter) => filterMembers([filter]).every(isCalendar)),
    ...(query.timezone !== undefined && { timezone: query.timezone }),
    order: [],
    limit: MAX_ROWS,
  };
}
