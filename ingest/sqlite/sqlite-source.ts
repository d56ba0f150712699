import type sqlite from "node-sqlite3-wasm";
import { sql } from "kysely";
import type { SqliteSourceConfig } from "../../warehouse/config-sqlite.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { DiscoveredTable, Extract, OpenSource, Source, TableRequest } from "../source.js";
import { sqliteAggregate, sqliteRow, sqliteText } from "./sqlite-query.js";
import { sqliteSnapshot, type SqliteSnapshot } from "./sqlite-snapshot.js";
import { SqliteTableReader, type SqliteRelation } from "./sqlite-table.js";
import { sqliteTypes } from "./sqlite-types.js";
import { suggestedMode } from "../suggested-mode.js";
import { tableExtracts } from "../table-extracts.js";
import { expandTables, rawName, type Relation } from "../table-pattern.js";

/** A SQLite database file as a source. */
export function sqliteSource(name: string, config: SqliteSourceConfig): Source {
  return {
    name,
    tables: config.tables,
    open: () => openSqlite(name, config),
    discover: async () => {
      const snapshot = await sqliteSnapshot(name, config.path);
      try {
        return catalogue(snapshot.database).map((table) => discovered(snapshot.database, table));
      } catch (error) {
        throw queryFailed(name, "its tables", error);
      } finally {
        await snapshot.close();
      }
    },
  };
}

async function openSqlite(name: string, config: SqliteSourceConfig): Promise<OpenSource> {
  const snapshot = await sqliteSnapshot(name, config.path);
  try {
    const available = catalogue(snapshot.database);
    const names = available.map((table) => table.name);
    const relations = expandTables(name, config.tables, names);
    return {
      tables: () => Promise.resolve([...relations.keys()]),
      primaryKey: (table) => {
        const relation = relations.get(table) ?? { query: "" };
        const entry = available.find((t) => "table" in relation && t.name === relation.table);
        const described = entry && relationOf(snapshot.database, entry);
        return Promise.resolve(described?.primaryKey ?? []);
      },
      extracts: (request) => sqliteExtracts(name, snapshot, relations, available, request),
      close: () => snapshot.close(),
    };
  } catch (error) {
    await snapshot.close();
    throw queryFailed(name, "its tables", error);
  }
}

async function* sqliteExtracts(
  source: string,
  snapshot: SqliteSnapshot,
  relations: ReadonlyMap<string, Relation>,
  available: readonly CatalogueEntry[],
  request: TableRequest,
): AsyncGenerator<Extract> {
  const relation = relations.get(request.table);
  if (relation === undefined) throw new Error(`source ${source} has no table ${request.table}`);
  const { database } = snapshot;
  try {
    const entry =
      "table" in relation ? available.find((t) => t.name === relation.table) : undefined;
    const described =
      "query" in relation
        ? queryRelation(database, request.table, relation.query)
        : relationOf(database, entry ?? { name: relation.table, type: "view", withoutRowid: true });
    yield* tableExtracts(source, new SqliteTableReader(database, described, request), request);
  } catch (error) {
    throw queryFailed(source, request.table, error);
  }
}

/** What the engine said as a mistake about the source; anything else passes as it is. */
function queryFailed(source: string, table: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown.name !== "SQLite3Error") return thrown;
  return new GranaryError("INGEST_SOURCE_QUERY_FAILED", {
    message: `Source "${source}" refused to give ${table}: ${messageOf(thrown)}.`,
    hint: `Correct sources.${source}; a damaged file is to be restored first.`,
    cause: thrown,
  });
}

interface CatalogueEntry {
  name: string;
  type: string;
  withoutRowid: boolean;
}

function catalogue(database: sqlite.Database): CatalogueEntry[] {
  const rows = database.all(
    `select name, type, wr from pragma_table_list
     where schema = 'main' and type in ('table', 'view', 'virtual') and name not like 'sqlite\\_%' escape '\\'
     order by name`,
  );
  return rows.map((row) => ({
    name: sqliteText(row["name"]),
    type: sqliteText(row["type"]),
    withoutRowid: row["wr"] === 1,
  }));
}

function relationOf(database: sqlite.Database, entry: CatalogueEntry): SqliteRelation {
  const rows = database.all(
    "select name, type, pk from pragma_table_xinfo(?) where hidden <> 1 order by cid",
    [entry.name],
  );
  const numbered = entry.type === "table" && !entry.withoutRowid;
  // A key that has an index of its own is not the row number, whatever its type.
  const indexed = database.all("select 1 from pragma_index_list(?) where origin = 'pk'", [
    entry.name,
  ]);
  const keyed = numbered && indexed.length === 0;
  const keys = rows.filter((row) => Number(row["pk"]) > 0);
  const columns = rows.map((row) => ({
    name: sqliteText(row["name"]),
    declared: sqliteText(row["type"]),
    key:
      keyed && keys.length === 1 && keys[0] === row && /^integer$/i.test(sqliteText(row["type"])),
  }));
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  const alias = ["_rowid_", "rowid", "oid"].find((name) => !taken.has(name));
  const key = columns.find((column) => column.key);
  return {
    name: entry.name,
    columns,
    primaryKey: keys
      .sort((a, b) => Number(a["pk"]) - Number(b["pk"]))
      .map((row) => sqliteText(row["name"])),
    rowid: numbered ? (key?.name ?? alias) : undefined,
  };
}

/** The query as a temporary view, which tells names and types before any row is read. */
function queryRelation(database: sqlite.Database, table: string, query: string): SqliteRelation {
  const name = `granary_query_${rawName(table)}`;
  database.exec(`drop view if exists temp."${name}"; create temp view "${name}" as ${query}\n`);
  return relationOf(database, { name, type: "view", withoutRowid: true });
}

function discovered(database: sqlite.Database, entry: CatalogueEntry): DiscoveredTable {
  const relation = relationOf(database, entry);
  const columns = sqliteTypes(database, relation.name, relation.columns).map(({ name, type }) => ({
    name,
    type,
  }));
  const count = { expression: sql`count(*)`, as: "rows" };
  const rows = Number(sqliteRow(database, sqliteAggregate(relation.name, [], [count]))["rows"]);
  return {
    name: entry.name,
    columns,
    primaryKey: [...relation.primaryKey],
    rows,
    suggested: suggestedMode(columns, relation.primaryKey),
  };
}
