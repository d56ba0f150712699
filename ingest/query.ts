import type { DuckDBConnection, JS } from "@duckdb/node-api";

export type Row = Record<string, JS>;

/** All rows of a small result, values as JavaScript knows them (BIGINT as bigint). */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS();
}

/** The one number a query such as `select count(*)` gives. */
export async function numberOf(connection: DuckDBConnection, sql: string): Promise<number> {
  const reader = await connection.runAndReadAll(sql);
  return Number(reader.getRowsJS()[0]?.[0] ?? 0);
}

export function textOf(value: JS | undefined): string {
  return typeof value === "string" ? value : "";
}

/** `instant` as a UTC TIMESTAMP literal. */
export function timestampLiteral(instant: Date): string {
  return `TIMESTAMP '${instant.toISOString().replace("T", " ").replace("Z", "")}'`;
}
