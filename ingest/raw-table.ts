import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdent, quoteLiteral, quoteTable } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import { LOAD_COLUMNS } from "./header.js";
import { numberOf, rowsOf, textOf, timestampLiteral } from "./query.js";
import type { Staged } from "./staged.js";

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
  const rows = await rowsOf(
    connection,
    `select column_name, data_type from duckdb_columns()
     where database_name = current_database() and schema_name = ${quoteLiteral(table.schema)}
       and table_name = ${quoteLiteral(table.name)} order by column_index`,
  );
  if (rows.length === 0) return [];
  const filled = await numberOf(
    connection,
    `select count(*) from (select 1 from ${quoteTable(table.schema, table.name)} limit 1)`,
  );
  if (filled === 0) return [];
  return rows
    .map((row) => ({ name: textOf(row["column_name"]), type: textOf(row["data_type"]) }))
    .filter((column) => !LOAD_COLUMNS.includes(column.name));
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

/** Creates the table, or widens its columns to the staged types. */
export async function fitTable(
  connection: DuckDBConnection,
  table: RawTable,
  existing: readonly Column[],
  staged: readonly Column[],
): Promise<void> {
  const target = quoteTable(table.schema, table.name);
  if (existing.length === 0) {
    const columns = staged.map((column) => `${quoteIdent(column.name)} ${column.type}`);
    const added = [
      "_load_id varchar",
      "_loaded_at timestamp",
      "_source_file varchar",
      "_source_position bigint",
    ];
    await connection.run(`create schema if not exists ${quoteIdent(table.schema)}`);
    await connection.run(
      `create or replace table ${target} (${[...columns, ...added].join(", ")})`,
    );
    return;
  }
  const types = new Map(staged.map((column) => [column.name, column.type]));
  const wider = existing.filter(
    (column) => (types.get(column.name) ?? column.type) !== column.type,
  );
  if (wider.length === 0) return;
  const casts = wider.map((column) => {
    const name = quoteIdent(column.name);
    return `${name}::${types.get(column.name) ?? column.type} as ${name}`;
  });
  // Not ALTER: the engine refuses it for a table whose rows changed in the same transaction.
  await connection.run(
    `create or replace table ${target} as select * replace (${casts.join(", ")}) from ${target}`,
  );
}

/** @returns the rows the table now holds of this load, counted in the table */
export async function insertStaged(
  connection: DuckDBConnection,
  table: RawTable,
  staged: Staged,
  load: { loadId: string; loadedAt: Date; file: string },
): Promise<number> {
  const target = quoteTable(table.schema, table.name);
  const loadId = quoteLiteral(load.loadId);
  const names = staged.columns.map((column) => quoteIdent(column.name));
  await connection.run(
    `insert into ${target} (${[...names, ...LOAD_COLUMNS].join(", ")})
     select ${[...names, loadId, timestampLiteral(load.loadedAt), quoteLiteral(load.file)].join(", ")},
       _source_position
     from (${staged.rows})`,
  );
  return numberOf(connection, `select count(*) from ${target} where _load_id = ${loadId}`);
}
