import type { DuckDBConnection } from "@duckdb/node-api";
import { numberOf } from "./query.js";

/**
 * Does work that is mostly one thread's. The engine would let the calling thread turn in circles beside it, on a
 * processor that the source's server or this process needs. Not to be called inside a transaction.
 */
export async function onOneThread<T>(
  connection: DuckDBConnection,
  work: () => Promise<T>,
): Promise<T> {
  const threads = await numberOf(connection, "select current_setting('threads')");
  await connection.run("set threads = 1");
  try {
    return await work();
  } finally {
    await connection.run(`set threads = ${String(threads)}`);
  }
}
