import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import type { Workspace } from "../warehouse/workspace.js";
import { logUnopened } from "./attempt.js";
import { withCatalogKey } from "./catalog-key.js";
import { ingestFiles, ingestPieces } from "./ingest-table.js";
import { loadSettings, modeOf } from "./load-settings.js";
import { withinMemory } from "./memory-bound.js";
import { createMetaTables } from "./meta-tables.js";
import type { OpenSource, Source, TableRequest } from "./source.js";
import { sourceOf } from "./source-kinds.js";
import { settingsOfTable } from "./table-pattern.js";
import { PHASE, summaryTable, tellFailure, type TableSummary } from "./table-summary.js";

/** Two row groups of the engine: a piece that does not fill its last one is written again at a checkpoint. */
const CHUNK_ROWS = 245_760;
const FIRST_ROWS = 122_880;

export interface IngestSummary {
  tables: TableSummary[];
  ms: number;
}

export interface IngestOptions {
  config: GranaryConfig;
  workspace: Workspace;
  onEvent: EventSink;
  /** Names of the sources to load; default all. */
  sources?: readonly string[];
  now?: () => Date;
  /** Stops: what is under way is rolled back, and the run ends with INGEST_INTERRUPTED. What was committed stays. */
  signal?: AbortSignal;
  /** About how many rows of a connector one transaction takes. */
  chunkRows?: number;
}

/**
 * Loads what is new in every configured source into `raw_<source>.<table>`. Each file, and each piece of a connector,
 * is one transaction with its line in `meta.loads`; a failure stops the run and keeps what was committed before.
 *
 * @throws GranaryError the INGEST_ codes, CONFIG_INVALID, USAGE for an unknown source, INGEST_INTERRUPTED
 */
export async function runIngest(options: IngestOptions): Promise<IngestSummary> {
  const { config, workspace, signal } = options;
  const started = performance.now();
  const sources = await chosenSources(config, options.sources);
  const connection = await workspace.connect();
  const spoolDir = await emptySpool(config.dataDir);
  const kept = { loads: 0, rows: 0 };
  const onEvent = counting(options.onEvent, kept);
  const interrupt = (): void => {
    connection.interrupt();
  };
  signal?.addEventListener("abort", interrupt);
  try {
    await connection.run("set TimeZone = 'UTC'");
    await createMetaTables(connection);
    const tables: TableSummary[] = [];
    await withinMemory(connection, config, async () => {
      for (const source of sources) {
        onEvent({ type: "phase", phase: PHASE, message: `Loading source "${source.name}"` });
        tables.push(...(await ingestSource({ ...options, onEvent }, connection, source, spoolDir)));
      }
    });
    onEvent(summaryTable(tables));
    return { tables, ms: performance.now() - started };
  } catch (error) {
    throw signal?.aborted === true ? interrupted(kept, error) : error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
    await rm(spoolDir, { recursive: true, force: true });
  }
}

/** Counts what is committed on the way. */
function counting(onEvent: EventSink, kept: { loads: number; rows: number }): EventSink {
  return (event) => {
    if (event.type === "step" && (event.status === "ok" || event.status === "warn")) {
      kept.loads += 1;
      kept.rows += event.rows ?? 0;
    }
    onEvent(event);
  };
}

function interrupted(kept: { loads: number; rows: number }, cause: unknown): GranaryError {
  const { loads, rows } = kept;
  const what = `${loads.toLocaleString("en")} ${loads === 1 ? "load" : "loads"} with ${rows.toLocaleString("en")} rows`;
  return new GranaryError("INGEST_INTERRUPTED", {
    message: `Loading was stopped. ${loads === 0 ? "Nothing of this run is" : `${what} of this run are`} committed; what was under way was rolled back.`,
    hint: "Run the same command again: it continues behind what is committed.",
    cause,
  });
}

export async function chosenSources(
  config: GranaryConfig,
  names: readonly string[] | undefined,
): Promise<Source[]> {
  const unknown = (names ?? []).filter((name) => config.sources[name] === undefined);
  if (unknown.length > 0) {
    throw new GranaryError("USAGE", {
      message: `No source named ${unknown.map((name) => `"${name}"`).join(", ")} is configured.`,
      hint: `Configured sources: ${Object.keys(config.sources).join(", ")}.`,
    });
  }
  const chosen = Object.entries(config.sources).filter(([name]) => names?.includes(name) ?? true);
  return Promise.all(chosen.map(([name, source]) => sourceOf(name, source)));
}

/** A spool directory of this process. Only one process writes the workspace, so that others were left by killed ones. */
async function emptySpool(dataDir: string): Promise<string> {
  const root = join(dataDir, "spool");
  for (const left of await readdir(root).catch(() => [])) {
    await rm(join(root, left), { recursive: true, force: true });
  }
  const own = join(root, String(process.pid));
  await mkdir(own, { recursive: true });
  return own;
}

async function ingestSource(
  options: IngestOptions,
  connection: DuckDBConnection,
  source: Source,
  spoolDir: string,
): Promise<TableSummary[]> {
  const { onEvent, now = () => new Date() } = options;
  const unopened = async (startedAt: Date, error: unknown): Promise<never> => {
    await logUnopened({ connection, now }, source.name, startedAt, error);
    tellFailure(onEvent, source.name, now().getTime() - startedAt.getTime(), error);
    throw error;
  };
  const began = now();
  const open = await source.open().catch((error: unknown) => unopened(began, error));
  const signal = options.signal ?? new AbortController().signal;
  const chunkRows = options.chunkRows ?? CHUNK_ROWS;
  const firstRows = options.chunkRows ?? FIRST_ROWS;
  try {
    const tables: TableSummary[] = [];
    const names = await open.tables().catch((error: unknown) => unopened(began, error));
    for (const table of names) {
      const limits = { spoolDir, cacheDir: options.config.dataDir, signal, chunkRows, firstRows };
      tables.push(await ingestOne(options, connection, source, open, table, limits));
    }
    return tables;
  } finally {
    await open.close();
  }
}

async function ingestOne(
  { onEvent, signal, now = () => new Date() }: IngestOptions,
  connection: DuckDBConnection,
  source: Source,
  open: OpenSource,
  table: string,
  limits: Pick<TableRequest, "spoolDir" | "cacheDir" | "signal" | "chunkRows" | "firstRows">,
): Promise<TableSummary> {
  const found = settingsOfTable(source.tables, table);
  if (found === undefined) throw new Error(`source ${source.name} has no table ${table}`);
  const config = await withCatalogKey(source, table, found, open);
  const settings = await loadSettings(connection, source, table, config);
  const warn = (message: string): void => {
    onEvent({ type: "note", level: "warn", message });
  };
  const stop = signal === undefined ? {} : { signal };
  const context = { connection, settings, now, warn, onEvent, ...stop };
  const request = {
    table,
    config: { ...config, mode: modeOf(source, config) },
    state: undefined,
    onRows: () => undefined,
    ...limits,
  };
  return source.byContent === true
    ? ingestFiles(context, open, request)
    : ingestPieces(context, open, request);
}
