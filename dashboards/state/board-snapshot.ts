import type { Query } from "@cubejs-client/core";
import type {
  Board,
  BoardTile,
  DrillTile,
  FigureTile,
  MonthsTile,
  StatusResponse,
} from "../../server/contract.js";
import { type ApiFault, faultOf } from "../api/api-fault.js";
import type { Row } from "../api/query-runner.js";
import { monthOf, monthsBetween } from "../period/calendar.js";
import {
  BEGINNING,
  type DateRange,
  focusRange,
  isPartial,
  periodRange,
  previousRange,
} from "../period/period.js";
import {
  drillMeasures,
  figuresQuery,
  levelAt,
  levelQuery,
  memberOf,
  monthsQuery,
  pathScope,
  type Scope,
} from "./board-queries.js";
import type { BoardState, SortOrder } from "./board-state.js";

/** Values by the measure's name on the board; null where the engine has none. */
export type Figures = Record<string, string | null>;

export interface FigureData {
  kind: "figure";
  now: string | null;
  /** Of the previous range; null as well when there is no such range. */
  before: string | null;
  scope: Scope;
  /** By whole month of the period. */
  trend: (string | null)[];
}

export interface MonthPoint {
  month: string;
  value: string | null;
  /** The period covers only a part of this month. */
  partial: boolean;
  range: DateRange;
}

export interface MonthsData {
  kind: "months";
  points: MonthPoint[];
}

interface DrillRow {
  name: string | null;
  figures: Figures;
}

export interface DrillData {
  kind: "drill";
  /** Of the rows; each row adds its own member. */
  scope: Scope;
  sort: SortOrder;
  rows: DrillRow[];
  /** More members exist than were asked for. */
  more: boolean;
  /** The engine's own answer for the whole scope. */
  total: Figures;
}

type TileData = FigureData | MonthsData | DrillData;
/** A tile loads or fails by itself; its neighbours stay. */
export type TilePart = { data: TileData } | { fault: ApiFault };

/** Everything a board shows at one moment: one version, one state, all figures. */
export interface BoardSnapshot {
  status: StatusResponse;
  board: Board;
  state: BoardState;
  focus: DateRange;
  previous: DateRange | null;
  /** In the order of the board's tiles. */
  tiles: TilePart[];
}

export interface SnapshotRequest {
  board: Board;
  status: StatusResponse;
  state: BoardState;
  /** Rows of a drill table at most. */
  rowLimit: number;
}

type Ask = (query: Query) => Promise<Row[]>;

/** Asks all of a board's questions and waits for every answer, so that no two versions or states are ever mixed. */
export async function loadSnapshot(request: SnapshotRequest, ask: Ask): Promise<BoardSnapshot> {
  const { board, status, state } = request;
  const tiles = await Promise.all(
    board.tiles.map((tile) =>
      loadTile(tile, request, ask).then(
        (data): TilePart => ({ data }),
        (error: unknown): TilePart => ({ fault: faultOf(error) }),
      ),
    ),
  );
  return {
    status,
    board,
    state,
    focus: focusRange(state, status.asOfDate),
    previous: previousRange(state, status.asOfDate),
    tiles,
  };
}

function loadTile(tile: BoardTile, request: SnapshotRequest, ask: Ask): Promise<TileData> {
  switch (tile.kind) {
    case "figure":
      return loadFigure(tile, request, ask);
    case "months":
      return loadMonths(tile, request, ask);
    case "drill":
      return loadDrill(tile, request, ask);
  }
}

async function loadFigure(
  tile: FigureTile,
  { board, status, state }: SnapshotRequest,
  ask: Ask,
): Promise<FigureData> {
  // All figure tiles ask the same two questions, which are then sent once.
  const names = board.tiles.flatMap((other) => (other.kind === "figure" ? [other.measure] : []));
  const scope: Scope = { range: focusRange(state, status.asOfDate), filters: [] };
  const previous = previousRange(state, status.asOfDate);
  const [now, before, trend] = await Promise.all([
    ask(figuresQuery(board, names, scope)),
    previous ? ask(figuresQuery(board, names, { range: previous, filters: [] })) : [],
    loadByMonth(tile.measure, board, periodRange(state, status.asOfDate), ask),
  ]);
  const member = memberOf(board, tile.measure);
  return {
    kind: "figure",
    now: now[0]?.[member] ?? null,
    before: before[0]?.[member] ?? null,
    scope,
    trend: trend.filter((point) => !point.partial).map((point) => point.value),
  };
}

async function loadMonths(
  tile: MonthsTile,
  { board, status, state }: SnapshotRequest,
  ask: Ask,
): Promise<MonthsData> {
  const range = periodRange(state, status.asOfDate);
  return { kind: "months", points: await loadByMonth(tile.measure, board, range, ask) };
}

async function loadByMonth(
  measure: string,
  board: Board,
  range: DateRange,
  ask: Ask,
): Promise<MonthPoint[]> {
  const rows = await ask(monthsQuery(board, range));
  const values = new Map<string, string | null>();
  for (const row of rows) {
    const month = row[`${board.time}.month`];
    if (month) values.set(monthOf(month), row[memberOf(board, measure)] ?? null);
  }
  return monthPoints(values, range);
}

/** Every month of the range, also those without data; an open start begins with the first month that has some. */
export function monthPoints(
  values: ReadonlyMap<string, string | null>,
  range: DateRange,
): MonthPoint[] {
  const open = range.from === BEGINNING;
  const first = open ? [...values.keys()].sort()[0] : monthOf(range.from);
  if (first === undefined) return [];
  return monthsBetween(first, monthOf(range.to)).map((month) => ({
    month,
    value: values.get(month) ?? null,
    partial: isPartial(month, range),
    range: focusRange({ period: "custom", from: range.from, to: range.to, month }, range.to),
  }));
}

async function loadDrill(
  tile: DrillTile,
  { board, status, state, rowLimit }: SnapshotRequest,
  ask: Ask,
): Promise<DrillData> {
  const path = state.path.slice(0, tile.levels.length - 1);
  const scope = pathScope(tile, path, focusRange(state, status.asOfDate));
  const sort = state.sort ?? { column: tile.share, descending: true };
  const level = levelAt(tile, path.length);
  const [rows, totals] = await Promise.all([
    ask(levelQuery(board, tile, scope, sort, rowLimit + 1)),
    ask(figuresQuery(board, drillMeasures(tile), scope)),
  ]);
  return {
    kind: "drill",
    scope,
    sort,
    rows: rows.slice(0, rowLimit).map((row) => ({
      name: row[level.member] ?? null,
      figures: figuresOf(board, tile, row),
    })),
    more: rows.length > rowLimit,
    total: figuresOf(board, tile, totals[0] ?? {}),
  };
}

function figuresOf(board: Board, tile: DrillTile, row: Row): Figures {
  return Object.fromEntries(
    drillMeasures(tile).map((name) => [name, row[memberOf(board, name)] ?? null]),
  );
}
