import { asUnreadable } from "./failures.js";
import {
  adoptTable,
  deleteUnseen,
  createCurrentView,
  historyTable,
  releaseView,
} from "./keyed-table.js";
import type { LoadContext } from "./load-context.js";
import { loadFile, logFailure, type Attempt, type LoadResult } from "./load-file.js";
import { markSuperseded } from "./load-log.js";
import { isKeyed } from "./load-settings.js";
import type { LoadStep } from "./plan.js";
import { deleteLoads, dropTable, rawTable, sourceColumns } from "./raw-table.js";

/**
 * Runs one step of a plan in one transaction: old rows out, new rows in, and the log that says so. A failure leaves
 * data as they were, logs the attempt and throws.
 *
 * @throws GranaryError INGEST_ROWS_REJECTED, INGEST_HEADER_MISMATCH, INGEST_FILE_UNREADABLE, INGEST_UNBALANCED,
 *   INGEST_DRIFT
 */
export async function runStep(context: LoadContext, step: LoadStep): Promise<LoadResult[]> {
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
    for (const { extract } of step.load) {
      const attempt = attempting({ extract, startedAt: context.now() });
      const target = { table, existing, status: "loaded" } as const;
      const result = await loadFile(context, target, attempt);
      results.push(result);
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
    const done = await work((begun) => {
      const attempt = { ...begun, read: 0, rejected: 0, books: [] };
      attempts.push(attempt);
      return attempt;
    });
    await connection.run("commit");
    return done;
  } catch (thrown) {
    await connection.run("rollback").catch(() => undefined);
    const attempt = attempts.at(-1);
    const failure = attempt === undefined ? thrown : asUnreadable(attempt.extract, thrown);
    if (attempt !== undefined) await logFailure(context, attempt, failure);
    throw failure;
  }
}
