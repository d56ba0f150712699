import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import { VERSION_CATALOG } from "../../warehouse/version-reader.js";
import { fits, type Grant, type RowCondition } from "./grant.js";
import type { VersionTable } from "./version-tables.js";

/** The rows of one table that a grant gives: all, none (the table does not exist), or those of a condition. */
export type RowScope = "all" | "none" | { readonly where: string };

/** Where the keys of a unit's subtree stand, as SQL names of tables with one column. */
export interface UnitKeys {
  readonly organisations: string;
  readonly employees: string;
  /** Customers whose owner belongs to the subtree. */
  readonly customers: string;
  /** Those, and the ones with an order in it: they have a name, but not their figures. */
  readonly knownCustomers: string;
  /** Employees of the subtree and those who sold in it. */
  readonly knownEmployees: string;
}

/** How a row finds its unit by a key it carries, in the order in which the keys are asked. */
const LINKS = ["employee_key", "order_key", "case_key", "customer_key"] as const;

/** @param units keys of the grant's unit; null where the grant covers the whole organisation */
export function rowScope(
  table: VersionTable,
  grant: Grant,
  units: UnitKeys | null,
  tables: readonly VersionTable[],
): RowScope {
  const scopes = [
    units === null ? ("all" as const) : unitScope(table, units, tables),
    ...grant.conditions.map((condition) => conditionScope(table, condition)),
  ];
  return allOf(scopes);
}

/** Rows that are in every scope. */
function allOf(scopes: readonly RowScope[]): RowScope {
  if (scopes.includes("none")) return "none";
  const parts = scopes.filter((scope) => typeof scope === "object").map(({ where }) => where);
  return parts.length === 0 ? "all" : { where: parts.map((part) => `(${part})`).join(" and ") };
}

/** Rows that are in any scope. */
export function anyOf(scopes: readonly RowScope[]): RowScope {
  if (scopes.includes("all")) return "all";
  const parts = scopes.filter((scope) => typeof scope === "object").map(({ where }) => where);
  return parts.length === 0 ? "none" : { where: parts.map((part) => `(${part})`).join(" or ") };
}

function unitScope(
  table: VersionTable,
  units: UnitKeys,
  tables: readonly VersionTable[],
): RowScope {
  if (isConformed(table)) return "all";
  const has = (column: string): boolean => table.columns.some(({ name }) => name === column);
  if (table.schema === "shared" && has("employee_key")) {
    const own = has("organisation_key")
      ? ` or ${among("organisation_key", units.organisations)}`
      : "";
    return { where: `employee_key <= 0 or ${among("employee_key", units.knownEmployees)}${own}` };
  }
  if (table.schema === "shared" && has("customer_key")) {
    return { where: `customer_key <= 0 or ${among("customer_key", units.knownCustomers)}` };
  }
  if (has("organisation_key")) return { where: among("organisation_key", units.organisations) };
  const links = LINKS.filter(has).flatMap((column) => {
    const where = linkCondition(column, units, tables);
    return where === null ? [] : [{ column, where }];
  });
  const last = links.pop();
  if (last === undefined) return "none";
  const cases = links.map(({ column, where }) => `when coalesce(${column}, 0) > 0 then ${where}`);
  return {
    where: cases.length === 0 ? last.where : `case ${cases.join(" ")} else ${last.where} end`,
  };
}

/** Shared dimensions that are about nobody: calendar, products, places, the organisation itself. */
function isConformed({ schema, columns }: VersionTable): boolean {
  const about = columns.some(
    ({ name, isPersonal }) => isPersonal || name === "customer_key" || name === "employee_key",
  );
  return schema === "shared" && !about;
}

function linkCondition(
  column: (typeof LINKS)[number],
  units: UnitKeys,
  tables: readonly VersionTable[],
): string | null {
  switch (column) {
    case "employee_key":
      return among(column, units.employees);
    case "customer_key":
      return among(column, units.customers);
    case "order_key":
      return throughParent(column, "sales", "fct_order", units, tables);
    case "case_key":
      return throughParent(column, "service", "fct_case", units, tables);
  }
}

function throughParent(
  column: string,
  schema: string,
  name: string,
  units: UnitKeys,
  tables: readonly VersionTable[],
): string | null {
  const parent = tables.find((table) => table.schema === schema && table.name === name);
  const names = parent?.columns.map((each) => each.name) ?? [];
  if (!names.includes("organisation_key") || !names.includes(column)) return null;
  const keys = `select ${column} from ${VERSION_CATALOG}.${schema}.${name} where ${among("organisation_key", units.organisations)}`;
  return `${column} in (${keys})`;
}

function among(column: string, keys: string): string {
  return `${column} in (from ${keys})`;
}

function conditionScope(table: VersionTable, condition: RowCondition): RowScope {
  const { tables, column, values } = condition;
  const named = `${table.schema}.${table.name}`;
  if (tables !== null && !tables.some((pattern) => fits(pattern, named))) return "all";
  const known = table.columns.find(({ name }) => name === column);
  if (!known) return tables === null && isConformed(table) ? "all" : "none";
  if (values.length === 0) return "none";
  const asText = known.isText ? quoteIdent(column) : `cast(${quoteIdent(column)} as varchar)`;
  return { where: `${asText} in (${values.map(quoteLiteral).join(", ")})` };
}
