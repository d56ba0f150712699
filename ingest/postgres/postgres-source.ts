import type { PostgresSourceConfig } from "../../warehouse/config-postgres.js";
import { databaseSource } from "../database-source.js";
import type { Source } from "../source.js";
import { expandTables } from "../table-pattern.js";
import { catalogTables, discoverTables } from "./postgres-catalog.js";
import { primaryKeyOf } from "./postgres-columns.js";
import type { PostgresRelation } from "./postgres-query.js";
import { postgresReader } from "./postgres-reader.js";
import { openSession, type PostgresSession } from "./postgres-session.js";

/** A PostgreSQL database as a source: tables and queries of one snapshot, delivered by COPY. */
export function postgresSource(name: string, config: PostgresSourceConfig): Source {
  return databaseSource<PostgresSession, PostgresRelation>({
    name,
    tables: config.tables,
    connect: () => openSession(name, config),
    relations: (session) => relationsOf(name, config, session),
    reader: (session, relation, request) => postgresReader(session, name, relation, request),
    primaryKey: async (session, relation) =>
      "table" in relation ? primaryKeyOf(session, relation) : [],
    discover: (session) => discoverTables(session, config.schema),
  });
}

/** What each raw table is read from. Patterns stand for tables of the source's schema, names for views too. */
async function relationsOf(
  name: string,
  config: PostgresSourceConfig,
  session: PostgresSession,
): Promise<Map<string, PostgresRelation>> {
  const named = new Set(
    Object.entries(config.tables).map(([key, table]) => (table.table ?? key).toLowerCase()),
  );
  const known = new Map<string, PostgresRelation>();
  for (const { schema, name: table, stored } of await catalogTables(session)) {
    const qualified = `${schema}.${table}`;
    const relation = { schema, table };
    if (schema === config.schema && (stored || named.has(table.toLowerCase()))) {
      known.set(table, relation);
    }
    if (named.has(qualified.toLowerCase())) known.set(qualified, relation);
  }
  const expanded = expandTables(name, config.tables, [...known.keys()]);
  const relations = new Map<string, PostgresRelation>();
  for (const [raw, relation] of expanded) {
    const found = "table" in relation ? known.get(relation.table) : relation;
    if (found !== undefined) relations.set(raw, found);
  }
  return relations;
}
