import type { AnswerCell, AnswerRow, CubeQuery, TimeDimension } from "../asking.js";
import { without } from "./without.js";

/** A column by which rows are grouped: a dimension, or a time dimension cut into periods. */
export interface Axis {
  /** As rows name it: "sales.country_name", "sales.order_date.month". */
  readonly name: string;
  readonly member: string;
  readonly granularity: string | null;
}

/** What a query groups by, dimensions first, as Cube orders the columns. */
export function axesOf(query: CubeQuery): Axis[] {
  const dimensions = (query.dimensions ?? []).map(axisNamed);
  const periods = (query.timeDimensions ?? []).flatMap(({ dimension, granularity }) =>
    granularity === undefined ? [] : [axisNamed(`${dimension}.${granularity}`)],
  );
  const all = [
    ...dimensions.filter(({ granularity }) => granularity === null),
    ...periods,
    ...dimensions.filter(({ granularity }) => granularity !== null),
  ];
  return [...new Map(all.map((axis) => [axis.name, axis])).values()];
}

/** Cube also writes a period as a dimension of three parts. */
function axisNamed(name: string): Axis {
  const [view = "", member = "", granularity] = name.split(".");
  return { name, member: `${view}.${member}`, granularity: granularity ?? null };
}

/** The query grouped by `axes` only, of all its rows: its date ranges stay, its order and its page go. */
export function atLevel(query: CubeQuery, axes: readonly Axis[]): CubeQuery {
  const rest = without(query, "order", "limit", "offset", "total");
  const ranges = (query.timeDimensions ?? []).filter(({ dateRange }) => dateRange !== undefined);
  const ranged = new Set<TimeDimension>();
  const periods = axes.flatMap(({ member, granularity }): TimeDimension[] => {
    if (granularity === null) return [];
    const range = ranges.find(({ dimension }) => dimension === member);
    if (range?.dateRange === undefined) return [{ dimension: member, granularity }];
    ranged.add(range);
    return [{ dimension: member, granularity, dateRange: range.dateRange }];
  });
  const onlyRanges = ranges
    .filter((range) => !ranged.has(range))
    .map(({ dimension, dateRange }) => ({ dimension, ...(dateRange && { dateRange }) }));
  return {
    ...rest,
    dimensions: axes.filter(({ granularity }) => granularity === null).map(({ name }) => name),
    timeDimensions: [...periods, ...onlyRanges],
    order: [],
  };
}

/** Equal for rows that agree on all `axes`; a missing value differs from every text. */
export function rowKey(row: AnswerRow, axes: readonly Axis[]): string {
  return JSON.stringify(axes.map(({ name }) => cellOf(row, name)));
}

export function cellOf(row: AnswerRow, name: string): AnswerCell {
  return row[name] ?? null;
}

/** The view of a member or axis name. */
export function viewOf(name: string): string {
  return name.slice(0, name.indexOf("."));
}
