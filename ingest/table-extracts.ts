import { join } from "node:path";
import type { Column } from "./column-types.js";
import { lagged } from "./cursor.js";
import type { Extract, TableRequest } from "./source.js";

/** The values of a key's columns as text, in the key's order. */
export type Key = readonly string[];

/** Which rows: those of an increment, behind one key, up to another; all parts optional. */
export interface Slice {
  /** `orEqual` also brings the rows without a cursor value: they are few, or the cursor is badly chosen. */
  since?: { column: string; value: string; orEqual: boolean } | undefined;
  after?: Key | undefined;
  upTo?: Key | undefined;
}

/**
 * Rows written to a spool file, and what the source itself counts and sums of them. `last` is the key of the last one;
 * `more` says that there are rows behind it.
 */
export interface SpooledRows {
  rows: number;
  controls: NonNullable<Extract["controls"]>;
  bytes: number;
  sha256: string;
  last: Key | undefined;
  more: boolean;
}

/** One table inside a database's snapshot. */
export interface TableReader {
  columns: readonly Column[];
  primaryKey: readonly string[];
  /** Has a key that rows can be read in the order of, piece by piece, and that is the same in a later run. */
  chunked: boolean;
  /** About how many rows there are, where the source tells without reading them. */
  about?(): Promise<number | undefined>;
  /** The greatest value of a column, as text. */
  greatest(column: string): Promise<string | undefined>;
  /** @param limit rows at most; undefined: all */
  spool(
    columns: readonly Column[],
    slice: Slice,
    limit: number | undefined,
    path: string,
  ): Promise<SpooledRows>;
}

/**
 * What a rerun continues from: `cursor` where the last whole increment ended; while one is under way, `next` where it
 * will have ended and `after` the last key that is loaded. `done` stands where every row of a full extraction has been
 * delivered: a run killed before it took effect must not deliver them twice.
 */
interface Progress {
  done?: boolean;
  cursor?: string;
  next?: string;
  after?: Key;
  piece?: number;
}

/** The pieces of one table: all its rows, or those behind the cursor, in chunks by key where it has one. */
export async function* tableExtracts(
  source: string,
  reader: TableReader,
  request: TableRequest,
): AsyncGenerator<Extract> {
  const { config } = request;
  const progress = progressOf(request);
  const mode = config.mode ?? "replace";
  const cursor = mode === "append" || mode === "merge" ? config.cursor : undefined;
  const where = `sources.${source}.tables.${request.table}`;
  const next =
    cursor === undefined
      ? undefined
      : (progress.next ?? (await reader.greatest(cursor)) ?? progress.cursor);
  const since =
    cursor === undefined || progress.cursor === undefined
      ? undefined
      : {
          column: cursor,
          value: lagged(where, progress.cursor, config.lag),
          orEqual: mode === "merge",
        };
  if (cursor === undefined && progress.done === true) return;
  const end: Progress = next === undefined ? { done: true } : { cursor: next };
  if (since === undefined) {
    const about = (await reader.about?.()) ?? 0;
    const { chunkRows, firstRows = chunkRows } = request;
    const pieces = (progress.piece ?? 1) - 1;
    const before = pieces === 0 ? 0 : firstRows + (pieces - 1) * chunkRows;
    if (about > before) request.onTotal?.(about - before);
  }
  yield* pieces(reader, request, progress, since, end);
  if (since === undefined || config.deletes === undefined || config.deletes === "none") return;
  yield await keys(reader, request, end);
}

interface Piece {
  extract: Extract;
  /** Where the next piece begins; none behind the last. */
  next: { after: Key | undefined; piece: number } | undefined;
}

async function* pieces(
  reader: TableReader,
  request: TableRequest,
  progress: Progress,
  since: Slice["since"],
  end: Progress,
): AsyncGenerator<Extract> {
  const make = (from: NonNullable<Piece["next"]>): Promise<Piece | undefined> => {
    const making = onePiece(reader, request, { progress, since, end, ...from });
    // A piece made ahead may fail before it is waited for.
    making.catch(() => undefined);
    return making;
  };
  const after = reader.chunked ? progress.after : undefined;
  let coming: Promise<Piece | undefined> | undefined = make({ after, piece: progress.piece ?? 1 });
  try {
    while (coming !== undefined) {
      const current: Piece | undefined = await coming;
      if (current === undefined) return;
      const { extract } = current;
      const next: Piece["next"] = current.next;
      // Read while this one is loaded; its state is committed with it, so that a killed run reads it again.
      coming = next === undefined ? undefined : make(next);
      yield extract;
    }
  } finally {
    await coming?.catch(() => undefined);
  }
}

async function onePiece(
  reader: TableReader,
  request: TableRequest,
  at: {
    progress: Progress;
    since: Slice["since"];
    end: Progress;
    after: Key | undefined;
    piece: number;
  },
): Promise<Piece | undefined> {
  const { columns } = reader;
  const { progress, since, end, after, piece } = at;
  request.signal.throwIfAborted();
  const path = join(request.spoolDir, `${request.table}-${String(piece)}.csv`);
  const { chunkRows, firstRows = chunkRows } = request;
  const limit = reader.chunked ? (piece === 1 ? firstRows : chunkRows) : undefined;
  const rows = await reader.spool(columns, { since, after }, limit, path);
  // Nothing new is no piece, unless an increment cut short is to be ended.
  if (rows.rows === 0 && since !== undefined && progress.after === undefined) return undefined;
  const next = rows.more ? { after: rows.last, piece: piece + 1 } : undefined;
  const state: Progress =
    next === undefined
      ? end
      : {
          ...cursorsOf(progress, end),
          ...(rows.last === undefined ? {} : { after: rows.last }),
          piece: piece + 1,
        };
  const extract: Extract = {
    file: `${request.table}#${String(piece)}`,
    path,
    bytes: rows.bytes,
    sha256: rows.sha256,
    format: "csv",
    columns,
    controls: rows.controls,
    state: { ...state },
    temporary: true,
    coverage: since === undefined ? "full" : "increment",
  };
  return { extract, next };
}

function cursorsOf(progress: Progress, end: Progress): Progress {
  return {
    ...(progress.cursor === undefined ? {} : { cursor: progress.cursor }),
    ...(end.cursor === undefined ? {} : { next: end.cursor }),
  };
}

async function keys(reader: TableReader, request: TableRequest, end: Progress): Promise<Extract> {
  const names = request.config.primaryKey ?? reader.primaryKey;
  const columns = reader.columns.filter((column) => names.includes(column.name));
  const path = join(request.spoolDir, `${request.table}-keys.csv`);
  const rows = await reader.spool(columns, {}, undefined, path);
  return {
    file: `${request.table}#keys`,
    path,
    bytes: rows.bytes,
    sha256: rows.sha256,
    format: "csv",
    columns,
    controls: rows.controls,
    state: { ...end },
    temporary: true,
    coverage: "keys",
  };
}

function progressOf(request: TableRequest): Progress {
  const { cursor, next, after, piece, done } = request.state ?? {};
  return {
    ...(done === true ? { done } : {}),
    ...(typeof cursor === "string" ? { cursor } : {}),
    ...(typeof next === "string" ? { next } : {}),
    ...(Array.isArray(after) && after.every((value) => typeof value === "string") ? { after } : {}),
    ...(typeof piece === "number" ? { piece } : {}),
  };
}
