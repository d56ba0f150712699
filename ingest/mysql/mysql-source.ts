import { sql } from "kysely";
import type { MysqlSourceConfig } from "../../warehouse/config-mysql.js";
import { databaseSource } from "../database-source.js";
import type { DiscoveredTable, Source } from "../source.js";
import { suggestedMode } from "../suggested-mode.js";
import { expandTables, type Relation } from "../table-pattern.js";
import { mysqlSelect } from "./mysql-query.js";
import { openMysql, type MysqlSession } from "./mysql-session.js";
import { mysqlColumns, mysqlPrimaryKey, mysqlReader } from "./mysql-table.js";

/** A MySQL or MariaDB database as a source: tables and queries of one snapshot. */
export function mysqlSource(name: string, config: MysqlSourceConfig): Source {
  return databaseSource<MysqlSession, Relation>({
    name,
    tables: config.tables,
    connect: () => openMysql(name, config),
    relations: async (session) => expandTables(name, config.tables, await tableNames(session)),
    reader: (session, relation, request) => mysqlReader(session, relation, request.table, request),
    primaryKey: async (session, relation) =>
      "table" in relation ? mysqlPrimaryKey(session, relation.table) : [],
    discover: async (session) => {
      const found: DiscoveredTable[] = [];
      for (const table of await tableNames(session)) found.push(await discovered(session, table));
      return found;
    },
  });
}

async function tableNames(session: MysqlSession): Promise<string[]> {
  const rows = await session.rows(
    "its tables",
    `select table_name from information_schema.tables where table_schema = database()
     and table_type in ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') order by table_name`,
  );
  return rows.map(([name]) => name ?? "");
}

async function discovered(session: MysqlSession, table: string): Promise<DiscoveredTable> {
  const relation = { table };
  const columns = await mysqlColumns(session, `table ${table}`, relation);
  const primaryKey = await mysqlPrimaryKey(session, table);
  const count = { expression: sql`count(*)`, as: "n" };
  const rows = await session.rows(`table ${table}`, mysqlSelect(relation, [count]));
  const plain = columns.map(({ name, type }) => ({ name, type }));
  return {
    name: table,
    columns: plain,
    primaryKey,
    rows: Number(rows[0]?.[0] ?? 0),
    suggested: suggestedMode(plain, primaryKey),
  };
}
