import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ADVENTUREWORKS_TABLES,
  adventureWorksDir,
  BuiltMarts,
  faultsOf,
  loadAll,
} from "./built-marts.js";

const dir = adventureWorksDir();

describe.skipIf(dir === undefined)("AdventureWorks in the marts", () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadAll(marts, "raw_adventureworks", dir ?? "", ADVENTUREWORKS_TABLES);
    const vars = { sources: ["adventureworks"], as_of_date: "2014-01-28" };
    expect(faultsOf(await marts.build(vars))).toEqual([]);
  });

  afterAll(() => {
    marts.close();
  });

  it("has the published number of order lines, orders and net amount", async () => {
    const totals = await marts.rows(
      "select count(*), count(distinct order_key), sum(net_amount) from sales.fct_order_line",
    );
    expect(totals).toEqual([["121253", "31455", "109809274.2030"]]);
  });

  it("keeps internet and reseller sales apart", async () => {
    const channels = await marts.rows(
      `select channel_id, count(*), sum(net_amount)
      from sales.fct_order_line inner join shared.dim_channel using (channel_key)
      group by channel_id order by channel_id`,
    );
    expect(channels).toEqual([
      ["internet", "60398", "29358677.2207"],
      ["reseller", "60855", "80450596.9823"],
    ]);
  });

  it("profiles every person and organisation that ordered, and nobody twice", async () => {
    const buyers = await marts.rows(
      `select customer_type, count(*), count(distinct customer_key)
      from customer.dim_customer_profile where order_count > 0
      group by customer_type order by customer_type`,
    );
    expect(buyers).toEqual([
      ["organisation", "635", "635"],
      ["person", "18484", "18484"],
    ]);
  });

  it("never gives a person and a reseller of the same number one key", async () => {
    const keys = await marts.rows(
      "select count(*), count(distinct customer_key) from shared.dim_customer_current",
    );
    expect(keys).toEqual([["19186", "19186"]]);
  });

  it("describes a product once, however many versions the source has", async () => {
    const products = await marts.rows(
      `select count(*), count(distinct product_id), count(*) filter (where product_key = 0)
      from shared.dim_product_current`,
    );
    expect(products).toEqual([["505", "505", "1"]]);
  });

  it("keeps the price a product had in each of its versions", async () => {
    const versions = await marts.rows(
      `select list_price_amount, valid_from, valid_to from shared.dim_product
      where product_id = 'HL-U509-R' order by valid_from`,
    );
    expect(versions).toEqual([
      ["33.6442", "1900-01-01", "2012-07-01"],
      ["33.6442", "2012-07-01", "2013-07-01"],
      ["34.9900", "2013-07-01", null],
    ]);
  });

  it("accounts for every raw amount", async () => {
    const totals = await marts.rows(
      "select count(*) > 0, max(abs(unexplained_total)) from meta.control_total",
    );
    expect(totals).toEqual([[true, "0.0000"]]);
  });

  it("spans whole years from the first order to the as-of date", async () => {
    const span = await marts.rows("select min(date_day), max(date_day) from shared.dim_date");
    expect(span).toEqual([["2010-01-01", "2014-12-31"]]);
  });

  it("gives value tiers by count: the top 1 %, the next 4 %, the next 15 %, the rest", async () => {
    const tiers = await marts.rows(
      "select value_tier, count(*) from customer.dim_customer_profile where order_count > 0 group by all order by 2",
    );
    expect(tiers).toEqual([
      ["vip", "192"],
      ["major", "764"],
      ["regular", "2868"],
      ["small", "15295"],
    ]);
  });
});
