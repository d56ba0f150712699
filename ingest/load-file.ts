import { GranaryError } from "../warehouse/errors.js";
import { quoteLiteral, quoteTable } from "../warehouse/sql.js";
import { entryOf, nextLoadId, type Attempt } from "./attempt.js";
import type { Column } from "./column-types.js";
import { driftOf, recordDrift } from "./drift.js";
import {
  createCurrentView,
  historyTable,
  keyStaged,
  mergeIncoming,
  recordSeen,
} from "./keyed-table.js";
import type { LoadContext } from "./load-context.js";
import { logLoad } from "./load-log.js";
import { isKeyed, type LoadSettings } from "./load-settings.js";
import { fitTable, insertStaged, type RawTable } from "./raw-table.js";
import { compareBooks, recordBooks, requireBalance } from "./reconcile.js";
import { fillRawText, quarantine, rowsRejected } from "./rejects.js";
import type { Extract } from "./source.js";
import { stageExtract } from "./stage-extract.js";
import { countRejects, resetStage, type Staged } from "./staged.js";

/** What one piece's load did; `rowsRead = rowsLoaded + rowsRejected + rowsUnchanged`. */
export interface LoadResult {
  loadId: string;
  rowsRead: number;
  rowsLoaded: number;
  rowsRejected: number;
  rowsUnchanged: number;
}

/** Where rows go, and as what they are logged. */
interface Target {
  table: RawTable;
  /** `staged`: they stand in a table that will replace the present one. */
  status: "loaded" | "staged";
  /** Columns the table has; a file must fit them. */
  existing: readonly Column[];
}

/** Loads one piece inside the transaction that stands open: rows, books and log. */
export async function loadFile(
  context: LoadContext,
  target: Target,
  attempt: Attempt,
): Promise<LoadResult> {
  const staged = await stageExtract(context, target.table, attempt.extract, target.existing);
  try {
    return await loadStaged(context, target, attempt, staged);
  } finally {
    await staged.release?.();
  }
}

async function loadStaged(
  context: LoadContext,
  target: Target,
  attempt: Attempt,
  read: Staged,
): Promise<LoadResult> {
  const { connection, settings } = context;
  const { extract } = attempt;
  context.signal?.throwIfAborted();
  // Nothing, of a table nothing is known about yet, has no key either.
  const isVoid = isKeyed(settings) && read.rowsRead === 0 && read.columns.length === 0;
  const staged =
    isKeyed(settings) && !isVoid ? await keyStaged(connection, settings, read, extract) : read;
  const rejected = await countRejects(connection);
  attempt.read = staged.rowsRead;
  attempt.rejected = Math.min(rejected, staged.rowsRead);
  const tolerated = settings.onError === "quarantine" ? (settings.maxRejected ?? Infinity) : 0;
  if (rejected > tolerated) {
    throw await rowsRejected(connection, settings, extract, staged, rejected);
  }
  const loadId = await nextLoadId(context, extract);
  const load = { loadId, loadedAt: attempt.startedAt, file: extract.file };
  const put = isVoid ? NO_ROWS : await putRows(context, target, staged, attempt, load);
  const counts = { ...put, rowsRejected: rejected };
  if (rejected > 0) {
    await fillRawText(connection, staged, rejected);
    await quarantine(
      connection,
      settings,
      load,
      staged.columns.map((column) => column.name),
      extract.coverage === "increment",
    );
  }
  await logLoad(connection, {
    ...entryOf(context, attempt),
    ...counts,
    loadId,
    status: target.status,
    error: null,
  });
  await resetStage(connection);
  return { loadId, ...counts };
}

interface LoadedAs {
  loadId: string;
  loadedAt: Date;
  file: string;
  /** Rows that were held back: what came after this instant is newer, where no cursor tells. */
  lateAfter?: Date;
}

type Put = Pick<LoadResult, "rowsRead" | "rowsLoaded" | "rowsUnchanged">;
const NO_ROWS: Put = { rowsRead: 0, rowsLoaded: 0, rowsUnchanged: 0 };

