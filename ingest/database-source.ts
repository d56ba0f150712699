import type { TableConfig } from "../warehouse/config.js";
import type { DiscoveredTable, Extract, OpenSource, Source, TableRequest } from "./source.js";
import { tableExtracts } from "./table-extracts.js";
import type { TableReader } from "./table-reader.js";

/** What tells one database system from another. */
interface Database<Session, Relation> {
  name: string;
  tables: Readonly<Record<string, TableConfig>>;
  /** Connects, and opens the snapshot of the run. */
  connect(): Promise<Session>;
  /** What each raw table is read from. */
  relations(session: Session): Promise<ReadonlyMap<string, Relation>>;
  reader(session: Session, relation: Relation, request: TableRequest): Promise<TableReader>;
  /** The key the database itself declares; none for a query, or where it has none. */
  primaryKey(session: Session, relation: Relation): Promise<readonly string[]>;
  discover(session: Session): Promise<DiscoveredTable[]>;
}

/** A database server as a source: one session, closed whatever happens. */
export function databaseSource<Session extends { close(): Promise<void> }, Relation>(
  database: Database<Session, Relation>,
): Source {
  const { name, tables } = database;
  return {
    name,
    tables,
    open: async () => {
      const session = await database.connect();
      try {
        return openOver(database, session, await database.relations(session));
      } catch (error) {
        await session.close();
        throw error;
      }
    },
    discover: async () => {
      const session = await database.connect();
      try {
        return await database.discover(session);
      } finally {
        await session.close();
      }
    },
  };
}

function openOver<Session extends { close(): Promise<void> }, Relation>(
  database: Database<Session, Relation>,
  session: Session,
  relations: ReadonlyMap<string, Relation>,
): OpenSource {
  const relationOf = (table: string): Relation => {
    const relation = relations.get(table);
    if (relation === undefined) throw new Error(`source ${database.name} has no table ${table}`);
    return relation;
  };
  return {
    tables: () => Promise.resolve([...relations.keys()]),
    primaryKey: (table) => database.primaryKey(session, relationOf(table)),
    extracts: async function* (request): AsyncGenerator<Extract> {
      const reader = await database.reader(session, relationOf(request.table), request);
      yield* tableExtracts(database.name, reader, request);
    },
    close: () => session.close(),
  };
}
