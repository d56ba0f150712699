import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { generateDemo, type DemoManifest } from "../../samples/demo/generate.js";
import {
  ADVENTUREWORKS_TABLES,
  adventureWorksDir,
  BuiltMarts,
  DEMO_TABLES,
  faultsOf,
  loadAll,
} from "./built-marts.js";

const UNTIL = "2025-12-31";
const VARS = { sources: ["demo"], as_of_date: UNTIL, reporting_timezone: "Asia/Shanghai" };

const root = mkdtempSync(join(tmpdir(), "granary-demo-models-"));
const outDir = join(root, "demo");
let manifest: DemoManifest;

beforeAll(async () => {
  manifest = await generateDemo({
    scale: 0.005,
    seed: 7,
    until: UNTIL,
    outDir,
    onEvent: () => undefined,
  });
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const rowsOf = (path: string): string =>
  String(manifest.files.find((file) => file.path === path)?.rows);

describe("the demo company in the marts", () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadAll(marts, "raw_demo", outDir, DEMO_TABLES);
    expect(faultsOf(await marts.build(VARS))).toEqual([]);
  });

  afterAll(() => {
    marts.close();
  });

  it("has every generated order line, to the last decimal", async () => {
    const totals = await marts.rows("select count(*), sum(net_amount) from sales.fct_order_line");
    expect(totals).toEqual([[rowsOf("erp/order_line.parquet"), manifest.netAmount]]);
  });

  it("has every generated order", async () => {
    const orders = await marts.rows("select count(*) from sales.fct_order");
    expect(orders).toEqual([[rowsOf("erp/order.csv")]]);
  });

  it("keeps the zeros in front of product ids, so that every line finds its product", async () => {
    const ids = await marts.rows(
      `select min(product_id), count(*) filter (where product_key = 0) from sales.fct_order_line`,
    );
    expect(ids).toEqual([["010101", "0"]]);
  });

  it("dates an account by the reporting time zone's day", async () => {
    const early = await marts.rows(
      `select count(*) from shared.dim_customer
      inner join raw_demo.crm_account on Id = customer_id
      where first_seen_date <> cast(CreatedDate as date)`,
    );
    expect(Number(early[0]?.[0])).toBeGreaterThan(0);
    const beforeSeen = await marts.rows(
      `select count(*) from sales.fct_order inner join shared.dim_customer using (customer_key)
      where order_date < first_seen_date`,
    );
    expect(beforeSeen).toEqual([["0"]]);
  });

  it("gives different amounts different tiers and every buyer exactly one of four", async () => {
    const tiers = await marts.rows(
      `select string_agg(distinct value_tier, ',' order by value_tier)
      from customer.dim_customer_profile`,
    );
    expect(tiers).toEqual([["major,regular,small,vip"]]);
  });
});

describe("source data that is not as it should be", () => {
  let marts: BuiltMarts;

  beforeEach(async () => {
    marts = await BuiltMarts.create();
    await loadAll(marts, "raw_demo", outDir, DEMO_TABLES);
    return () => {
      marts.close();
    };
  });

  it("counts a line once when a later load brings it again, and lists what was left out", async () => {
    const file = join(outDir, DEMO_TABLES.erp_order_line);
    await marts.load("raw_demo.erp_order_line", file, "load-2", "2026-01-02");
    expect(faultsOf(await marts.build(VARS))).toEqual([]);
    const totals = await marts.rows("select sum(net_amount) from sales.fct_order_line");
    expect(totals).toEqual([[manifest.netAmount]]);
    const controls = await marts.rows(
      `select superseded_total, mart_total, raw_total - mart_total
      from meta.control_total where measure_name = 'net_amount'`,
    );
    expect(controls).toEqual([[manifest.netAmount, manifest.netAmount, manifest.netAmount]]);
  });

  it("stops the build when one load holds a line twice", async () => {
    await marts.run("insert into raw_demo.erp_order_line from raw_demo.erp_order_line limit 1");
    const faults = faultsOf(await marts.build(VARS));
    expect(faults.join("\n")).toContain("unique_grain_stg_demo__order_line");
  });

  it("keeps lines of unknown customers and products under member 0", async () => {
    await marts.run("update raw_demo.erp_order set account_id = 'gone' where rowid = 0");
    await marts.run("update raw_demo.erp_order_line set product_id = null where rowid = 0");
    expect(faultsOf(await marts.build(VARS))).toEqual([]);
    const totals = await marts.rows(
      `select sum(net_amount), min(customer_key), min(product_key) from sales.fct_order_line`,
    );
    expect(totals).toEqual([[manifest.netAmount, "0", "0"]]);
    const profiles = await marts.rows(
      "select count(*) from customer.dim_customer_profile where customer_key = 0",
    );
    expect(profiles).toEqual([["0"]]);
  });

  it("shows customers as they stood on an earlier as-of date", async () => {
    expect(faultsOf(await marts.build({ ...VARS, as_of_date: "2024-06-30" }))).toEqual([]);
    const latest = await marts.rows(
      `select max(last_order_date) <= date '2024-06-30', max(month_start_date) <= date '2024-06-01',
        (select max(order_date) > date '2024-06-30' from sales.fct_order)
      from customer.dim_customer_profile, customer.fct_customer_month`,
    );
    expect(latest).toEqual([[true, true, true]]);
  });
});

describe("two source systems at once", () => {
  const dir = adventureWorksDir();

  it.skipIf(dir === undefined)("conform to the same marts without mixing", async () => {
    const marts = await BuiltMarts.create();
    try {
      await loadAll(marts, "raw_demo", outDir, DEMO_TABLES);
      await loadAll(marts, "raw_adventureworks", dir ?? "", ADVENTUREWORKS_TABLES);
      const vars = { ...VARS, sources: ["demo", "adventureworks"] };
      expect(faultsOf(await marts.build(vars))).toEqual([]);
      const totals = await marts.rows(
        `select source_system, sum(net_amount) from sales.fct_order_line
        group by source_system order by source_system`,
      );
      expect(totals).toEqual([
        ["adventureworks", "109809274.2030"],
        ["demo", manifest.netAmount],
      ]);
    } finally {
      marts.close();
    }
  });
});
