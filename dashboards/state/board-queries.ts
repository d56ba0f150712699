import type { Filter, Query } from "@cubejs-client/core";
import type { Board, DrillTile } from "../../server/contract.js";
import type { DateRange } from "../period/period.js";
import { BY_NAME, type SortOrder } from "./board-state.js";

/** Which part of the business a figure covers: days, and the members drilled into. */
export interface Scope {
  range: DateRange;
  filters: MemberFilter[];
}

/** One member of one dimension; null is the member without a name. */
interface MemberFilter {
  member: string;
  value: string | null;
}

/** The scope of a drill table's rows: the members on the path to its level. */
export function pathScope(
  tile: DrillTile,
  path: readonly (string | null)[],
  range: DateRange,
): Scope {
  const filters = path.flatMap((value, depth) => {
    const level = tile.levels[depth];
    return level ? [{ member: level.member, value }] : [];
  });
  return { range, filters };
}

/** The scope of one row: one more member than the table it stands in. */
export function memberScope(tile: DrillTile, scope: Scope, value: string | null): Scope {
  const { member } = levelAt(tile, scope.filters.length);
  return { range: scope.range, filters: [...scope.filters, { member, value }] };
}

/** Figures of a whole scope; without a dimension, so that ratios and distinct counts come at their own grain. */
export function figuresQuery(board: Board, measures: readonly string[], scope: Scope): Query {
  return {
    measures: membersOf(board, measures),
    timeDimensions: [{ dimension: board.time, dateRange: [scope.range.from, scope.range.to] }],
    ...filterPart(scope),
  };
}

/** One row a month that has any data, with all that figures and bars need, so that one question serves them all. */
export function monthsQuery(board: Board, range: DateRange): Query {
  const names = board.tiles.flatMap((tile) => (tile.kind === "drill" ? [] : [tile.measure]));
  return {
    measures: membersOf(board, [...new Set(names)]),
    timeDimensions: [
      { dimension: board.time, granularity: "month", dateRange: [range.from, range.to] },
    ],
    order: { [board.time]: "asc" },
    limit: 5_000,
  };
}

/** One row per member of the level below the path; at most `limit`, in an order without ties. */
export function levelQuery(
  board: Board,
  tile: DrillTile,
  scope: Scope,
  sort: SortOrder,
  limit: number,
): Query {
  const level = levelAt(tile, scope.filters.length).member;
  const direction = sort.descending ? "desc" : "asc";
  const order: [string, "asc" | "desc"][] =
    sort.column === BY_NAME
      ? [[level, direction]]
      : [
          [memberOf(board, sort.column), direction],
          [level, "asc"],
        ];
  return {
    ...figuresQuery(board, drillMeasures(tile), scope),
    dimensions: [level],
    order,
    limit,
  };
}

/** One page of the order lines behind a figure. */
export function rowsQuery(
  board: Board,
  scope: Scope,
  page: { limit: number; offset: number },
): Query {
  return {
    dimensions: [
      ...new Set([...board.rows.columns.map((column) => column.member), ...board.rows.order]),
    ],
    timeDimensions: [{ dimension: board.time, dateRange: [scope.range.from, scope.range.to] }],
    ...filterPart(scope),
    ungrouped: true,
    order: board.rows.order.map((member): [string, "asc"] => [member, "asc"]),
    ...page,
  };
}

/** What the rows behind a figure add up to: their number, their documents, their sum, and the figure once more. */
export function checkMeasures(board: Board, measure: string): string[] {
  const ratio = board.measures[measure]?.ratio;
  const { count, documents, sum } = board.rows;
  return [...new Set([count, documents, sum, measure, ...(ratio ? [ratio.of, ratio.per] : [])])];
}

/** The measures a drill table asks for; the share's own may not be among its columns. */
export function drillMeasures(tile: DrillTile): string[] {
  return [...new Set([...tile.measures, tile.share])];
}

/** The level that a path of this length looks at. */
export function levelAt(tile: DrillTile, depth: number): DrillTile["levels"][number] {
  const level = tile.levels[Math.min(depth, tile.levels.length - 1)];
  if (!level) throw new Error("a drill tile has at least one level");
  return level;
}

/** The semantic layer's name of a measure of the board. */
export function memberOf(board: Board, measure: string): string {
  const found = board.measures[measure];
  if (!found) throw new Error(`no measure ${measure}`);
  return found.member;
}

function membersOf(board: Board, measures: readonly string[]): string[] {
  return measures.map((name) => memberOf(board, name));
}

function filterPart(scope: Scope): { filters?: Filter[] } {
  if (scope.filters.length === 0) return {};
  return {
    filters: scope.filters.map(({ member, value }) =>
      value === null
        ? { member, operator: "notSet" }
        : { member, operator: "equals", values: [value] },
    ),
  };
}
