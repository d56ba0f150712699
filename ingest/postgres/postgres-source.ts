import type { PostgresSourceConfig } from "../../warehouse/config-postgres.js";
import { catalogTables, discoverTables } from "./postgres-catalog.js";
import type { PostgresRelation } from "./postgres-query.js";
import { postgresReader } from "./postgres-reader.js";
import { openSession, type PostgresSession } from "./postgres-session.js";
import type { Extract, OpenSource, Source, TableRequest } from "../source.js";
import { tableExtracts } from "../table-extracts.js";
import { expandTables } from "../table-pattern.js";

/** A PostgreSQL database as a source: tables and queries of one snapshot, delivered by COPY. */
export function postgresSource(name: string, config: PostgresSourceConfig): Source {
  return {
    name,
    tables: config.tables,
    open: async () => openPostgres(name, config, await openSession(name, config)),
    discover: async () => {
      const session = await openSession(name, config);
      try {
        return await discoverTables(session, config.schema);
      } finally {
        await session.close();
      }
    },
  };
}

async function openPostgres(
  name: string,
  config: PostgresSourceConfig,
  session: PostgresSession,
): Promise<OpenSource> {
  try {
    const relations = await relationsOf(name, config, session);
    return {
      tables: () => Promise.resolve([...relations.keys()]),
      extracts: (request) => extracts(name, session, relations.get(request.table), request),
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function* extracts(
  name: string,
  session: PostgresSession,
  relation: PostgresRelation | undefined,
  request: TableRequest,
): AsyncGenerator<Extract> {
  if (relation === undefined) throw new Error(`source ${name} has no table ${request.table}`);
  const reader = await postgresReader(session, name, relation, request);
  yield* tableExtracts(name, reader, request);
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
