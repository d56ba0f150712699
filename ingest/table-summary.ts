import { messageOf, GranaryError } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import type { LoadResult } from "./load-file.js";

export const PHASE = "ingest";

/** What ingestion did to one raw table. `rowsRead = rowsLoaded + rowsRejected + rowsUnchanged`. */
export interface TableSummary {
  source: string;
  table: string;
  /** Files, or pieces of a connector, which are all new. */
  files: { new: number; changed: number; unchanged: number };
  rowsRead: number;
  rowsLoaded: number;
  rowsRejected: number;
  rowsUnchanged: number;
  /** Loads made now, in order. */
  loadIds: string[];
  ms: number;
}

export function emptySummary(source: string, table: string): TableSummary {
  return {
    source,
    table,
    files: { new: 0, changed: 0, unchanged: 0 },
    rowsRead: 0,
    rowsLoaded: 0,
    rowsRejected: 0,
    rowsUnchanged: 0,
    loadIds: [],
    ms: 0,
  };
}

/** Adds one load to its table's summary, and tells of it. */
export function addLoad(
  onEvent: EventSink,
  summary: TableSummary,
  loaded: { file: string; change: "new" | "changed"; result: LoadResult; ms: number },
): void {
  const { result } = loaded;
  summary.files[loaded.change] += 1;
  summary.rowsRead += result.rowsRead;
  summary.rowsLoaded += result.rowsLoaded;
  summary.rowsRejected += result.rowsRejected;
  summary.rowsUnchanged += result.rowsUnchanged;
  summary.loadIds.push(result.loadId);
  onEvent({
    type: "step",
    phase: PHASE,
    name: `${summary.source}.${summary.table} ${loaded.file}`,
    status: result.rowsRejected > 0 ? "warn" : "ok",
    rows: result.rowsLoaded,
    ms: loaded.ms,
    ...(result.rowsRejected > 0
      ? { message: `${String(result.rowsRejected)} rows in meta.quarantine` }
      : {}),
  });
}

export function tellFailure(onEvent: EventSink, name: string, ms: number, error: unknown): void {
  onEvent({
    type: "step",
    phase: PHASE,
    name,
    status: error instanceof GranaryError ? "fail" : "error",
    ms,
    message: messageOf(error),
  });
}

export function tellUnchanged(onEvent: EventSink, summary: TableSummary, ms: number): void {
  onEvent({
    type: "step",
    phase: PHASE,
    name: `${summary.source}.${summary.table}`,
    status: "skipped",
    ms,
    message:
      summary.files.unchanged === 0
        ? "nothing new"
        : `${String(summary.files.unchanged)} unchanged`,
  });
}

export function summaryTable(tables: readonly TableSummary[]): Parameters<EventSink>[0] {
  return {
    type: "table",
    title: "Loaded",
    columns: [
      ...["table", "new", "changed", "unchanged"],
      ...["rows read", "loaded", "rejected", "rows unchanged", "ms"],
    ],
    rows: tables.map((t) => [
      `raw_${t.source}.${t.table}`,
      ...[t.files.new, t.files.changed, t.files.unchanged].map(String),
      ...[t.rowsRead, t.rowsLoaded, t.rowsRejected, t.rowsUnchanged, Math.round(t.ms)].map(String),
    ]),
  };
}
