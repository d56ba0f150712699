import type { AdapterSession } from "../adapters/adapter.js";
import { catalogQuery, parseTreeQuery } from "../adapters/duckdb-catalog.js";
import type { Manifest, ProjectNode } from "../manifest.js";
import { relationNameOfNode } from "../artifacts/node-dict.js";
import { sameName, type TracedColumn } from "./scope.js";
import { type RelationColumns, traceQuery } from "./trace-query.js";

/** What each column of a node is made from. */
export type NodeLineage = readonly TracedColumn[];

function key(...parts: readonly string[]): string {
  return parts.map((part) => part.toLowerCase()).join("\0");
}

/** Names of the columns of every relation, by database, schema and name. */
async function columnNames(
  session: AdapterSession,
  databases: ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>();
  for (const database of databases) {
    const { rows } = await session.query(catalogQuery(database));
    for (const [schema, relation, , , column] of rows) {
      const at = key(database, String(schema), String(relation));
      const known = columns.get(at);
      if (known === undefined) columns.set(at, [String(column)]);
      else known.push(String(column));
    }
  }
  return columns;
}

function relationsOf(
  manifest: Manifest,
  columns: ReadonlyMap<string, readonly string[]>,
  standard: { database: string; schema: string },
): RelationColumns {
  const ids = new Map<string, string>();
  for (const source of manifest.sources.values()) {
    ids.set(key(source.database, source.schema, source.identifier), source.uniqueId);
  }
  for (const node of manifest.nodes.values()) {
    if (relationNameOfNode(node) === null) continue;
    ids.set(key(node.database, node.schema, node.alias), node.uniqueId);
  }
  return (database, schema, name) => {
    const at = key(database || standard.database, schema || standard.schema, name);
    const node = ids.get(at);
    const names = columns.get(at);
    if (names === undefined) return null;
    return names.map((column) => ({
      name: column,
      origins: node === undefined ? [] : [{ node, column }],
    }));
  };
}

/** The columns under the names the relation really has, where the count agrees. */
function named(traced: readonly TracedColumn[], names: readonly string[] | undefined): NodeLineage {
  if (names === undefined || names.length !== traced.length) {
    return traced.filter(({ name }) => name !== "");
  }
  return names.map((name, index) => {
    const same = traced.find((column) => sameName(column.name, name));
    return { name, origins: (same ?? traced[index])?.origins ?? [] };
  });
}

async function treeOf(session: AdapterSession, sql: string): Promise<unknown> {
  const { rows } = await session.query(parseTreeQuery(sql));
  return JSON.parse(String(rows[0]?.[0] ?? "null"));
}

/**
 * What the columns of each compiled model are made from, by id of the model. Models whose SQL the engine gives no
 * tree of are left out.
 */
export async function projectLineage(
  session: AdapterSession,
  manifest: Manifest,
  compiled: ReadonlyMap<string, string>,
  standard: { database: string; schema: string },
): Promise<Map<string, NodeLineage>> {
  const models = [...manifest.nodes.values()].filter(
    (node): node is ProjectNode => node.resourceType === "model" && compiled.has(node.uniqueId),
  );
  const databases = new Set([
    ...models.map(({ database }) => database),
    ...[...manifest.sources.values()].map(({ database }) => database),
  ]);
  const columns = await columnNames(session, databases);
  const relations = relationsOf(manifest, columns, standard);
  const lineage = new Map<string, NodeLineage>();
  for (const model of models) {
    const tree = await treeOf(session, compiled.get(model.uniqueId) ?? "");
    const traced = traceQuery(tree, relations);
    if (traced === null) continue;
    const names = columns.get(key(model.database, model.schema, model.alias));
    lineage.set(model.uniqueId, named(traced, names));
  }
  return lineage;
}
