import { sql } from "kysely";
import type { MysqlSourceConfig } from "../../warehouse/config-mysql.js";
import { mysqlSelect } from "./mysql-query.js";
import { openMysql, type MysqlSession } from "./mysql-session.js";
import { mysqlColumns, mysqlPrimaryKey, mysqlReader } from "./mysql-table.js";
import type { DiscoveredTable, Extract, OpenSource, Source, TableRequest } from "../source.js";
import { suggestedMode } from "../suggested-mode.js";
import { tableExtracts } from "../table-extracts.js";
import { expandTables, type Relation } from "../table-pattern.js";

/** A MySQL or MariaDB database as a source: tables and queries of one snapshot. */
export function mysqlSource(name: string, config: MysqlSourceConfig): Source {
  return {
    name,
    tables: config.tables,
    open: async () => openSource(name, config, await openMysql(name, config)),
    discover: async () => {
      const session = await openMysql(name, config);
      try {
        const tables: DiscoveredTable[] = [];
        for (const table of await tableNames(session)) {
          tables.push(await discovered(session, table));
        }
        return tables;
      } finally {
        await session.close();
      }
    },
  };
}

async function openSource(
  name: string,
  config: MysqlSourceConfig,
  session: MysqlSession,
): Promise<OpenSource> {
  try {
    const relations = expandTables(name, config.tables, await tableNames(session));
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
  session: MysqlSession,
  relation: Relation | undefined,
  request: TableRequest,
): AsyncGenerator<Extract> {
  if (relation === undefined) throw new Error(`source ${name} has no table ${request.table}`);
  const reader = await mysqlReader(session, relation, request.table, request);
  yield* tableExtracts(name, reader, request);
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
