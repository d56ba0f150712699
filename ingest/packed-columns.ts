import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdent } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import { rowsOf, textOf } from "./query.js";

const NUMBERS =
  /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,\s?\d+\)|BOOLEAN|DATE|TIME|TIMESTAMP( WITH TIME ZONE)?)$/i;
const TEXT = /^VARCHAR$/i;

/**
 * Column definitions that name the one way the engine packs such columns best nearly always, so that it does not
 * measure all others for every row group. None is named in a file of a format that lacks it.
 */
export async function packedColumns(
  connection: DuckDBConnection,
  columns: readonly Column[],
): Promise<string[]> {
  const packs = await packsText(connection);
  return columns.map(({ name, type }) => {
    const method = NUMBERS.test(type) ? "bitpacking" : TEXT.test(type) ? "dict_fsst" : undefined;
    const packed = packs && method !== undefined ? ` using compression ${method}` : "";
    return `${quoteIdent(name)} ${type}${packed}`;
  });
}

/** Formats since 1.3 have a dictionary that is compressed itself. */
async function packsText(connection: DuckDBConnection): Promise<boolean> {
  const [row] = await rowsOf(
    connection,
    `select tags['storage_version'] as version from duckdb_databases()
     where database_name = current_database()`,
  );
  const [, major = "0", minor = "0"] = /^v(\d+)\.(\d+)/.exec(textOf(row?.["version"])) ?? [];
  return Number(major) > 1 || (major === "1" && Number(minor) >= 3);
}
