/**
 * The one stream of progress that every room writes and the command line renders: as bars and tables on a terminal,
 * as JSON lines otherwise. Counts are real: rows read, statements run, tests passed.
 */
export type GranaryEvent =
  /** A phase of a run begins (`phase` is a verb: "ingest", "build", "test", "mine", "publish"). */
  | { type: "phase"; phase: string; message: string }
  /** Work advanced: `done` of `total` `unit`s; `total` is absent where it cannot be known. */
  | { type: "progress"; phase: string; label: string; done: number; total?: number; unit: string }
  /** Work stands still for `ms`, because a source asked for it or failed and is to be asked again. */
  | { type: "wait"; phase: string; label: string; ms: number; reason: string }
  /** One named step ended. */
  | {
      type: "step";
      phase: string;
      name: string;
      status: "ok" | "skipped" | "warn" | "fail" | "error";
      rows?: number;
      ms: number;
      message?: string;
    }
  /** Something the reader should know; no step of its own. */
  | { type: "note"; level: "info" | "warn"; message: string }
  /** A table to print whole, for example failing rows or a summary. */
  | {
      type: "table";
      title: string;
      columns: readonly string[];
      rows: readonly (readonly string[])[];
    };

export type EventSink = (event: GranaryEvent) => void;
