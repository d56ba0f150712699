import { logFailure, type Attempt } from "./attempt.js";
import { asUnreadable, orStopped } from "./failures.js";
import {
  adoptTable,
  deleteUnseen,
  createCurrentView,
  historyTable,
  releaseView,
} from "./keyed-table.js";
import type { LoadContext } from "./load-context.js";
import { loadFile, type LoadResult } from "./load-file.js";
import { dropOlderRejects, markSuperseded } from "./load-log.js";
import { isKeyed } from "./load-settings.js";
import { PartsRefused } from "./parts-refused.js";
import type { LoadStep } from "./plan.js";
import { quoteLiteral, quoteTable } from "../warehouse/sql.js";
import { deleteLoads, dropTable, rawTable, sourceColumns } from "./raw-table.js";

/**
 * Runs one step of a plan in one transaction: old rows out, new rows in, and the log that says so. A failure leaves
 * data as they were, logs the attempt and throws.
 *
 * @throws GranaryError INGEST_ROWS_REJECTED, INGEST_HEADER_MISMATCH, INGEST_FILE_UNREADABLE, INGEST_UNBALANCED,
 *   INGEST_DRIFT
 */
export async function runStep(context: LoadContext, step: LoadStep): Promise<LoadResult[]> {
  try {
    return await tryStep({ ...context, inParts: !isKeyed(context.settings) }, step);
  } catch (error) {
    if (!(error instanceof PartsRefused)) throw error;
    return await tryStep(context, step);
  }
}

async function tryStep(context: LoadContext, step: LoadStep): Promise<LoadResult[]> {
  const { connection, settings } = context;
  const keyed = isKeyed(settings);
  const table = keyed ? historyTable(settings) : rawTable(settings.source, settings.table);
  return inTransaction(context, async (attempting) => {
    await (keyed ? adoptTable(connection, settings) : releaseView(connection, settings));
    // Read before old rows go: a changed file must fit the table it replaces rows of.
    let existing = step.rebuild ? [] : await sourceColumns(connection, table);
    if (step.retire.length > 0) {
      const ids = step.retire.map((load) => load.loadId);
      await (step.rebuild ? dropTable(connection, table) : deleteLoads(connection, table, ids));
      await markSuperseded(connection, ids);
    }
    const results: LoadResult[] = [];
    for (const { extract, change } of step.load) {
      const attempt = attempting({ extract, startedAt: context.now() });
      const target = { table, existing, status: "loaded" } as const;
      const result = await loadFile(context, target, attempt);
      results.push(result);
      if (change === "changed") {
        await dropOlderRejects(connection, settings, extract.file, [result.loadId]);
      }
      if (settings.mode === "snapshot" && settings.deletes !== "none") {
        const load = { loadId: result.loadId, loadedAt: attempt.startedAt, file: extract.file };
        await deleteUnseen(connection, settings, load);
        await createCurrentView(connection, settings);
      }
      existing = await sourceColumns(connection, table);
    }
    return results;
  });
}

/** Files that have another name now: their rows, rejects and loads follow it. */
export async function recordRenames(
  context: LoadContext,
  renamed: readonly { loadId: string; file: string }[],
): Promise<void> {
  if (renamed.length === 0) return;
  const { connection, settings } = context;
  const { schema, name } = rawTable(settings.source, settings.table);
  const list = renamed.map((one) => `(${quoteLiteral(one.loadId)}, ${quoteLiteral(one.file)})`);
  const from = `from (values ${list.join(", ")}) r(load_id, now) where r.load_id =`;
  await inTransaction(context, async () => {
    await connection.run(
      `update ${quoteTable(schema, name)} t set _source_file = r.now ${from} t._load_id;
       update meta.quarantine t set file = r.now ${from} t.load_id;
       update meta.loads t set file = r.now ${from} t.load_id`,
    );
  });
}

type Attempting = (attempt: Pick<Attempt, "extract" | "startedAt">) => Attempt;

/** Commits what `work` does, or leaves everything as it was and logs the piece that failed. */
export async function inTransaction<T>(
  context: LoadContext,
  work: (attempting: Attempting) => Promise<T>,
): Promise<T> {
  const { connection } = context;
  const attempts: Attempt[] = [];
  await connection.run("begin transaction");
  try {
    context.signal?.throwIfAborted();
    const done = await work((begun) => {
      const attempt = { ...begun, read: 0, rejected: 0, books: [] };
      attempts.push(attempt);
      return attempt;
    });
    await connection.run("commit");
    return done;
  } catch (thrown) {
    await connection.run("rollback").catch(() => undefined);
    if (thrown instanceof PartsRefused) throw thrown;
    const attempt = attempts.at(-1);
    const failure =
      attempt === undefined || context.signal?.aborted === true
        ? orStopped(context.signal, thrown)
        : asUnreadable(attempt.extract, thrown);
    if (attempt !== undefined) await logFailure(context, attempt, failure);
    throw failure;
  }
}
