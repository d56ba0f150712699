import type { DuckDBConnection } from "@duckdb/node-api";
import type { LoadSettings } from "./load-settings.js";

/** What every step of loading one table works with. */
export interface LoadContext {
  connection: DuckDBConnection;
  settings: LoadSettings;
  now: () => Date;
  warn: (message: string) => void;
  /** Large files may be loaded part by part. */
  inParts?: boolean;
  /** Aborted when loading is to stop: what is under way is rolled back. */
  signal?: AbortSignal;
}
