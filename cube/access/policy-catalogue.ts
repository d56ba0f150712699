import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import { VERSION_CATALOG, type VersionReader } from "../../warehouse/version-reader.js";
import { columnExpression, type GrantedRows } from "./column-view.js";
import type { Grant, GrantedPolicy } from "./grant.js";
import { anyOf, rowScope, type UnitKeys } from "./row-scope.js";
import { KEYS_SCHEMA, writeUnitKeys } from "./unit-keys.js";
import { readVersionTables, type VersionTable } from "./version-tables.js";

/** The catalogue of a policy in one version. */
export interface PolicyCatalogue {
  /** For {@link VersionReader.connect}. */
  readonly name: string;
  /** "schema.table" and "schema.table.column" of all it holds. */
  readonly given: ReadonlySet<string>;
  /** "schema.table.column" of what the version has and it does not. */
  readonly hidden: ReadonlySet<string>;
}

/** A view of the catalogue. */
interface PolicyView {
  table: VersionTable;
  columns: readonly string[];
  statement: string;
}

/** A grant with what its unit comes to in one version. */
interface SettledGrant {
  grant: Grant;
  units: UnitKeys | null;
}

/**
 * Makes the catalogue of a policy beside an open version: a view for every table the policy gives, under the same
 * schema and name, with the rows and columns it gives. Whoever is connected to it reaches nothing else by a two-part
 * name.
 *
 * @param maskKey key of the hashes; the same for all policies, so that equal values stay equal
 * @throws GranaryError ACCESS_VERSION_UNTAGGED, ACCESS_UNIT_UNKNOWN
 */
export async function makePolicyCatalogue(
  reader: VersionReader,
  policy: GrantedPolicy,
  maskKey: string,
): Promise<PolicyCatalogue> {
  const catalog = `policy_${policy.key}`;
  const connection = await reader.connect();
  try {
    const tables = await readVersionTables(reader, connection);
    await connection.run(`
      attach ':memory:' as ${quoteIdent(catalog)};
      create schema ${inside(catalog, KEYS_SCHEMA)};
      create table ${inside(catalog, KEYS_SCHEMA, "mask")} as select ${quoteLiteral(maskKey)} as key`);
    try {
      const grants = await settle(connection, catalog, policy, tables);
      const secret = `(select key from ${inside(catalog, KEYS_SCHEMA, "mask")})`;
      const views = tables.flatMap((table) => viewOf(catalog, table, grants, tables, secret));
      const schemas = [...new Set(tables.map(({ schema }) => schema))];
      const statements = [
        ...schemas.map((schema) => `create schema ${inside(catalog, schema)}`),
        ...views.map(({ statement }) => statement),
      ];
      await connection.run(statements.join(";\n"));
      return { name: catalog, ...contents(tables, views) };
    } catch (error) {
      await connection.run(`detach ${quoteIdent(catalog)}`);
      throw error;
    }
  } finally {
    connection.closeSync();
  }
}

async function settle(
  connection: DuckDBConnection,
  catalog: string,
  policy: GrantedPolicy,
  tables: readonly VersionTable[],
): Promise<SettledGrant[]> {
  const settled: SettledGrant[] = [];
  for (const [ordinal, grant] of policy.grants.entries()) {
    const units =
      grant.unit === null
        ? null
        : await writeUnitKeys(connection, catalog, grant.unit, ordinal, tables);
    settled.push({ grant, units });
  }
  return settled;
}

function contents(
  tables: readonly VersionTable[],
  views: readonly PolicyView[],
): Pick<PolicyCatalogue, "given" | "hidden"> {
  const given = new Set<string>();
  for (const { table, columns } of views) {
    given.add(`${table.schema}.${table.name}`);
    for (const column of columns) given.add(`${table.schema}.${table.name}.${column}`);
  }
  const all = tables.flatMap(({ schema, name, columns }) =>
    columns.map((column) => `${schema}.${name}.${column.name}`),
  );
  return { given, hidden: new Set(all.filter((name) => !given.has(name))) };
}

/** A table's view; nothing for a table no grant gives. */
function viewOf(
  catalog: string,
  table: VersionTable,
  grants: readonly SettledGrant[],
  tables: readonly VersionTable[],
  secret: string,
): PolicyView[] {
  const granted = grants.flatMap(({ grant, units }): GrantedRows[] => {
    const scope = rowScope(table, grant, units, tables);
    return scope === "none" ? [] : [{ grant, scope }];
  });
  const rows = anyOf(granted.map(({ scope }) => scope));
  const columns = table.columns.flatMap((column) => {
    const shown = columnExpression(table, column, granted, secret);
    return shown === null ? [] : [{ name: column.name, shown }];
  });
  if (rows === "none" || columns.length === 0) return [];
  const source = inside(VERSION_CATALOG, table.schema, table.name);
  const where = rows === "all" ? "" : ` where ${rows.where}`;
  const list = columns.map(({ name, shown }) => `${shown} as ${quoteIdent(name)}`).join(", ");
  const view = inside(catalog, table.schema, table.name);
  return [
    {
      table,
      columns: columns.map(({ name }) => name),
      statement: `create view ${view} as select ${list} from ${source}${where}`,
    },
  ];
}

function inside(...parts: readonly string[]): string {
  return parts.map(quoteIdent).join(".");
}