/** Rows into the table, what changed about its columns, and the books, inside the transaction that stands open. */
export async function putRows(
  context: LoadContext,
  target: Target,
  staged: Staged,
  attempt: Attempt,
  load: LoadedAs,
): Promise<Put> {
  const { connection, settings } = context;
  const { extract } = attempt;
  if (extract.coverage === "keys") {
    await recordSeen(connection, settings);
    const rejected = await countRejects(connection);
    const rowsRead = staged.rowsRead;
    return { rowsRead, rowsLoaded: 0, rowsUnchanged: rowsRead - rejected };
  }
  const declared = extract.columns === undefined ? (settings.columns ?? []) : [];
  const known = target.existing.length > 0 ? target.existing : declared;
  const drift = await driftOf(connection, settings, extract, known, staged.columns);
  await recordDrift(connection, settings, drift.changes, load);
  const lacking = known.filter(({ name }) => !drift.columns.some((c) => c.name === name));
  const fitting = { ...staged, columns: drift.columns };
  const { sums, ...put } = isKeyed(settings)
    ? await putVersions(context, target, fitting, lacking, extract, load)
    : await putAll(context, target, fitting, lacking, load);
  attempt.read = put.rowsRead;
  const rejected = await countRejects(connection);
  const accounted = put.rowsLoaded + put.rowsUnchanged + rejected;
  if (extract.controls === undefined && accounted !== put.rowsRead) {
    throw unbalanced(settings, extract, put, rejected);
  }
  attempt.books = await compareBooks(connection, extract.controls?.sums ?? sums, {
    rowsRead: put.rowsRead,
    rowsAccounted: accounted,
    rowsRejected: rejected,
    columns: drift.columns,
    standing: isKeyed(settings)
      ? `(${fitting.rows})`
      : `${quoteTable(target.table.schema, target.table.name)} where _load_id = ${quoteLiteral(load.loadId)}`,
  });
  requireBalance(settings, extract, attempt.books);
  await recordBooks(connection, settings, load.loadId, attempt.books);
  return put;
}

/** Rows put, and the sums a second reader took of them. */
interface PutRows extends Put {
  sums: Staged["sums"];
}

async function putAll(
  { connection }: LoadContext,
  target: Target,
  staged: Staged,
  lacking: Target["existing"],
  load: LoadedAs,
): Promise<PutRows> {
  const columns = target.existing.length > 0 ? staged.columns : [...staged.columns, ...lacking];
  await fitTable(connection, target.table, target.existing, columns);
  const { rows, control } = await insertStaged(connection, target.table, staged, load);
  const { rows: rowsRead, sums } = control ?? { rows: staged.rowsRead, sums: staged.sums };
  return { rowsRead, rowsLoaded: rows, rowsUnchanged: 0, sums };
}

async function putVersions(
  { connection, settings }: LoadContext,
  target: Target,
  staged: Staged,
  lacking: Target["existing"],
  extract: Extract,
  load: LoadedAs,
): Promise<PutRows> {
  const columns = target.existing.length > 0 ? staged.columns : [...staged.columns, ...lacking];
  const history = historyTable(settings);
  const more = ["_op varchar", "_version bigint"];
  await fitTable(connection, history, target.existing, columns, more);
  const merged = await mergeIncoming(connection, settings, staged.columns, load);
  if (tracksDeletes(settings, extract)) await recordSeen(connection, settings);
  await createCurrentView(connection, settings);
  const { rowsRead, sums } = staged;
  return { rowsRead, rowsLoaded: merged.loaded, rowsUnchanged: merged.unchanged, sums };
}

/** Rows that are not met again are deleted ones: only where all rows come. */
function tracksDeletes(settings: LoadSettings, extract: Extract): boolean {
  if (settings.deletes === "none") return false;
  return settings.mode === "snapshot" || extract.coverage === "full";
}

function unbalanced(
  settings: LoadSettings,
  extract: Extract,
  put: Put,
  rejected: number,
): GranaryError {
  const unchanged = put.rowsUnchanged === 0 ? "" : `, ${String(put.rowsUnchanged)} unchanged`;
  return new GranaryError("INGEST_UNBALANCED", {
    message: `${extract.file} holds ${String(put.rowsRead)} records, but ${String(put.rowsLoaded)} were loaded into ${settings.source}.${settings.table}${unchanged} and ${String(rejected)} rejected. Nothing of it was kept.`,
    hint: "Usually a quote that is never closed, or a wrong delimiter or quote setting: check the file and its settings.",
  });
}
