import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rollupsOf } from "../../cube/rollups/publish-rollups.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { publish } from "../../warehouse/publish.js";
import {
  nextNumber,
  pointTo,
  readCurrent,
  saveManifest,
  versionFile,
  versionsDir,
} from "../../warehouse/versions.js";
import { openWorkspace, type Workspace } from "../../warehouse/workspace.js";

/** A workspace with small seeded marts, and publications of it. */
export interface MartFixture {
  config: GranaryConfig;
  /** Publishes the marts with every net amount multiplied by `factor`; returns the version. */
  publishMarts(factor?: number): Promise<number>;
  /** Makes a copy of the current version the next one, quicker than a publication; returns the version. */
  copyVersion(): number;
  close(): Promise<void>;
}

/** @param modelDir the model whose rollups are made with every publication */
export async function createMartFixture(modelDir?: string): Promise<MartFixture> {
  const dir = mkdtempSync(join(tmpdir(), "granary-cube-"));
  mkdirSync(join(dir, "data"));
  const config = configIn(dir);
  const workspace = await openWorkspace(config, { holder: "test" });
  const publishWorkspace = async (): Promise<number> => {
    const { manifest } = await publish({
      config,
      workspace,
      build: {
        loads: [],
        tests: { passed: 1, failed: 0, warned: 0 },
        fingerprint: "test",
        gitCommit: null,
      },
      onEvent: () => undefined,
      ...(modelDir === undefined
        ? {}
        : { buildRollups: (version, target) => rollupsOf(modelDir, config, version, target) }),
    });
    return manifest.version;
  };
  return {
    config,
    copyVersion: () => {
      const current = readCurrent(config);
      if (!current) throw new Error("nothing to copy");
      const folder = versionsDir(config);
      const next = { ...current, version: nextNumber(folder) };
      copyFileSync(versionFile(folder, current.version), versionFile(folder, next.version));
      saveManifest(folder, next);
      pointTo(folder, next);
      return next.version;
    },
    publishMarts: async (factor = 1) => {
      await fillMarts(workspace, factor);
      return publishWorkspace();
    },
    close: async () => {
      await workspace.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function configIn(dir: string): GranaryConfig {
  return {
    file: join(dir, "granary.yml"),
    rootDir: dir,
    projectDir: dir,
    dataDir: join(dir, "data"),
    name: "Test",
    timezone: "UTC",
    currency: "USD",
    locale: "en",
    asOfDate: "2013-12-31",
    sources: {},
    vars: {},
    server: { host: "127.0.0.1", port: 0 },
    retention: { keep: 300 },
    engine: { memoryLimit: "500MB", threads: 2 },
    jobsFile: join(dir, "jobs.yml"),
  };
}

async function fillMarts(workspace: Workspace, factor: number): Promise<void> {
  const connection = await workspace.connect();
  try {
    await connection.run(martsSql(factor));
  } finally {
    connection.closeSync();
  }
}

/** 600 lines in 200 orders of 40 customers (key 0 unknown), 12 products, 3 channels, two years. */
function martsSql(factor: number): string {
  return `
create schema if not exists shared; create schema if not exists sales; create schema if not exists customer;
create or replace table shared.dim_date as
select d::date as date_day, year(d)::int as year, quarter(d)::int as quarter,
  year(d) || '-Q' || quarter(d) as quarter_label, month(d)::int as month, strftime(d, '%Y-%m') as month_label,
  date_trunc('month', d)::date as month_start_date, isoyear(d)::int as iso_year, week(d)::int as iso_week,
  day(d)::int as day_of_month, isodow(d)::int as day_of_week, isodow(d) > 5 as is_weekend
from range(timestamp '2012-01-01', timestamp '2014-01-01', interval 1 day) t(d);
create or replace table shared.dim_product_current as
select i::bigint as product_key, 'demo' as source_system, 'P' || i as product_id,
  case when i = 0 then 'Unknown' when i = 5 then 'Tube 50% off' else 'Product ' || i end as product_name,
  case when i = 0 then 'Unknown' else 'Sub ' || i % 4 end as subcategory_name,
  case when i = 0 then 'Unknown' else 'Category ' || i % 2 end as category_name,
  case when i % 3 = 0 then null else 'Brand ' || i % 3 end as brand_name,
  (i * 10)::decimal(18, 4) as list_price_amount, (i * 6)::decimal(18, 4) as unit_cost_amount
from range(12) t(i);
create or replace table shared.dim_customer_current as
select i::bigint as customer_key, 'demo' as source_system, 'C' || i as customer_id,
  case when i = 0 then 'Unknown' else 'Customer ' || i end as customer_name,
  case when i % 5 = 0 then 'organisation' else 'person' end as customer_type,
  null::varchar as email_address, 'City ' || i % 7 as city_name,
  case when i = 0 then 'Unknown' else 'Country ' || i % 3 end as country_name, date '2012-01-01' as first_seen_date
from range(40) t(i);
create or replace table shared.dim_channel as
select * from (values (1::bigint, 'internet', 'Internet'), (2, 'reseller', 'Reseller'), (3, 'store', 'Store'))
  t(channel_key, channel_id, channel_name);
create or replace table sales.fct_order_line as
with lines as (
  select i::bigint as order_line_key, (i // 3)::bigint as order_key, (i // 3 * 7 % 40)::bigint as customer_key,
    (i * 5 % 12)::bigint as product_key, (i // 3 % 3 + 1)::bigint as channel_key,
    case when i // 3 % 4 = 0 then 'adventureworks' else 'demo' end as source_system, 'O' || i // 3 as order_id,
    (i % 3 + 1)::int as order_line_number, date '2012-01-01' + (i // 3 * 13 % 730)::int as order_date,
    (i % 9 + 1)::int as quantity, ((i * 37 % 1000 + 0.1234) * ${String(factor)})::decimal(18, 4) as gross_amount
  from range(600) t(i)
), netted as (
  select *, (gross_amount * (order_line_key % 4) / 10)::decimal(18, 4) as discount_amount from lines
)
select order_line_key, order_key, customer_key, product_key, channel_key, source_system, order_id,
  order_line_number, 'C' || customer_key as customer_id, 'P' || product_key as product_id, order_date, quantity,
  gross_amount, discount_amount, (gross_amount - discount_amount)::decimal(18, 4) as net_amount,
  0.5::decimal(18, 4) as tax_amount, (gross_amount * 0.6)::decimal(18, 4) as cost_amount,
  (gross_amount - discount_amount - (gross_amount * 0.6)::decimal(18, 4))::decimal(18, 4) as margin_amount,
  'load' as _load_id
from netted;
create or replace table sales.fct_order as
select order_key, customer_key, channel_key, source_system, order_id, order_date,
  false as is_cancelled, case when order_key % 3 > 0 then order_date + 2 end as shipped_date,
  count(*)::int as line_count,
  sum(quantity)::int as quantity, sum(gross_amount)::decimal(18, 4) as gross_amount,
  sum(discount_amount)::decimal(18, 4) as discount_amount, sum(net_amount)::decimal(18, 4) as net_amount,
  sum(tax_amount)::decimal(18, 4) as tax_amount, sum(cost_amount)::decimal(18, 4) as cost_amount,
  sum(margin_amount)::decimal(18, 4) as margin_amount
from sales.fct_order_line group by all;
create or replace table customer.fct_customer_month as
select customer_key, source_system, date_trunc('month', order_date)::date as month_start_date,
  count(*)::int as order_count, sum(quantity)::int as quantity, sum(net_amount)::decimal(18, 4) as net_amount,
  sum(margin_amount)::decimal(18, 4) as margin_amount
from sales.fct_order group by all;
create or replace table customer.dim_customer_profile as
select o.customer_key, 'demo' as source_system, any_value(c.customer_id) as customer_id,
  any_value(c.customer_name) as customer_name, any_value(c.customer_type) as customer_type,
  min(order_date) as first_order_date, max(order_date) as last_order_date, count(*)::int as order_count,
  sum(net_amount)::decimal(18, 4) as net_amount, sum(margin_amount)::decimal(18, 4) as margin_amount,
  (date '2013-12-31' - max(order_date))::int as recency_days, count(*)::int as frequency,
  sum(net_amount)::decimal(18, 4) as monetary_amount, 5 as recency_score, 4 as frequency_score,
  5 as monetary_score, '545' as rfm_cell, 'Champions' as rfm_segment, 'vip' as value_tier, 'active' as state
from sales.fct_order o join shared.dim_customer_current c using (customer_key)
where o.customer_key <> 0 group by o.customer_key`;
}
