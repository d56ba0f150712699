import { definitionsOf, storeDefinitions } from "../lineage/definition-table.js";
import { readLineage, storeLineage } from "../lineage/lineage-table.js";
import { type NodeLineage, projectLineage } from "../lineage/project-lineage.js";
import type { Dict } from "../plain.js";
import type { DbtSession } from "./session.js";

const STORING: ReadonlySet<string> = new Set(["build", "run"]);

function lineageDict(columns: NodeLineage): Dict {
  return Object.fromEntries(
    columns.map(({ name, origins }) => [
      name,
      origins.map(({ node, column }) => `${node}.${column}`),
    ]),
  );
}

/**
 * What the columns of the models just compiled, and of those built before, are made from, for the manifest's `meta`;
 * what was built is kept in `meta.lineage`, what the project says of it beside that. Empty unless the invocation asks for it.
 */
export async function lineageOf(
  session: DbtSession,
  compiled: ReadonlyMap<string, string>,
): Promise<Map<string, Dict>> {
  const { invocation, parsed, adapter } = session;
  const { command, target } = invocation;
  const storing = STORING.has(command);
  if (invocation.lineage !== true || (!storing && command !== "docs generate")) return new Map();
  const connection = await adapter.connect();
  try {
    const { manifest } = parsed;
    let lineage = await projectLineage(connection, manifest, compiled, target);
    if (storing) {
      await storeLineage(connection, target.database, lineage, new Set(manifest.nodes.keys()));
      await storeDefinitions(connection, target.database, definitionsOf(manifest));
      lineage = await readLineage(connection, target.database);
    }
    return new Map([...lineage].map(([id, columns]) => [id, lineageDict(columns)]));
  } finally {
    connection.close();
  }
}
