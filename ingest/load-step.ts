import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import { widenedType, type Column } from "./column-types.js";
import { asUnreadable } from "./failures.js";
import { countAttempts, logLoad, markSuperseded, type LoadEntry } from "./load-log.js";
import type { LoadStep } from "./plan.js";
import {
  deleteLoads,
  dropTable,
  fitTable,
  insertStaged,
  rawTable,
  sourceColumns,
  type RawTable,
} from "./raw-table.js";
import { fillRawText, quarantine, rowsRejected } from "./rejects.js";
import { formatOf, type ReadSettings } from "./settings.js";
import type { Extract } from "./source.js";
import { stageCsv } from "./stage-csv.js";
import { countRejects, resetStage, type Staged } from "./staged.js";
import { stageJson } from "./stage-json.js";
import { stageParquet } from "./stage-parquet.js";

/** What one file's load did. */
interface LoadResult {
  loadId: string;
  rowsRead: number;
  rowsLoaded: number;
  rowsRejected: number;
}

interface StepContext {
  connection: DuckDBConnection;
  settings: ReadSettings;
  now: () => Date;
  warn: (message: string) => void;
}

/** Counts of the file being loaded, kept outside so that a failure can log them. */
interface Attempt {
  extract: Extract;
  startedAt: Date;
  read: number;
  rejected: number;
}

/**
 * Runs one step of a plan in one transaction: old rows out, new rows in, and the log that says so. A failure leaves
 * data as they were, logs the attempt and throws.
 *
 * @throws GranaryError INGEST_ROWS_REJECTED, INGEST_HEADER_MISMATCH, INGEST_FILE_UNREADABLE, INGEST_UNBALANCED
 */
export async function runStep(context: StepContext, step: LoadStep): Promise<LoadResult[]> {
  const { connection, settings } = context;
  const table = rawTable(settings.source, settings.table);
  const results: LoadResult[] = [];
  let attempt: Attempt | undefined;
  await connection.run("begin transaction");
  try {
    // Read before old rows go: a changed file must fit the table it replaces rows of.
    let standing = step.rebuild ? [] : await sourceColumns(connection, table);
    if (step.retire.length > 0) {
      const ids = step.retire.map((load) => load.loadId);
      await (step.rebuild ? dropTable(connection, table) : deleteLoads(connection, table, ids));
      await markSuperseded(connection, ids);
    }
    for (const { extract } of step.load) {
      attempt = { extract, startedAt: context.now(), read: 0, rejected: 0 };
      results.push(await loadFile(context, table, standing, attempt));
      standing = await sourceColumns(connection, table);
    }
    await connection.run("commit");
  } catch (thrown) {
    await connection.run("rollback").catch(() => undefined);
    const failure = attempt === undefined ? thrown : asUnreadable(attempt.extract, thrown);
    if (attempt !== undefined) await logFailure(context, attempt, failure);
    throw failure;
  }
  return results;
}

async function loadFile(
  context: StepContext,
  table: RawTable,
  standing: readonly Column[],
  attempt: Attempt,
): Promise<LoadResult> {
  const { connection, settings } = context;
  const { extract } = attempt;
  const staged = await stage(context, table, extract, standing);
  const rejected = await countRejects(connection);
  attempt.read = staged.rowsRead;
  attempt.rejected = Math.min(rejected, staged.rowsRead);
  const tolerated = settings.onError === "quarantine" ? (settings.maxRejected ?? Infinity) : 0;
  if (rejected > tolerated) {
    throw await rowsRejected(connection, settings, extract, staged, rejected);
  }
  const attempts = await attemptsAt(context, extract, false);
  const loadId = loadIdOf(settings, extract, attempts === 0 ? "" : `-${String(attempts + 1)}`);
  const load = { loadId, loadedAt: attempt.startedAt, file: extract.file };
  await fitTable(connection, table, standing, staged.columns);
  const rowsLoaded = await insertStaged(connection, table, staged, load);
  if (rowsLoaded + rejected !== staged.rowsRead) {
    throw unbalanced(settings, extract, staged.rowsRead, rowsLoaded, rejected);
  }
  if (rejected > 0) {
    await fillRawText(connection, staged, rejected);
    await quarantine(connection, settings, load);
  }
  const counts = { rowsRead: staged.rowsRead, rowsLoaded, rowsRejected: rejected };
  await logLoad(connection, {
    ...entryOf(context, attempt),
    ...counts,
    loadId,
    status: "loaded",
    error: null,
  });
  await resetStage(connection);
  return { loadId, ...counts };
}

async function stage(
  context: StepContext,
  table: RawTable,
  extract: Extract,
  existing: readonly Column[],
): Promise<Staged> {
  const { connection, settings, warn } = context;
  const settle = async (column: Column): Promise<string> => {
    const standing = existing.find((known) => known.name === column.name);
    if (standing === undefined || settings.columns !== undefined) return column.type;
    return widenedType(connection, table, standing, column.type);
  };
  const request = { connection, settings, extract, existing, settle, warn };
  switch (formatOf(settings, extract.file)) {
    case "csv":
      return stageCsv(request);
    case "json":
      return stageJson(request);
    case "parquet":
      return stageParquet(request);
  }
}

function unbalanced(
  settings: ReadSettings,
  extract: Extract,
  read: number,
  loaded: number,
  rejected: number,
): GranaryError {
  return new GranaryError("INGEST_UNBALANCED", {
    message: `${extract.file} holds ${String(read)} records, but ${String(loaded)} were loaded into ${settings.source}.${settings.table} and ${String(rejected)} rejected. Nothing of it was kept.`,
    hint: "Usually a quote that is never closed, or a wrong delimiter or quote setting: check the file and its settings.",
  });
}

async function logFailure(context: StepContext, attempt: Attempt, failure: unknown): Promise<void> {
  const { settings, connection } = context;
  const failures = await attemptsAt(context, attempt.extract, true);
  const code = failure instanceof GranaryError ? `${failure.code}: ` : "";
  await logLoad(connection, {
    ...entryOf(context, attempt),
    loadId: loadIdOf(settings, attempt.extract, `-failed-${String(failures + 1)}`),
    rowsRead: attempt.read,
    rowsLoaded: attempt.read - attempt.rejected,
    rowsRejected: attempt.rejected,
    status: "failed",
    error: `${code}${messageOf(failure)}`,
  });
}

function entryOf(
  context: StepContext,
  attempt: Attempt,
): Omit<LoadEntry, "loadId" | "status" | "error" | "rowsRead" | "rowsLoaded" | "rowsRejected"> {
  const { settings } = context;
  return {
    source: settings.source,
    table: settings.table,
    file: attempt.extract.file,
    sha256: attempt.extract.sha256,
    settings: settings.fingerprint,
    bytes: attempt.extract.bytes,
    startedAt: attempt.startedAt,
    finishedAt: context.now(),
  };
}

function attemptsAt(context: StepContext, extract: Extract, failed: boolean): Promise<number> {
  const { source, table } = context.settings;
  return countAttempts(context.connection, source, table, extract.sha256, failed);
}

/** Derived from what is loaded where, so that the same files give the same ids in every warehouse. */
function loadIdOf(settings: ReadSettings, extract: Extract, suffix: string): string {
  const { source, table } = settings;
  const hash = createHash("sha256").update([source, table, extract.sha256].join("\0"));
  return `${hash.digest("hex").slice(0, 16)}${suffix}`;
}
