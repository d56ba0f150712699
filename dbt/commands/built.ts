import { join } from "node:path";
import type { AdapterSession } from "../adapters/adapter.js";
import { type BuiltNode, builtNode, readBuiltState, writeBuiltState } from "../plan/built-state.js";
import type { NodeResult } from "../result.js";
import type { DbtSession } from "./session.js";

const BUILDING: ReadonlySet<string> = new Set(["build", "run", "seed", "snapshot"]);

/** What is known to have been built with the artifacts of this folder. */
export function builtStateFile(targetDir: string): string {
  return join(targetDir, "built.json");
}

/**
 * What the data of each source is now, by its id: what the caller knows of it (`schema.table`), else how many rows
 * the engine thinks it has.
 */
export async function dataVersions(
  session: DbtSession,
  connection: AdapterSession,
): Promise<Map<string, string>> {
  const { sources } = session.parsed.manifest;
  if (sources.size === 0) return new Map();
  const known = session.invocation.dataVersions;
  const { rows } = await connection.query(
    "select database_name, schema_name, table_name, estimated_size from duckdb_tables()",
  );
  const sizes = new Map(
    rows.map(([database, schema, table, size]) => [
      [database, schema, table].map(String).join("\0").toLowerCase(),
      `${String(size)} rows`,
    ]),
  );
  const versions = new Map<string, string>();
  for (const [id, { database, schema, identifier }] of sources) {
    const version =
      known?.get(`${schema}.${identifier}`) ??
      sizes.get([database, schema, identifier].join("\0").toLowerCase());
    if (version !== undefined) versions.set(id, version);
  }
  return versions;
}

/** Remembers what the nodes that succeeded were built from. */
export async function rememberBuilt(
  session: DbtSession,
  results: readonly NodeResult[],
): Promise<void> {
  const succeeded = results.filter(
    ({ status, resourceType }) =>
      status === "success" && ["model", "seed", "snapshot"].includes(resourceType),
  );
  if (!BUILDING.has(session.invocation.command) || succeeded.length === 0) return;
  const connection = await session.adapter.connect();
  try {
    const versions = await dataVersions(session, connection);
    const { nodes, macros } = session.parsed.manifest;
    const file = builtStateFile(session.targetDir);
    const state = new Map<string, BuiltNode>(await readBuiltState(file));
    for (const { uniqueId, compiledSql } of succeeded) {
      const node = nodes.get(uniqueId);
      if (node !== undefined) state.set(uniqueId, builtNode(node, compiledSql, macros, versions));
    }
    // Ephemeral models are built into what reads them.
    for (const [id, node] of nodes) {
      if (node.config["materialized"] === "ephemeral") {
        state.set(id, builtNode(node, null, macros, versions));
      }
    }
    await writeBuiltState(file, state);
  } finally {
    connection.close();
  }
}
