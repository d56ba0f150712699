import type { DuckDBConnection } from "@duckdb/node-api";
import { messageOf } from "../warehouse/errors.js";
import { quoteIdent, quoteLiteral, quoteTable } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import { LOAD_COLUMNS, VERSION_COLUMNS } from "./header.js";
import { packedColumns } from "./packed-columns.js";
import { numberOf, rowsOf, textOf, timestampLiteral, type Row } from "./query.js";
import type { Control, Staged } from "./staged.js";

export interface RawTable {
  schema: string;
  name: string;
}

/** `raw_<source>.<table>`. */
export function rawTable(source: string, table: string): RawTable {
  return { schema: `raw_${source}`, name: table };
}

/**
 * The source's columns of a raw table; none before its first load. A table without rows does not count as having
 * columns, so that the first file with content decides.
 */
export async function sourceColumns(
  connection: DuckDBConnection,
  table: RawTable,
): Promise<Column[]> {
  const rows = await describe(connection, table);
  if (rows.length === 0) return [];
  const filled = await numberOf(
    connection,
    `select count(*) from (select 1 from ${quoteTable(table.schema, table.name)} limit 1)`,
  );
  if (filled === 0) return [];
  return rows
    .map((row) => ({ name: textOf(row["column_name"]), type: textOf(row["column_type"]) }))
    .filter(({ name }) => !LOAD_COLUMNS.includes(name) && !VERSION_COLUMNS.includes(name));
}

/** Cheaper than the engine's own catalogue views, which look at every table of every schema. */
async function describe(connection: DuckDBConnection, table: RawTable): Promise<Row[]> {
  const name = quoteTable(table.schema, table.name);
  try {
    return await rowsOf(connection, `select column_name, column_type from (describe ${name})`);
  } catch (error) {
    // Not found while the statement is bound: a transaction goes on.
    if (/^Catalog Error: Table [^]*does not exist/.test(messageOf(error))) return [];
    throw error;
  }
}

/** What stands under a table's name. */
export async function kindOf(
  connection: DuckDBConnection,
  table: RawTable,
): Promise<"table" | "view" | undefined> {
  const rows = await rowsOf(
    connection,
    `select table_type from information_schema.tables
     where table_catalog = current_database() and table_schema = ${quoteLiteral(table.schema)}
       and table_name = ${quoteLiteral(table.name)}`,
  );
  const type = textOf(rows[0]?.["table_type"]);
  return type === "VIEW" ? "view" : type === "" ? undefined : "table";
}

export async function dropTable(connection: DuckDBConnection, table: RawTable): Promise<void> {
  await connection.run(`drop table if exists ${quoteTable(table.schema, table.name)}`);
}

export async function deleteLoads(
  connection: DuckDBConnection,
  table: RawTable,
  loadIds: readonly string[],
): Promise<void> {
  await connection.run(
    `delete from ${quoteTable(table.schema, table.name)}
     where _load_id in (${loadIds.map(quoteLiteral).join(", ")})`,
  );
}

const ADDED: readonly Column[] = [
  { name: "_load_id", type: "VARCHAR" },
  { name: "_loaded_at", type: "TIMESTAMP" },
  { name: "_source_file", type: "VARCHAR" },
  { name: "_source_position", type: "BIGINT" },
];

/**
 * Creates the table, or adds the columns it lacks and widens those it has to the staged types.
 *
 * @param more columns of a history, as they are declared
 */
export async function fitTable(
  connection: DuckDBConnection,
  table: RawTable,
  existing: readonly Column[],
  staged: readonly Column[],
  more: readonly string[] = [],
): Promise<void> {
  const target = quoteTable(table.schema, table.name);
  if (existing.length === 0) {
    const columns = await packedColumns(connection, [...staged, ...ADDED]);
    await connection.run(`create schema if not exists ${quoteIdent(table.schema)}`);
    await connection.run(`create or replace table ${target} (${[...columns, ...more].join(", ")})`);
    return;
  }
  const types = new Map(staged.map((column) => [column.name, column.type]));
  const known = new Set(existing.map((column) => column.name));
  const fresh = staged.filter((column) => !known.has(column.name));
  const wider = existing.filter(
    (column) => (types.get(column.name) ?? column.type) !== column.type,
  );
  if (wider.length === 0 && fresh.length === 0) return;
  const columns = existing.map(({ name, type }) => {
    const wanted = types.get(name) ?? type;
    return wanted === type
      ? quoteIdent(name)
      : `${quoteIdent(name)}::${wanted} as ${quoteIdent(name)}`;
  });
  const added = fresh.map(({ name, type }) => `null::${type} as ${quoteIdent(name)}`);
  const rest = more.length === 0 ? LOAD_COLUMNS : [...LOAD_COLUMNS, ...VERSION_COLUMNS];
  // Not ALTER: the engine refuses it for a table whose rows changed in the same transaction.
  await connection.run(
    `create or replace table ${target} as
     select ${[...columns, ...added, ...rest].join(", ")} from ${target}`,
  );
}

/** @returns the rows the table now holds of this load, counted in the table; `control` where they came in parts */
export async function insertStaged(
  connection: DuckDBConnection,
  table: RawTable,
  staged: Staged,
  load: { loadId: string; loadedAt: Date; file: string },
): Promise<{ rows: number; control: Control | undefined }> {
  const target = quoteTable(table.schema, table.name);
  const loadId = quoteLiteral(load.loadId);
  const names = staged.columns.map((column) => quoteIdent(column.name));
  const insertOf = (rows: string): string =>
    `insert into ${target} (${[...names, ...LOAD_COLUMNS].join(", ")})
     select ${[...names, loadId, timestampLiteral(load.loadedAt), quoteLiteral(load.file)].join(", ")},
       _source_position
     from (${rows})`;
  const control = await staged.parts?.(async (rows) => {
    await connection.run(insertOf(rows));
  });
  if (staged.parts === undefined) await connection.run(insertOf(staged.rows));
  const count = `select count(*) from ${target} where _load_id = ${loadId}`;
  return { rows: await numberOf(connection, count), control };
}
