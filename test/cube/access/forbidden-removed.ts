import { createHash } from "node:crypto";
import { type Grant, type Masking, MASKINGS } from "../../../cube/access/grant.js";

/** One table of the company, rows in the order of its file. */
export interface PlainTable {
  schema: string;
  name: string;
  columns: { name: string; type: string }[];
  rows: Record<string, string | number | null>[];
}

const PERSONAL = new Set(["customer_name", "email_address", "birth_date", "employee_name"]);
const OPEN_TABLES = new Set(["shared.dim_product", "shared.dim_organisation_current"]);

/**
 * What is left of the company for somebody with these grants, worked out row by row in plain loops: nothing here is
 * shared with what the server does. Tables that are left whole in no grant are gone.
 */
export function forbiddenRemoved(
  tables: readonly PlainTable[],
  grants: readonly Grant[],
  maskKey: string,
): PlainTable[] {
  return tables.flatMap((table) => {
    const judged = grants.map((grant) => ({ grant, keeps: rowFilter(tables, table, grant) }));
    const giving = judged.flatMap(({ grant, keeps }) => (keeps ? [{ grant, keeps }] : []));
    const kept = table.rows.flatMap((row) => {
      const by = giving.filter(({ keeps }) => keeps(row)).map(({ grant }) => grant);
      return by.length === 0 ? [] : [{ row, by }];
    });
    const columns = table.columns.filter((column) => {
      const maskings = giving.map(({ grant }) => maskingOf(table, column, grant));
      const everywhere = giving.filter(({ keeps }) => keeps === ALL);
      const open = everywhere.map(({ grant }) => maskingOf(table, column, grant));
      const best = leastOf([...open]);
      // A column is left where it is shown in all rows, or a text that can stand for it is.
      if (maskings.every((masking) => masking === "hidden")) return false;
      if (open.length > 0 && best === "clear") return true;
      return column.type === "VARCHAR" || maskings.every((masking) => masking === "clear");
    });
    if (giving.length === 0 || columns.length === 0) return [];
    const rows = kept.map(({ row, by }) =>
      Object.fromEntries(
        columns.map((column) => {
          const masking = leastOf(by.map((grant) => maskingOf(table, column, grant)));
          return [column.name, masked(row[column.name] ?? null, masking, maskKey)];
        }),
      ),
    );
    return [{ ...table, columns, rows }];
  });
}

type RowFilter = (row: PlainTable["rows"][number]) => boolean;

const ALL: RowFilter = () => true;

/** Null where the grant gives the table to nobody. */
function rowFilter(
  tables: readonly PlainTable[],
  table: PlainTable,
  grant: Grant,
): RowFilter | null {
  const filters: RowFilter[] = [];
  const name = `${table.schema}.${table.name}`;
  for (const { tables: patterns, column, values } of grant.conditions) {
    const concerned = patterns === null || patterns.some((pattern) => matches(pattern, name));
    if (!concerned) continue;
    if (!table.columns.some((each) => each.name === column)) {
      if (patterns === null && OPEN_TABLES.has(name)) continue;
      return null;
    }
    filters.push((row) => row[column] != null && values.includes(String(row[column])));
  }
  const own = grant.unit === null ? ALL : unitFilter(tables, table, grant.unit);
  if (own === null) return null;
  if (own !== ALL) filters.push(own);
  if (filters.length === 0) return ALL;
  return (row) => filters.every((filter) => filter(row));
}

function unitFilter(
  tables: readonly PlainTable[],
  table: PlainTable,
  unit: string,
): RowFilter | null {
  const rowsOf = (name: string): PlainTable["rows"] =>
    tables.find((each) => `${each.schema}.${each.name}` === name)?.rows ?? [];
  const organisation = rowsOf("shared.dim_organisation_current");
  const below = new Set([unit]);
  for (let level = 0; level < organisation.length; level += 1) {
    for (const row of organisation) {
      if (below.has(String(row["parent_unit_id"]))) below.add(String(row["unit_id"]));
    }
  }
  const units = new Set(
    organisation
      .filter((row) => below.has(String(row["unit_id"])))
      .map((row) => row["organisation_key"]),
  );
  const isMember = (key: unknown): boolean => Number(key) > 0;
  if (units.size === organisation.filter((row) => isMember(row["organisation_key"])).length)
    return ALL;
  const keys = (name: string, key: string, test: RowFilter) =>
    new Set(
      rowsOf(name)
        .filter(test)
        .map((row) => row[key])
        .filter(isMember),
    );
  const employees = keys("shared.dim_employee_current", "employee_key", (row) =>
    units.has(row["organisation_key"] ?? null),
  );
  const customers = keys("shared.dim_customer_current", "customer_key", (row) =>
    employees.has(row["owner_employee_key"] ?? null),
  );
  const sold: RowFilter = (row) => units.has(row["organisation_key"] ?? null);
  const orders = keys("sales.fct_order", "order_key", sold);
  const buyers = keys("sales.fct_order", "customer_key", sold);
  const sellers = keys("sales.fct_order", "employee_key", sold);
  switch (`${table.schema}.${table.name}`) {
    case "shared.dim_product":
    case "shared.dim_organisation_current":
      return ALL;
    case "shared.dim_customer_current":
      return ({ customer_key: key = null }) =>
        !isMember(key) || customers.has(key) || buyers.has(key);
    case "shared.dim_employee_current":
      return ({ employee_key: key = null, organisation_key: of = null }) =>
        !isMember(key) || employees.has(key) || sellers.has(key) || units.has(of);
    case "sales.fct_order":
      return sold;
    case "sales.fct_invoice":
      return ({ order_key: order = null, customer_key: customer = null }) =>
        isMember(order) ? orders.has(order) : customers.has(customer);
    case "service.fct_call":
      return ({ employee_key: employee = null, customer_key: customer = null }) =>
        isMember(employee) ? employees.has(employee) : customers.has(customer);
    default:
      return null;
  }
}

function maskingOf(
  table: PlainTable,
  { name, type }: PlainTable["columns"][number],
  grant: Grant,
): Masking {
  const rule = grant.columns.find(({ columns }) =>
    matches(columns, `${table.schema}.${table.name}.${name}`),
  );
  const masking = rule?.masking ?? (PERSONAL.has(name) ? grant.personal : "clear");
  return type === "VARCHAR" || masking === "clear" ? masking : "hidden";
}

function leastOf(maskings: readonly Masking[]): Masking {
  return MASKINGS.find((masking) => maskings.includes(masking)) ?? "hidden";
}

function masked(
  value: string | number | null,
  masking: Masking,
  maskKey: string,
): string | number | null {
  if (masking === "clear") return value;
  if (masking === "hidden") return "(hidden)";
  if (value === null) return null;
  const text = String(value);
  if (masking === "last4") return `••••${text.length < 8 ? "" : text.slice(-4)}`;
  const hash = (of: string): string => createHash("sha256").update(of).digest("hex");
  return hash(maskKey + hash(maskKey + text)).slice(0, 24);
}

function matches(pattern: string, name: string): boolean {
  const parts = name.split(".");
  return pattern.split(".").every((part, index) => part === "*" || part === parts[index]);
}
