import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { GranaryConfig } from "../../../warehouse/config.js";
import {
  nextNumber,
  pointTo,
  saveManifest,
  versionFile,
  versionsDir,
} from "../../../warehouse/versions.js";
import { testConfig } from "../../test-config.js";

/** A directory with versions of a small company, and its semantic model. */
export interface Company {
  config: GranaryConfig;
  modelDir: string;
  /** Publishes what `sql` makes in the database `version`; `company` is the whole company's. Returns the number. */
  publish(sql: readonly string[]): Promise<number>;
  close(): void;
}

/** Publishes the whole company as version 1. */
export async function createCompany(): Promise<Company> {
  const dir = mkdtempSync(join(tmpdir(), "granary-access-"));
  const config = testConfig(dir);
  const versions = versionsDir(config);
  mkdirSync(versions, { recursive: true });
  const modelDir = join(dir, "model");
  mkdirSync(modelDir);
  writeFileSync(join(modelDir, "company.yml"), MODEL);
  const publish = async (sql: readonly string[]): Promise<number> => {
    const version = nextNumber(versions);
    const path = versionFile(versions, version);
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    try {
      await connection.run(`attach '${path}' as version`);
      if (version > 1)
        await connection.run(`attach '${versionFile(versions, 1)}' as company (read_only)`);
      for (const statement of sql) await connection.run(statement);
      await connection.run("use memory; detach version");
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
    const manifest = { ...MANIFEST, version };
    saveManifest(versions, manifest);
    if (version === 1) pointTo(versions, manifest);
    return version;
  };
  await publish(["use version", COMPANY]);
  return {
    config,
    modelDir,
    publish,
    close: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const MANIFEST = {
  publishedAt: "2026-01-01T00:00:00.000Z",
  sha256: "",
  gitCommit: null,
  asOfDate: "2025-12-31",
  name: "Company",
  currency: "USD",
  timezone: "UTC",
  loads: [],
  tests: { passed: 1, failed: 0, warned: 0 },
  fingerprint: "test",
  rows: {},
};

/** C1 over R1 (B1 with T1, B2) and R2 (B3); 9 employees, 16 customers, 60 orders. Keys 0 and -1 are the unknown of each and none at all. */
const COMPANY = `
create schema shared; create schema sales; create schema service; create schema meta;
create table meta.column_definition as select * from (values
  ('shared', 'dim_customer_current', 'customer_name', '', ['pii'], '{}'),
  ('shared', 'dim_customer_current', 'email_address', '', ['pii'], '{}'),
  ('shared', 'dim_customer_current', 'birth_date', '', ['pii'], '{}'),
  ('shared', 'dim_employee_current', 'employee_name', '', ['pii'], '{}'),
  ('sales', 'fct_order', 'order_key', '', []::varchar[], '{}'))
  t(table_schema, table_name, column_name, description, tags, meta);
create table shared.dim_organisation_current as select * from (values
  (0::bigint, 'unknown', 'unknown', null, 'Unknown'), (-1, 'not applicable', 'not applicable', null, 'Not applicable'),
  (1, 'erp', 'C1', null, 'Company'),
  (2, 'erp', 'R1', 'C1', 'North'), (3, 'erp', 'R2', 'C1', 'South'), (4, 'erp', 'B1', 'R1', 'First'),
  (5, 'erp', 'B2', 'R1', 'Second'), (6, 'erp', 'B3', 'R2', 'Third'), (7, 'erp', 'T1', 'B1', 'Team'))
  t(organisation_key, source_system, unit_id, parent_unit_id, unit_name);
create table shared.dim_employee_current as
select i::bigint as employee_key, case when i <= 0 then i else 1 + i * 5 % 7 end::bigint as organisation_key,
  case i when 0 then 'Unknown' when -1 then 'Not applicable' else 'Employee number ' || i end as employee_name
from range(-1, 10) t(i);
create table shared.dim_customer_current as
select i::bigint as customer_key, case when i = 0 then 'unknown' when i % 3 = 0 then 'crm' else 'erp' end as source_system,
  'C' || i as customer_id, case when i = 0 then 'Unknown' else 'Customer ' || i end as customer_name,
  case when i % 4 > 0 then 'person' || i // 2 || '@example.org' end as email_address,
  date '1980-01-01' + i::int * 100 as birth_date, 'Country ' || i % 3 as country_name,
  case when i = 10 then -1 else i * 7 % 10 end::bigint as owner_employee_key
from range(17) t(i);
create table shared.dim_product as
select i::bigint as product_key, 'Product ' || i as product_name, 'Category ' || i % 3 as category_name from range(6) t(i);
create table sales.fct_order as
select i::bigint as order_key, 'O' || i as order_id, case when i % 4 = 0 then 'crm' else 'erp' end as source_system,
  (i * 5 % 17)::bigint as customer_key, case when i % 20 = 10 then -1 else i * 3 % 10 end::bigint as employee_key,
  case when i % 16 = 8 then -1 else i * 11 % 8 end::bigint as organisation_key,
  (i % 6)::bigint as product_key, date '2025-01-01' + (i * 13 % 365)::int as order_date,
  (i * 37 % 100 + 0.25)::decimal(18, 4) as net_amount, (i % 5 + 1)::int as quantity
from range(60) t(i);
create table sales.fct_invoice as
select i::bigint as invoice_key, case when i % 7 = 0 then 0 else i end::bigint as order_key, (i * 5 % 17)::bigint as customer_key,
  date '2025-01-31' + (i * 13 % 300)::int as invoice_date, (i * 37 % 100 + 0.3)::decimal(18, 4) as gross_amount
from range(60) t(i);
create table service.fct_call as
select i::bigint as call_key, case when i % 6 = 3 then -1 when i % 3 = 0 then 0 else i % 10 end::bigint as employee_key,
  case when i % 5 = 0 then 0 else i * 3 % 17 end::bigint as customer_key, date '2025-06-01' + (i % 30)::int as call_date,
  (i * 17 % 300)::int as talk_seconds from range(80) t(i);
create table sales.agg_month as
select date_trunc('month', order_date)::date as month_start_date, sum(net_amount)::decimal(18, 4) as net_amount
from sales.fct_order group by all`;

const measure = (name: string, sql: string | null, type: string, additivity = "additive"): string =>
  `{ name: ${name}, title: ${name}, description: A figure., ${sql === null ? "" : `sql: "${sql}", `}type: ${type}, meta: { grain: row, formula: x, additivity: ${additivity}, title_zh: 数 } }`;

const dimension = (name: string, type = "string", more = ""): string =>
  `{ name: ${name}, title: ${name}, description: A field., sql: "{CUBE}.${name}", type: ${type}${more}, meta: { title_zh: 项 } }`;

const KEY = ", primary_key: true";

const joined = (name: string, key: string): string =>
  `{ name: ${name}, relationship: many_to_one, sql: "{CUBE}.${key} = {${name}}.${key}" }`;

const MODEL = `
cubes:
  - name: customer
    sql_table: shared.dim_customer_current
    public: false
    dimensions:
      - ${dimension("customer_key", "number", KEY)}
      - ${dimension("customer_name")}
      - ${dimension("email_address")}
      - ${dimension("birth_date", "time")}
      - ${dimension("country_name")}
    segments:
      - { name: reachable, title: reachable, description: With an address., sql: "{CUBE}.email_address IS NOT NULL" }
  - name: employee
    sql_table: shared.dim_employee_current
    public: false
    dimensions:
      - ${dimension("employee_key", "number", KEY)}
      - ${dimension("employee_name")}
  - name: organisation
    sql_table: shared.dim_organisation_current
    public: false
    dimensions:
      - ${dimension("organisation_key", "number", KEY)}
      - ${dimension("unit_name")}
  - name: product
    sql_table: shared.dim_product
    public: false
    dimensions:
      - ${dimension("product_key", "number", KEY)}
      - ${dimension("product_name")}
      - ${dimension("category_name")}
  - name: fct_order
    sql_table: sales.fct_order
    public: false
    joins: [${joined("customer", "customer_key")}, ${joined("employee", "employee_key")}, ${joined("organisation", "organisation_key")}, ${joined("product", "product_key")}]
    measures:
      - ${measure("net", "{CUBE}.net_amount", "sum")}
      - ${measure("units", "CAST({CUBE}.quantity AS DECIMAL(18, 0))", "sum")}
      - ${measure("orders", null, "count")}
      - ${measure("emails", "{customer.email_address}", "count_distinct", "non-additive")}
      - ${measure("net_per_order", "{net} / NULLIF({orders}, 0)", "number", "non-additive")}
    dimensions:
      - ${dimension("order_key", "number", KEY)}
      - ${dimension("order_id")}
      - ${dimension("source_system")}
      - ${dimension("order_date", "time")}
      - ${dimension("net_amount", "number")}
    segments:
      - { name: large, title: large, description: Large ones., sql: "{CUBE}.net_amount > 50" }
  - name: invoice
    sql_table: sales.fct_invoice
    public: false
    joins: [${joined("customer", "customer_key")}]
    measures:
      - ${measure("gross", "{CUBE}.gross_amount", "sum")}
      - ${measure("invoices", null, "count")}
    dimensions:
      - ${dimension("invoice_key", "number", KEY)}
      - ${dimension("invoice_date", "time")}
  - name: phone_call
    sql_table: service.fct_call
    public: false
    joins: [${joined("customer", "customer_key")}, ${joined("employee", "employee_key")}]
    measures:
      - ${measure("calls", null, "count")}
      - ${measure("seconds", "CAST({CUBE}.talk_seconds AS DECIMAL(18, 0))", "sum")}
    dimensions:
      - ${dimension("call_key", "number", KEY)}
      - ${dimension("call_date", "time")}
  - name: agg_month
    sql_table: sales.agg_month
    public: false
    measures:
      - ${measure("net", "{CUBE}.net_amount", "sum")}
    dimensions:
      - ${dimension("month_start_date", "time", KEY)}
views:
  - name: sales
    title: Sales
    description: Orders.
    meta: { title_zh: 销售, default_time: order_date }
    cubes:
      - { join_path: fct_order, includes: [net, units, orders, emails, net_per_order, order_key, order_id, source_system, order_date, net_amount, large] }
      - { join_path: fct_order.customer, includes: [customer_name, email_address, birth_date, country_name, reachable] }
      - { join_path: fct_order.employee, includes: [employee_name] }
      - { join_path: fct_order.organisation, includes: [unit_name] }
      - { join_path: fct_order.product, includes: [product_name, category_name] }
  - name: invoices
    title: Invoices
    description: Invoices.
    meta: { title_zh: 发票, default_time: invoice_date }
    cubes:
      - { join_path: invoice, includes: [gross, invoices, invoice_key, invoice_date] }
      - { join_path: invoice.customer, includes: [customer_name, email_address, country_name] }
  - name: calls
    title: Calls
    description: Calls.
    meta: { title_zh: 通话, default_time: call_date }
    cubes:
      - { join_path: phone_call, includes: [calls, seconds, call_key, call_date] }
      - { join_path: phone_call.customer, includes: [customer_name, country_name] }
      - { join_path: phone_call.employee, includes: [employee_name] }
  - name: months
    title: Months
    description: Months.
    meta: { title_zh: 月, default_time: month_start_date }
    cubes:
      - { join_path: agg_month, includes: [net, month_start_date] }
`;
