import type { AdapterSession, Cell } from "../adapters/adapter.js";
import { catalogQuery } from "../adapters/duckdb-catalog.js";
import { type CatalogColumn, catalogFile } from "../artifacts/catalog-file.js";
import { logLine } from "../log/log-line.js";
import type { DbtResult } from "../result.js";
import { summarize } from "./result-summary.js";
import { runCommand } from "./run-command.js";
import { selectedIds } from "./selected.js";
import { type DbtSession, factsOf, writeArtifact, writeManifest } from "./session.js";

function textOrNull(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}

async function columnsOf(connection: AdapterSession, database: string): Promise<CatalogColumn[]> {
  const { rows } = await connection.query(catalogQuery(database));
  return rows.map(([schema, relation, kind, relationComment, column, type, index, comment]) => ({
    database,
    schema: String(schema),
    relation: String(relation),
    kind: String(kind),
    relationComment: textOrNull(relationComment),
    column: String(column),
    type: String(type),
    index: Number(index),
    comment: textOrNull(comment),
  }));
}

async function catalogued(session: DbtSession): Promise<CatalogColumn[]> {
  const { manifest } = session.parsed;
  const databases = new Set(
    [...manifest.nodes.values(), ...manifest.sources.values()].map(({ database }) => database),
  );
  const connection = await session.adapter.connect();
  try {
    const found: CatalogColumn[] = [];
    for (const database of databases) found.push(...(await columnsOf(connection, database)));
    return found;
  } finally {
    connection.close();
  }
}

/** `docs generate`: compiles, then writes catalog.json beside manifest.json. */
export async function docsCommand(session: DbtSession): Promise<DbtResult> {
  const { invocation, log, parsed } = session;
  let result = summarize([]);
  if (invocation.compile === false) {
    await writeManifest(session);
    await selectedIds(session);
  } else {
    result = await runCommand(session);
  }
  log(logLine("BuildingCatalog", "E044", "Building catalog"));
  const found = invocation.emptyCatalog === true ? [] : await catalogued(session);
  const content = catalogFile(parsed.manifest, found, factsOf(session));
  const path = await writeArtifact(session, "catalog.json", content);
  log(logLine("CatalogWritten", "E045", `Catalog written to ${path}`, { path }));
  return result;
}
