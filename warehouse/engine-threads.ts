import type { DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "./config.js";
import type { Workspace } from "./workspace.js";

/** Runs work while the engine has so many threads, and gives it back those that it had. Not to be called inside a transaction. */
export async function withThreads<T>(
  connection: DuckDBConnection,
  threads: number,
  work: () => Promise<T>,
): Promise<T> {
  const had = await connection.runAndReadAll("select current_setting('threads')");
  await connection.run(`set threads = ${String(threads)}`);
  try {
    return await work();
  } finally {
    await connection.run(`set threads = ${String(Number(had.getRowsJS()[0]?.[0]))}`);
  }
}

/**
 * Runs a build, whose nodes run at the same time. A thread that waits for the engine's others to end its statement turns in
 * circles, on a processor that another node needs: so half as many as there are processors help the nodes.
 */
export async function whileNodesRun<T>(
  config: Pick<GranaryConfig, "engine">,
  workspace: Pick<Workspace, "connect">,
  work: () => Promise<T>,
): Promise<T> {
  const connection = await workspace.connect();
  try {
    return await withThreads(connection, Math.max(1, Math.floor(config.engine.threads / 2)), work);
  } finally {
    connection.closeSync();
  }
}
