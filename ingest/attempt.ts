import { createHash } from "node:crypto";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { LoadContext } from "./load-context.js";
import { countAttempts, logLoad, type LoadEntry } from "./load-log.js";
import type { LoadSettings } from "./load-settings.js";
import { recordBooks, type Reconciliation } from "./reconcile.js";
import type { Extract } from "./source.js";

/** Stands in the log for the tables of a source that were not reached one by one. */
const ALL_TABLES = "*";

/** Counts of the piece being loaded, kept outside so that a failure can log them. */
export interface Attempt {
  extract: Extract;
  startedAt: Date;
  read: number;
  rejected: number;
  books: readonly Reconciliation[];
}

/** Where an attempt is logged, and as one at what. */
interface Logging extends Pick<LoadContext, "connection" | "now"> {
  settings: Pick<LoadSettings, "source" | "table" | "fingerprint">;
}

/** What every line of the load log says of an attempt, however it ends. */
export function entryOf(
  context: Logging,
  attempt: Attempt,
): Omit<LoadEntry, "loadId" | "status" | "error" | `rows${string}`> & object {
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

/** The id of the load of a piece; content that is loaded again has another one. */
export async function nextLoadId(context: LoadContext, extract: Extract): Promise<string> {
  const { connection, settings } = context;
  const { source, table } = settings;
  const loads = await countAttempts(connection, source, table, extract.sha256, false);
  return loadIdOf(settings, extract, loads === 0 ? "" : `-${String(loads + 1)}`);
}

/** To be called after the transaction was rolled back. */
export async function logFailure(
  context: Logging,
  attempt: Attempt,
  failure: unknown,
): Promise<void> {
  const { settings, connection } = context;
  const { source, table } = settings;
  const failures = await countAttempts(connection, source, table, attempt.extract.sha256, true);
  const loadId = loadIdOf(settings, attempt.extract, `-failed-${String(failures + 1)}`);
  await recordBooks(connection, settings, loadId, attempt.books);
  await logLoad(connection, {
    ...entryOf(context, attempt),
    loadId,
    rowsRead: attempt.read,
    rowsLoaded: attempt.read - attempt.rejected,
    rowsRejected: attempt.rejected,
    rowsUnchanged: 0,
    status: "failed",
    error: errorText(failure),
  });
}

/** An attempt that failed before there was a piece to load: its source could not be read. */
export async function logUnread(
  context: Logging,
  startedAt: Date,
  failure: unknown,
): Promise<void> {
  const { source, table } = context.settings;
  const file = table === ALL_TABLES ? source : table;
  const extract = { file, path: "", bytes: 0, sha256: "" };
  await logFailure(context, { extract, startedAt, read: 0, rejected: 0, books: [] }, failure);
}

/** An attempt at a source that could not even be opened. */
export async function logUnopened(
  context: Pick<LoadContext, "connection" | "now">,
  source: string,
  startedAt: Date,
  failure: unknown,
): Promise<void> {
  const settings = { source, table: ALL_TABLES, fingerprint: "" };
  await logUnread({ ...context, settings }, startedAt, failure);
}

function errorText(failure: unknown): string {
  const code = failure instanceof GranaryError ? `${failure.code}: ` : "";
  return `${code}${messageOf(failure)}`;
}

/** Derived from what is loaded where, so that the same files give the same ids in every warehouse. */
function loadIdOf(
  { source, table }: Pick<LoadSettings, "source" | "table">,
  extract: Extract,
  suffix: string,
): string {
  const hash = createHash("sha256").update([source, table, extract.sha256].join("\0"));
  return `${hash.digest("hex").slice(0, 16)}${suffix}`;
}
