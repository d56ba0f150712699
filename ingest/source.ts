import type { FileTableConfig } from "../warehouse/config.js";

/** One piece of a table's data, standing in a local file until it is loaded. */
export interface Extract {
  /** The name kept in `_source_file`: relative to the source, with forward slashes. */
  file: string;
  /** Where the bytes are. */
  path: string;
  bytes: number;
  /** SHA-256 of the content, in hex: two extracts with the same hash are the same data. */
  sha256: string;
}

/** A source system: names its tables and delivers each as local files, complete before it returns. */
export interface Source {
  name: string;
  tables: Readonly<Record<string, FileTableConfig>>;
  /** @throws GranaryError INGEST_SOURCE_MISSING, INGEST_FILES_NONE, INGEST_FILE_UNREADABLE */
  extracts(table: string): Promise<Extract[]>;
}
