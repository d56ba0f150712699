import type { Board, PeriodName } from "../../server/contract.js";
import { isDay, isMonth } from "../period/calendar.js";
import type { PeriodChoice } from "../period/period.js";

/** Column to sort by: a measure's name on the board, or the level's own name. */
export interface SortOrder {
  column: string;
  descending: boolean;
}

/** Sorts by the names of the level's members. */
export const BY_NAME = "name";

/** Everything about a view that its address carries, so that it can be shared and Back works. */
export interface BoardState extends PeriodChoice {
  /** Members chosen so far, widest level first; null is the member without a name. */
  path: (string | null)[];
  /** null: the share measure, largest first. */
  sort: SortOrder | null;
}

const PERIODS: readonly PeriodName[] = ["month", "quarter", "ytd", "12m", "all", "custom"];
/** Stands for SQL NULL in an address. */
const NAMELESS = "\u2205";

/** Reads a view from its address. What does not make sense falls back to the board's default. */
export function parseState(search: string, board: Board): BoardState {
  const params = new URLSearchParams(search);
  const asked = PERIODS.find((period) => period === params.get("period")) ?? board.period;
  const days = [params.get("from") ?? "", params.get("to") ?? ""].filter(isDay).sort();
  const [from, to] = days;
  const custom = asked === "custom" && from !== undefined && to !== undefined;
  const month = params.get("month") ?? "";
  return {
    period: custom ? "custom" : asked === "custom" ? board.period : asked,
    from: custom ? from : null,
    to: custom ? to : null,
    month: isMonth(month) ? month : null,
    path: params
      .getAll("drill")
      .slice(0, deepestPath(board))
      .map((value) => (value === NAMELESS ? null : value)),
    sort: parseSort(params.get("sort"), board),
  };
}

/** Writes a view into an address; defaults are left out. Parameters of others (`lang`) stay. */
export function formatState(state: BoardState, board: Board, search: string): string {
  const params = new URLSearchParams(search);
  for (const name of ["period", "from", "to", "month", "drill", "sort"]) params.delete(name);
  if (state.period !== board.period) params.set("period", state.period);
  if (state.period === "custom" && state.from !== null && state.to !== null) {
    params.set("from", state.from);
    params.set("to", state.to);
  }
  if (state.month !== null) params.set("month", state.month);
  for (const value of state.path) params.append("drill", value ?? NAMELESS);
  if (state.sort) params.set("sort", `${state.sort.descending ? "-" : ""}${state.sort.column}`);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

/** The order a click on a column's head asks for: measures begin with the largest, names with A. */
export function toggleSort(current: SortOrder, column: string): SortOrder {
  return current.column === column
    ? { column, descending: !current.descending }
    : { column, descending: column !== BY_NAME };
}

function parseSort(text: string | null, board: Board): SortOrder | null {
  const column = text?.replace(/^-/, "") ?? "";
  const known =
    column === BY_NAME ||
    board.tiles.some((tile) => tile.kind === "drill" && tile.measures.includes(column));
  return known ? { column, descending: text?.startsWith("-") === true } : null;
}

function deepestPath(board: Board): number {
  return Math.max(
    0,
    ...board.tiles.map((tile) => (tile.kind === "drill" ? tile.levels.length - 1 : 0)),
  );
}
