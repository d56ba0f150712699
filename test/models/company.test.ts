import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";
import {
  ADVENTUREWORKS_TABLES,
  adventureWorksDir,
  BuiltMarts,
  faultsOf,
  loadAll,
  loadCompany,
} from "./built-marts.js";

const EARLIER = "2023-09-30";
const LATER = "2023-12-31";
const SYSTEMS = ["salesforce", "erp", "contact_centre", "marketing"];
const root = mkdtempSync(join(tmpdir(), "granary-company-models-"));
const dirOf = (until: string): string => join(root, until);

const varsOf = (date: string): Record<string, unknown> => ({
  sources: SYSTEMS,
  as_of_date: date,
  reporting_timezone: "Asia/Shanghai",
});

/** Labels that are kept from build to build tell of the builds there were. */
const TOLD_BY_BUILDS = ["customer.customer_label", "customer.customer_label_history"];

beforeAll(async () => {
  for (const until of [EARLIER, LATER]) {
    await generateDemo({
      scale: 0.02,
      seed: 7,
      until,
      outDir: dirOf(until),
      onEvent: () => undefined,
    });
  }
}, 300_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Every mart's rows as one number, without what tells of the build. */
async function fingerprints(marts: BuiltMarts): Promise<Record<string, unknown>> {
  const tables = await marts.rows(
    `select schema_name || '.' || table_name,
      (select string_agg(column_name, ', ' order by column_index) from duckdb_columns() as c
        where c.table_oid = t.table_oid and not starts_with(column_name, '_'))
    from duckdb_tables() as t
    where schema_name in ('shared', 'sales', 'service', 'customer', 'marketing') order by 1`,
  );
  const prints: Record<string, unknown> = {};
  for (const [table, columns] of tables as [string, string][]) {
    if (TOLD_BY_BUILDS.includes(table)) continue;
    const [row] = await marts.rows(`select count(*), bit_xor(hash(${columns})) from ${table}`);
    prints[table] = row;
  }
  return prints;
}

async function built(dir: string, date: string): Promise<BuiltMarts> {
  const marts = await BuiltMarts.create();
  await loadCompany(marts, dir, "2024-01-01");
  expect(faultsOf(await marts.build(varsOf(date)))).toEqual([]);
  return marts;
}

describe("a company's days, one after the other", { timeout: 600_000 }, () => {
  it("give the same marts as all at once, and an earlier day its own again", async () => {
    const daily = await built(dirOf(EARLIER), EARLIER);
    const earlier = await fingerprints(daily);
    expect(earlier).toHaveProperty(["sales.fct_opportunity_daily"]);

    await loadCompany(daily, dirOf(LATER), "2024-01-02");
    // Months of customers whose running figures are those of the day before: the next whole build mends them.
    const outdated = await daily.build(varsOf(LATER), {
      exclude: ["int_customer_running"],
      excludeResourceTypes: ["test", "unit_test"],
    });
    expect(faultsOf(outdated)).toEqual([]);
    expect(faultsOf(await daily.build(varsOf(LATER)))).toEqual([]);
    const all = await built(dirOf(LATER), LATER);
    expect(await fingerprints(daily)).toEqual(await fingerprints(all));

    expect(faultsOf(await all.build(varsOf(EARLIER)))).toEqual([]);
    expect(await fingerprints(all)).toEqual(earlier);
    daily.close();
    all.close();
  });
});

describe("the company in the marts", { timeout: 600_000 }, () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadCompany(marts, dirOf(LATER), "2024-01-01");
    expect(faultsOf(await marts.build(varsOf(LATER)))).toEqual([]);
  }, 600_000);

  afterAll(() => {
    marts.close();
  });

  it("accounts for every raw row and amount by a listed exclusion", async () => {
    const totals = await marts.rows(
      `select count(distinct entity_name) > 8, sum(superseded_total) > 0, max(abs(unexplained_total))
      from meta.control_total`,
    );
    expect(totals).toEqual([[true, true, "0.0000"]]);
  });

  it("finds the customer of every order", async () => {
    const unknown = await marts.rows(
      "select count(*) > 0, count(*) filter (where customer_key = 0) from sales.fct_order",
    );
    expect(unknown).toEqual([[true, "0"]]);
  });
});

describe("two companies at once", { timeout: 600_000 }, () => {
  const dir = adventureWorksDir();

  it.skipIf(dir === undefined)("conform to the same marts without mixing", async () => {
    const marts = await BuiltMarts.create();
    await loadCompany(marts, dirOf(LATER), "2024-01-01");
    await loadAll(marts, "raw_adventureworks", dir ?? "", ADVENTUREWORKS_TABLES);
    const sources = [...SYSTEMS, "adventureworks"];
    const vars = { ...varsOf(LATER), sources, reporting_currency: "EUR" };
    expect(faultsOf(await marts.build(vars))).toEqual([]);
    const lines = await marts.rows(
      `select source_system, count(*) filter (where customer_key = 0),
        sum(net_source_amount) filter (where source_system = 'adventureworks')
      from sales.fct_order_line group by source_system order by source_system`,
    );
    expect(lines).toEqual([
      ["adventureworks", "0", "109809274.2030"],
      ["erp", "0", null],
    ]);
    // The ERP's rates begin years after these orders: until then those of the other company count.
    const unconverted = await marts.rows(
      `select count(*), count(*) filter (where abs(net_amount * AverageRate - net_source_amount) > 0.001)
      from sales.fct_order_line
      inner join raw_adventureworks.fact_currency_rate on Date = order_date
      inner join raw_adventureworks.dim_currency using (CurrencyKey)
      where source_system = 'adventureworks' and CurrencyAlternateKey = 'EUR'`,
    );
    expect(unconverted).toEqual([["121253", "0"]]);
    marts.close();
  });
});
