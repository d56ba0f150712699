import type { DuckDBConnection } from "@duckdb/node-api";
import type { LoadSettings } from "./load-settings.js";

/** What every step of loading one table works with. */
export interface LoadContext {
  connection: DuckDBConnection;
  settings: LoadSettings;
  now: () => Date;
  warn: (message: string) => void;
}
