import { quoteIdent, quoteLiteral } from "../../../warehouse/sql.js";
import type { VersionHub } from "../../../warehouse/version-hub.js";
import type { PlainTable } from "./forbidden-removed.js";

/** The company's tables as plain rows. */
export async function readAll(hub: VersionHub): Promise<PlainTable[]> {
  const lease = await hub.acquire(1);
  const connection = await lease.reader.connect();
  try {
    const found = await connection.runAndReadAll(`
      select schema_name, table_name, column_name, data_type from duckdb_columns()
      where database_name = 'warehouse' and schema_name <> 'meta' order by 1, 2, column_index`);
    const tables = new Map<string, PlainTable>();
    for (const [schema = "", name = "", column = "", type = ""] of found
      .getRowsJson()
      .map((row) => row.map(String))) {
      const table = tables.get(`${schema}.${name}`) ?? { schema, name, columns: [], rows: [] };
      table.columns.push({ name: column, type });
      tables.set(`${schema}.${name}`, table);
    }
    for (const table of tables.values()) {
      const rows = await connection.runAndReadAll(`from ${table.schema}.${table.name}`);
      table.rows = rows.getRowObjectsJson() as PlainTable["rows"];
    }
    return [...tables.values()];
  } finally {
    connection.closeSync();
    lease.release();
  }
}

/** Statements that write tables into a version of their own. */
export function copyOf(tables: readonly PlainTable[]): string[] {
  const schemas = ["shared", "sales", "service"].map((name) => `create schema version.${name}`);
  return [
    ...schemas,
    ...tables.flatMap(({ schema, name, columns, rows }) => {
      const shape = columns.map((column) => `${quoteIdent(column.name)} ${column.type}`).join(", ");
      const values = rows.map(
        (row) => `(${columns.map((column) => literal(row[column.name] ?? null)).join(", ")})`,
      );
      const table = `version.${schema}.${name}`;
      const fill = values.length === 0 ? [] : [`insert into ${table} values ${values.join(", ")}`];
      return [`create table ${table} (${shape})`, ...fill];
    }),
  ];
}

function literal(value: string | number | null): string {
  return value === null ? "null" : typeof value === "number" ? String(value) : quoteLiteral(value);
}
