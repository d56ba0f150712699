import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError } from "../../warehouse/errors.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import { VERSION_CATALOG, type VersionReader } from "../../warehouse/version-reader.js";

export interface VersionColumn {
  readonly name: string;
  readonly isText: boolean;
  readonly isPersonal: boolean;
}

export interface VersionTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly VersionColumn[];
}

/**
 * The tables of a version, their columns told personal or not by the models' tags. A column named like one that is
 * tagged anywhere counts as tagged: a name copied into another mart stays what it is.
 *
 * @throws GranaryError ACCESS_VERSION_UNTAGGED where the version does not say which columns are personal
 */
export async function readVersionTables(
  reader: VersionReader,
  connection: DuckDBConnection,
): Promise<VersionTable[]> {
  const found = await connection.runAndReadAll(`
    select schema_name, table_name, column_name, data_type from duckdb_columns()
    where database_name = ${quoteLiteral(VERSION_CATALOG)} and not internal
    order by schema_name, table_name, column_index`);
  const rows = found.getRowsJson().map((row) => row.map(String));
  const hasTags = rows.some(([schema, table]) => `${schema}.${table}` === "meta.column_definition");
  if (!hasTags) throw untagged(reader.manifest.version);
  const personal = await personalNames(connection);
  const tables = new Map<string, { schema: string; name: string; columns: VersionColumn[] }>();
  for (const [schema = "", name = "", column = "", type = ""] of rows) {
    const key = `${schema}.${name}`;
    const table = tables.get(key) ?? { schema, name, columns: [] };
    tables.set(key, table);
    const isPersonal = personal.has(column);
    table.columns.push({ name: column, isText: type === "VARCHAR", isPersonal });
  }
  return [...tables.values()];
}

/** Names that a personal column bears anywhere in a version. */
export async function personalNames(connection: DuckDBConnection): Promise<Set<string>> {
  const found = await connection.runAndReadAll(`
    select distinct column_name from ${VERSION_CATALOG}.meta.column_definition
    where list_contains(tags, 'pii')`);
  return new Set(found.getRowsJson().map(([name]) => (typeof name === "string" ? name : "")));
}

function untagged(version: number): GranaryError {
  return new GranaryError("ACCESS_VERSION_UNTAGGED", {
    message: `Version ${String(version)} does not say which of its columns are personal, so only those who may see everything can read it.`,
    hint: "Run `granary run` to publish a version with meta.column_definition.",
  });
}
