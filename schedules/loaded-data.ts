import { currentLoads } from "../ingest/load-log.js";
import type { Workspace } from "../warehouse/workspace.js";

/** The loads that stand in each raw table, as one text, by "schema.table". */
export async function loadedData(workspace: Workspace): Promise<Map<string, string>> {
  const connection = await workspace.connect();
  try {
    const versions = new Map<string, string>();
    for (const { source, table, loadId } of await currentLoads(connection)) {
      const name = `raw_${source}.${table}`;
      versions.set(name, `${versions.get(name) ?? ""}${loadId} `);
    }
    return versions;
  } finally {
    connection.closeSync();
  }
}
