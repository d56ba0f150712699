import type { DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import type { Workspace } from "../warehouse/workspace.js";
import { declaredColumns } from "./column-types.js";
import { createLoadLog, standingLoads } from "./load-log.js";
import { runStep } from "./load-step.js";
import { planLoads, type LoadStep } from "./plan.js";
import { readSettings, type ReadSettings } from "./settings.js";
import type { Source } from "./source.js";
import { sourceOf } from "./source-kinds.js";

const PHASE = "ingest";

/** What ingestion did to one raw table. `rowsRead = rowsLoaded + rowsRejected`. */
interface TableSummary {
  source: string;
  table: string;
  files: { new: number; changed: number; unchanged: number };
  rowsRead: number;
  rowsLoaded: number;
  rowsRejected: number;
  /** Loads made now, in order. */
  loadIds: string[];
  ms: number;
}

export interface IngestSummary {
  tables: TableSummary[];
  ms: number;
}

interface IngestOptions {
  config: GranaryConfig;
  workspace: Workspace;
  onEvent: EventSink;
  /** Names of the sources to load; default all. */
  sources?: readonly string[];
  now?: () => Date;
}

/**
 * Loads every configured file whose content is not in the warehouse yet into `raw_<source>.<table>`. Each file is one
 * transaction with its line in `meta.loads`; a failure stops the run and keeps what was committed before.
 *
 * @throws GranaryError the INGEST_ codes, CONFIG_INVALID, USAGE for an unknown source
 */
export async function runIngest(options: IngestOptions): Promise<IngestSummary> {
  const { config, workspace, onEvent } = options;
  const started = performance.now();
  const sources = chosenSources(config, options.sources);
  const connection = await workspace.connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    await createLoadLog(connection);
    const tables: TableSummary[] = [];
    for (const source of sources) {
      onEvent({ type: "phase", phase: PHASE, message: `Loading source "${source.name}"` });
      for (const table of Object.keys(source.tables)) {
        const context = { connection, onEvent, now: options.now ?? (() => new Date()) };
        tables.push(await ingestTable(context, source, table));
      }
    }
    onEvent(summaryTable(tables));
    return { tables, ms: performance.now() - started };
  } finally {
    connection.closeSync();
  }
}

function chosenSources(config: GranaryConfig, names: readonly string[] | undefined): Source[] {
  const unknown = (names ?? []).filter((name) => config.sources[name] === undefined);
  if (unknown.length > 0) {
    throw new GranaryError("USAGE", {
      message: `No source named ${unknown.map((name) => `"${name}"`).join(", ")} is configured.`,
      hint: `Configured sources: ${Object.keys(config.sources).join(", ")}.`,
    });
  }
  return Object.entries(config.sources)
    .filter(([name]) => names?.includes(name) ?? true)
    .map(([name, source]) => sourceOf(name, source));
}

interface Context {
  connection: DuckDBConnection;
  onEvent: EventSink;
  now: () => Date;
}

async function ingestTable(context: Context, source: Source, table: string): Promise<TableSummary> {
  const { connection, onEvent } = context;
  const started = performance.now();
  const settings = await settingsOf(connection, source, table);
  const extracts = await source.extracts(table);
  const standing = await standingLoads(connection, source.name, table);
  const plan = planLoads(extracts, standing, settings.fingerprint);
  const summary: TableSummary = {
    source: source.name,
    table,
    files: { new: 0, changed: 0, unchanged: plan.unchanged.length },
    rowsRead: 0,
    rowsLoaded: 0,
    rowsRejected: 0,
    loadIds: [],
    ms: 0,
  };
  let done = plan.unchanged.length;
  for (const step of plan.steps) {
    await loadStep(context, settings, step, summary);
    done += step.load.length;
    onEvent({
      type: "progress",
      phase: PHASE,
      label: `${source.name}.${table}`,
      done,
      total: extracts.length,
      unit: "files",
    });
  }
  if (plan.steps.length === 0) {
    onEvent({
      type: "step",
      phase: PHASE,
      name: `${source.name}.${table}`,
      status: "skipped",
      ms: performance.now() - started,
      message: `${String(extracts.length)} unchanged`,
    });
  }
  summary.ms = performance.now() - started;
  return summary;
}

async function settingsOf(
  connection: DuckDBConnection,
  source: Source,
  table: string,
): Promise<ReadSettings> {
  const config = source.tables[table];
  if (config === undefined) throw new Error(`source ${source.name} has no table ${table}`);
  const where = `sources.${source.name}.tables.${table}`;
  const columns =
    config.columns === undefined
      ? undefined
      : await declaredColumns(connection, where, config.columns);
  return readSettings(source.name, table, config, columns);
}

async function loadStep(
  context: Context,
  settings: ReadSettings,
  step: LoadStep,
  summary: TableSummary,
): Promise<void> {
  const { connection, onEvent, now } = context;
  const started = performance.now();
  const name = (file: string): string => `${settings.source}.${settings.table} ${file}`;
  const warn = (message: string): void => {
    onEvent({ type: "note", level: "warn", message });
  };
  try {
    const results = await runStep({ connection, settings, now, warn }, step);
    for (const [i, result] of results.entries()) {
      const loaded = step.load[i];
      if (loaded === undefined) continue;
      summary.files[loaded.change] += 1;
      summary.rowsRead += result.rowsRead;
      summary.rowsLoaded += result.rowsLoaded;
      summary.rowsRejected += result.rowsRejected;
      summary.loadIds.push(result.loadId);
      onEvent({
        type: "step",
        phase: PHASE,
        name: name(loaded.extract.file),
        status: result.rowsRejected > 0 ? "warn" : "ok",
        rows: result.rowsLoaded,
        ms: performance.now() - started,
        ...(result.rowsRejected > 0
          ? { message: `${String(result.rowsRejected)} rows in meta.quarantine` }
          : {}),
      });
    }
  } catch (error) {
    onEvent({
      type: "step",
      phase: PHASE,
      name: step.load.map(({ extract }) => name(extract.file)).join(", "),
      status: error instanceof GranaryError ? "fail" : "error",
      ms: performance.now() - started,
      message: messageOf(error),
    });
    throw error;
  }
}

function summaryTable(tables: readonly TableSummary[]): Parameters<EventSink>[0] {
  return {
    type: "table",
    title: "Loaded",
    columns: ["table", "new", "changed", "unchanged", "rows read", "loaded", "rejected", "ms"],
    rows: tables.map((t) => [
      `raw_${t.source}.${t.table}`,
      ...[t.files.new, t.files.changed, t.files.unchanged].map(String),
      ...[t.rowsRead, t.rowsLoaded, t.rowsRejected, Math.round(t.ms)].map(String),
    ]),
  };
}
