import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { VersionReader } from "../../warehouse/version-reader.js";
import { readTable, type Table } from "./table.js";
import type { Turns } from "./turns.js";

/** SQL with its values, and where its two-part names are looked up. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** The version's own catalogue where absent. */
  readonly catalog?: string | undefined;
}

const OUT_OF_MEMORY = /^Out of Memory Error/;

/**
 * Runs a statement over a version when its turn comes; interrupted when `signal` is aborted, whose reason it then
 * throws. A statement that runs out of memory in company is run again alone, so that only one which needs more than
 * there is fails.
 *
 * @throws GranaryError QUERY_TOO_LARGE
 */
export async function runStatement(
  reader: VersionReader,
  statement: Statement,
  turns: Turns,
  signal: AbortSignal,
): Promise<Table> {
  try {
    return await turns.run(() => runNow(reader, statement, signal), { signal });
  } catch (error) {
    if (!OUT_OF_MEMORY.test(messageOf(error))) throw error;
  }
  try {
    return await turns.run(() => runNow(reader, statement, signal), { signal, alone: true });
  } catch (error) {
    if (!OUT_OF_MEMORY.test(messageOf(error))) throw error;
    throw new GranaryError("QUERY_TOO_LARGE", {
      message: "The question needs more memory than the engine may use.",
      hint: "Ask for fewer rows or dimensions, or raise engine.memory_limit.",
      cause: error,
    });
  }
}

async function runNow(
  reader: VersionReader,
  { sql, values, catalog }: Statement,
  signal: AbortSignal,
): Promise<Table> {
  const connection = await reader.connect(catalog);
  const interrupt = (): void => {
    connection.interrupt();
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    signal.throwIfAborted();
    return await readTable(connection, sql, values);
  } catch (error) {
    // "INTERRUPT Error" says nothing; the reason does.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}
