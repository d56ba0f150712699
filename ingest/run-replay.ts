import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../warehouse/sql.js";
import { withCatalogKey } from "./catalog-key.js";
import { orStopped } from "./failures.js";
import { loadSettings } from "./load-settings.js";
import { createMetaTables } from "./meta-tables.js";
import { rowsOf, textOf } from "./query.js";
import { replayTable } from "./replay.js";
import { chosenSources, type IngestOptions } from "./run.js";
import type { Source } from "./source.js";
import { settingsOfTable } from "./table-pattern.js";

interface ReplaySummary {
  source: string;
  table: string;
  loaded: number;
  unchanged: number;
  /** Rows that still do not fit. */
  left: number;
}

/**
 * Loads the rows of `meta.quarantine` that fit by now, under the settings as they are now. They keep their file and
 * position, and leave the quarantine in the transaction that loads them.
 */
export async function runReplay(options: IngestOptions): Promise<ReplaySummary[]> {
  const sources = await chosenSources(options.config, options.sources);
  const connection = await options.workspace.connect();
  const spoolDir = await mkdtemp(join(tmpdir(), "granary-replay-"));
  const stop = options.signal === undefined ? {} : { signal: options.signal };
  try {
    await connection.run("set TimeZone = 'UTC'");
    await createMetaTables(connection);
    const summaries: ReplaySummary[] = [];
    for (const source of sources) {
      for (const table of await tablesWithRows(connection, source)) {
        const found = settingsOfTable(source.tables, table);
        if (found === undefined) continue;
        const config = await withCatalogKey(source, table, found, () => source.open());
        const settings = await loadSettings(connection, source, table, config);
        const warn = (message: string): void => {
          options.onEvent({ type: "note", level: "warn", message });
        };
        const context = {
          connection,
          settings,
          now: options.now ?? (() => new Date()),
          warn,
          ...stop,
        };
        const done = await replayTable(context, spoolDir);
        summaries.push({ source: source.name, table, ...done });
      }
    }
    options.onEvent({
      type: "table",
      title: "Replayed",
      columns: ["table", "loaded", "unchanged", "left"],
      rows: summaries.map((s) => [
        `raw_${s.source}.${s.table}`,
        ...[s.loaded, s.unchanged, s.left].map(String),
      ]),
    });
    return summaries;
  } catch (error) {
    throw orStopped(options.signal, error);
  } finally {
    connection.closeSync();
    await rm(spoolDir, { recursive: true, force: true });
  }
}

async function tablesWithRows(connection: DuckDBConnection, source: Source): Promise<string[]> {
  const rows = await rowsOf(
    connection,
    `select distinct table_name from meta.quarantine
     where source = ${quoteLiteral(source.name)} order by table_name`,
  );
  return rows.map((row) => textOf(row["table_name"]));
}
