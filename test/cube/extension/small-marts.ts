import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GranaryConfig } from "../../../warehouse/config.js";
import { publish } from "../../../warehouse/publish.js";
import { openWorkspace } from "../../../warehouse/workspace.js";

/** A published version of a few small facts, and the directory it is in. */
export interface SmallMarts {
  config: GranaryConfig;
  close(): Promise<void>;
}

export async function publishSmallMarts(): Promise<SmallMarts> {
  const dir = mkdtempSync(join(tmpdir(), "granary-extension-"));
  mkdirSync(join(dir, "data"));
  const config = configIn(dir);
  const workspace = await openWorkspace(config, { holder: "test" });
  const connection = await workspace.connect();
  await connection.run(SQL);
  connection.closeSync();
  await publish({
    config,
    workspace,
    build: {
      loads: [],
      tests: { passed: 1, failed: 0, warned: 0 },
      fingerprint: "test",
      gitCommit: null,
    },
    onEvent: () => undefined,
  });
  await workspace.close();
  return {
    config,
    close: () => {
      rmSync(dir, { recursive: true, force: true });
      return Promise.resolve();
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
    retention: { keep: 3 },
    engine: { memoryLimit: "500MB", threads: 2 },
    jobsFile: join(dir, "jobs.yml"),
  };
}

/**
 * Two years. Places 5 (no city), 7 and 8 (no country) have missing names; country Chad has only visits; the stock is
 * counted on the 10th and 20th, in January also on the 25th, and not everywhere each time. There are more ticks than
 * one answer of Cube's may hold.
 */
const SQL = `
create schema if not exists shared; create schema if not exists sales;
create or replace table shared.dim_date as
select d::date as date_day, year(d)::int as year,
  case when abs(d::date - lunar) <= 45 then prior_lunar + (d::date - lunar)::int else (d - interval 1 year)::date end
    as lunar_prior_year_date
from (
  select d, case year(d) when 2012 then date '2012-01-23' else date '2013-02-10' end as lunar,
    case year(d) when 2012 then date '2011-02-03' else date '2012-01-23' end as prior_lunar
  from range(timestamp '2012-01-01', timestamp '2014-01-01', interval 1 day) t(d)
);
create or replace table shared.dim_place as
select * from (values
  (1, 'Austria', 'Graz', true), (2, 'Austria', 'Wien', false), (3, 'Belgium', 'Gent', true),
  (4, 'Belgium', 'Others', false), (5, 'Belgium', null, null), (6, 'Denmark', 'Odense', true),
  (7, null, 'Nowhere', false), (8, null, null, null), (9, 'Chad', 'Abéché', false)
) t(place_key, country, city, is_coastal);
create or replace table sales.fct_sale as
select i as sale_key, (i * 7 % 8 + 1)::int as place_key, date '2012-01-01' + (i * 13 % 731)::int as sale_date,
  case when i % 6 = 0 then null else 'P' || i % 6 end as product, (i * i % 23)::int as customer_key,
  ((i * 37 % 1000) / 10.0 - case when i % 50 = 0 then 200 else 0 end)::decimal(18, 4) as amount
from range(400) t(i);
create or replace table sales.fct_stock as
select row_number() over () as stock_key, place_key, stock_date, pieces from (
  select p.place_key, d::date as stock_date, (p.place_key * 11 + month(d) * 3 + day(d))::decimal(18, 0) as pieces
  from shared.dim_place p, range(timestamp '2012-01-01', timestamp '2014-01-01', interval 1 day) t(d)
  where (day(d) in (10, 20) or (month(d) = 1 and day(d) = 25)) and (p.place_key + month(d) + day(d)) % 4 > 0
);
create or replace table sales.fct_visit as
select i as visit_key, (i * 5 % 9 + 1)::int as place_key, date '2012-03-01' + (i * 17 % 500)::int as visit_date
from range(150) t(i);
create or replace table sales.fct_tick as
select i as tick_key, date '2013-01-01' + (i // 4000)::int as tick_date, 'K' || i % 3 as kind,
  case when i % 5 = 0 then null else 'a, "b"' end as note
from range(120000) t(i)`;
