import type { TableConfig } from "../warehouse/config.js";
import type { Column } from "./column-types.js";

/** What a rerun needs to continue: a cursor value, a last key, a next page. Small, and nothing but JSON. */
export type SourceState = Readonly<Record<string, unknown>>;

/** One piece of a table's data, standing in a local file until it is loaded. */
export interface Extract {
  /** The name kept in `_source_file`: a file's path below its source, or "<table>#<chunk>", or "<table> page 1-20". */
  file: string;
  /** Where the bytes are. */
  path: string;
  bytes: number;
  /** SHA-256 of the content, in hex: two files with the same hash are the same data. */
  sha256: string;
  /** Given by connectors; the format of a file is decided by its table's settings and its name. */
  format?: "csv" | "json" | "parquet";
  /**
   * The engine's types of all columns, in file order. Authoritative: nothing is inferred. A CSV with these is a spool:
   * UTF-8, comma, `"` doubled to stand for itself, LF, a header, null as nothing, '' as `""`.
   */
  columns?: readonly Column[];
  /**
   * Rows of this piece, and the exact sums of its numeric columns as decimal text (null when all values are null),
   * both told by the source itself in the same snapshot.
   */
  controls?: { rows: number; sums: Readonly<Record<string, string | null>> };
  /** Committed with this piece: a rerun passes it to `extracts`, which continues behind the piece. */
  state?: SourceState;
  /** Begins a full extraction again: what was delivered of it before, and has not taken effect, is void. */
  anew?: true;
  /** The file is deleted after the load. */
  temporary?: boolean;
  /**
   * `full`: the pieces of this run together are every row the source has now. `increment`: only what changed since the
   * state. `keys`: only the primary keys of every row the source has now, after the increments, so that deleted rows
   * are found without reading all of them.
   */
  coverage?: "full" | "increment" | "keys";
}

/** What a source is asked for: one table, from where the last run ended. */
export interface TableRequest {
  table: string;
  config: TableConfig;
  /**
   * The state of the last piece committed. It is forgotten when a full extraction ends, in modes `replace` and
   * `snapshot` and in `merge` without a cursor: these begin anew, and continue only where a run was cut short.
   */
  state: SourceState | undefined;
  /** An existing directory for temporary files, deleted after the run. */
  spoolDir: string;
  /** An existing directory that stays; what is in it may be lost at any time. */
  cacheDir?: string;
  /** Told how many more rows were read, now and then. */
  onRows(rows: number): void;
  /** Told about how many rows there are to be read by this run, where that is known. */
  onTotal?(rows: number): void;
  /** Told when the source is to be left alone for a while: how long, and what it said. */
  onWait?(ms: number, reason: string): void;
  signal: AbortSignal;
  /** About how many rows one piece should hold. */
  chunkRows: number;
  /** About how many the first one should hold: while it is read, nothing can be loaded. */
  firstRows?: number;
}

/** A table a source has, with what `granary ingest --discover` suggests for it. */
export interface DiscoveredTable {
  name: string;
  columns: Column[];
  primaryKey: string[];
  rows?: number;
  suggested: { mode: string; cursor?: string };
}

/** A source system: names its tables and delivers each as local files. */
export interface Source {
  name: string;
  /** As configured: a key may be a pattern ("sales_*"). */
  tables: Readonly<Record<string, TableConfig>>;
  /**
   * The pieces are files that stay where they are and are told apart by content: all are listed before the first is
   * loaded, and what is loaded already is not read again. They need no state.
   */
  byContent?: true;
  /** Of tables that set none; where absent, `append` for files and `replace` for others. */
  defaultMode?: "append" | "replace";
  /** Connects, and opens one consistent snapshot for the whole run. */
  open(): Promise<OpenSource>;
  discover(): Promise<DiscoveredTable[]>;
}

export interface OpenSource {
  /** The configured tables, patterns expanded. */
  tables(): Promise<readonly string[]>;
  /** The key the source itself declares for a table, where it can; asked where a mode needs one and none is set. */
  primaryKey?(table: string): Promise<readonly string[]>;
  /**
   * Yields pieces in order, each complete on disk. The next one is asked for after the previous was committed with
   * its state. The caller may stop early.
   */
  extracts(request: TableRequest): AsyncIterable<Extract>;
  close(): Promise<void>;
}
