import { quoteIdent } from "../../warehouse/sql.js";
import type { Workspace } from "../../warehouse/workspace.js";

const SCHEMAS = ["shared", "sales", "service", "customer", "marketing", "meta"];

/** Each mart's rows, in any order, as text. */
export async function fingerprints(workspace: Workspace): Promise<ReadonlyMap<string, string>> {
  const connection = await workspace.connect();
  try {
    const tables = await connection.runAndReadAll(
      `select schema_name, table_name from (
        select schema_name, table_name from duckdb_tables()
        union all
        select schema_name, view_name from duckdb_views() where not internal
      )
      where schema_name in (${SCHEMAS.map((schema) => `'${schema}'`).join(", ")})
        and (schema_name <> 'meta' or table_name = 'control_total')
      order by all`,
    );
    const prints = new Map<string, string>();
    for (const [schema, table] of tables.getRowsJson() as [string, string][]) {
      const name = `${schema}.${table}`;
      const relation = `${quoteIdent(schema)}.${quoteIdent(table)}`;
      const rows = await connection.runAndReadAll(
        `select count(*), bit_xor(hash(t)) from ${relation} as t`,
      );
      prints.set(name, JSON.stringify(rows.getRowsJson()));
    }
    return prints;
  } finally {
    connection.closeSync();
  }
}

/** Names of tables that are not the same, or only on one side. */
export function differingTables(
  ones: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...ones.keys(), ...others.keys()]);
  return [...names].filter((name) => ones.get(name) !== others.get(name)).sort();
}
