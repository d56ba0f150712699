import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError } from "../../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import { VERSION_CATALOG } from "../../warehouse/version-reader.js";
import type { UnitKeys } from "./row-scope.js";
import type { VersionTable } from "./version-tables.js";

/** Schema of a policy's catalogue for what its views look up; no question names it. */
export const KEYS_SCHEMA = "granary_access";

const ORGANISATION = `${VERSION_CATALOG}.shared.dim_organisation_current`;
const EMPLOYEE = `${VERSION_CATALOG}.shared.dim_employee_current`;
const CUSTOMER = `${VERSION_CATALOG}.shared.dim_customer_current`;
const ORDER = `${VERSION_CATALOG}.sales.fct_order`;

/**
 * Writes the keys of a unit's subtree, as the organisation is now, into tables of the policy's catalogue.
 *
 * @param ordinal tells several units of a policy apart
 * @returns the tables' names; null where the subtree is the whole organisation, which gives all rows
 * @throws GranaryError ACCESS_UNIT_UNKNOWN
 */
export async function writeUnitKeys(
  connection: DuckDBConnection,
  catalog: string,
  unit: string,
  ordinal: number,
  tables: readonly VersionTable[],
): Promise<UnitKeys | null> {
  const table = (part: string): string =>
    [catalog, KEYS_SCHEMA, `${part}_${String(ordinal)}`].map(quoteIdent).join(".");
  const keys: UnitKeys = {
    organisations: table("organisation"),
    employees: table("employee"),
    customers: table("customer"),
    knownCustomers: table("known_customer"),
    knownEmployees: table("known_employee"),
  };
  if (!has(tables, "shared", "dim_organisation_current")) throw unknownUnit(unit);
  await connection.run(`
    create table ${keys.organisations} as
    with recursive subtree as (
      select organisation_key, unit_id, source_system from ${ORGANISATION} where unit_id = ${quoteLiteral(unit)}
      union
      select below.organisation_key, below.unit_id, below.source_system
      from ${ORGANISATION} as below
      join subtree on below.parent_unit_id = subtree.unit_id and below.source_system = subtree.source_system
    )
    select distinct organisation_key from subtree where organisation_key > 0`);
  const counted = await connection.runAndReadAll(`
    select (select count(*) from ${keys.organisations}),
      (select count(distinct organisation_key) from ${ORGANISATION} where organisation_key > 0),
      (select count(distinct source_system) from ${ORGANISATION}
       where unit_id = ${quoteLiteral(unit)} and organisation_key > 0)`);
  const [inside = 0, all = 0, systems = 0] = counted.getRowsJson()[0]?.map(Number) ?? [];
  if (systems !== 1) throw unknownUnit(unit);
  if (inside === all) return null;
  await writePeople(connection, keys, tables);
  return keys;
}

async function writePeople(
  connection: DuckDBConnection,
  keys: UnitKeys,
  tables: readonly VersionTable[],
): Promise<void> {
  const employed = has(
    tables,
    "shared",
    "dim_employee_current",
    "employee_key",
    "organisation_key",
  );
  const owned = employed && has(tables, "shared", "dim_customer_current", "owner_employee_key");
  const nobody = "select 0::bigint as key where false";
  const ordered = (key: string): string =>
    has(tables, "sales", "fct_order", key, "organisation_key")
      ? `select distinct ${key} from ${ORDER} where organisation_key in (from ${keys.organisations}) and ${key} > 0`
      : nobody;
  await connection.run(`
    create table ${keys.employees} as ${
      employed
        ? `select distinct employee_key from ${EMPLOYEE}
           where organisation_key in (from ${keys.organisations}) and employee_key > 0`
        : nobody
    };
    create table ${keys.customers} as ${
      owned
        ? `select distinct customer_key from ${CUSTOMER}
           where owner_employee_key in (from ${keys.employees}) and customer_key > 0`
        : nobody
    };
    create table ${keys.knownCustomers} as from ${keys.customers} union ${ordered("customer_key")};
    create table ${keys.knownEmployees} as from ${keys.employees} union ${ordered("employee_key")}`);
}

function has(
  tables: readonly VersionTable[],
  schema: string,
  name: string,
  ...columns: readonly string[]
): boolean {
  const table = tables.find((each) => each.schema === schema && each.name === name);
  const names = new Set(table?.columns.map((column) => column.name));
  return table !== undefined && columns.every((column) => names.has(column));
}

function unknownUnit(unit: string): GranaryError {
  return new GranaryError("ACCESS_UNIT_UNKNOWN", {
    message: `The organisation of this version has no unit "${unit}", or several of that id.`,
    hint: "Give the user the id of a unit: `granary users set-role <name> --unit <id>`; shared.dim_organisation_current lists them.",
  });
}
