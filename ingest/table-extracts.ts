import { join } from "node:path";
import { spelledAs } from "./column-name.js";
import { lagged } from "./cursor.js";
import type { Extract, TableRequest } from "./source.js";
import { progressOf, type Progress } from "./table-progress.js";
import { tablePieces } from "./table-pieces.js";
import type { TableReader } from "./table-reader.js";

/** The pieces of one table: all its rows, or those behind the cursor, in chunks by key where it has one. */
export async function* tableExtracts(
  source: string,
  reader: TableReader,
  request: TableRequest,
): AsyncGenerator<Extract> {
  const { config } = request;
  const progress = progressOf(request);
  const mode = config.mode ?? "replace";
  const names = reader.columns.map(({ name }) => name);
  const cursor =
    config.cursor !== undefined && (mode === "append" || mode === "merge")
      ? spelledAs(config.cursor, names)
      : undefined;
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
  const isRevocable = mode === "replace";
  const extraction = { source, isRevocable, isSettled: false, progress, since, end };
  yield* tablePieces(reader, request, extraction);
  if (since === undefined || config.deletes === undefined || config.deletes === "none") return;
  yield await keys(reader, request, end);
}

async function keys(reader: TableReader, request: TableRequest, end: Progress): Promise<Extract> {
  const known = reader.columns.map(({ name }) => name);
  const names = (request.config.primaryKey ?? reader.primaryKey).map((name) =>
    spelledAs(name, known),
  );
  const columns = reader.columns.filter((column) => names.includes(column.name));
  const path = join(request.spoolDir, `${request.table}-keys.spool`);
  const rows = await reader.spool(columns, {}, undefined, path);
  return {
    file: `${request.table}#keys`,
    path,
    bytes: rows.bytes,
    sha256: rows.sha256,
    format: rows.format ?? "csv",
    columns,
    controls: rows.controls,
    state: { ...end },
    temporary: true,
    coverage: "keys",
  };
}
