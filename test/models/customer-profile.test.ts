import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BuiltMarts, faultsOf } from "./built-marts.js";

const AS_OF = "2025-12-31";

/** Customers by name with the dates and amounts of their orders. */
const ORDERS: Readonly<Record<string, readonly (readonly [date: string, amount: number])[]>> = {
  once: [["2025-12-01", 10]],
  twice: [
    ["2025-06-01", 20],
    ["2025-12-31", 20],
  ],
  "four times": [
    ["2025-01-05", 50],
    ["2025-04-01", 50],
    ["2025-08-01", 50],
    ["2025-12-01", 50],
  ],
  "back again": [
    ["2023-01-01", 10],
    ["2025-12-30", 10],
  ],
  silent: [["2024-12-30", 900]],
  gone: [["2023-12-31", 30]],
  future: [["2026-01-01", 30]],
};

const META = "'l' as _load_id, timestamp '2026-01-01' as _loaded_at, 'f' as _source_file";

function table(name: string, columns: string, rows: readonly string[]): string {
  return `create table raw_demo.${name} as
    select *, ${META}, 1::bigint as _source_position from (values ${rows.join(", ")}) as t (${columns})`;
}

async function loadTinyCompany(marts: BuiltMarts): Promise<void> {
  const accounts = Object.keys(ORDERS);
  const orders = accounts.flatMap((id) =>
    (ORDERS[id] ?? []).map(([date, amount], index) => ({
      id,
      date,
      amount,
      order: `${id}-${index}`,
    })),
  );
  await marts.run("create schema raw_demo");
  await marts.run(
    table(
      "crm_account",
      "Id, Name, Type, IsPersonAccount, PersonEmail, BillingCity, BillingCountry, Industry, CreatedDate",
      accounts.map(
        (id) => `('${id}', '${id}', '', true, '', '', '', '', '2022-01-01T00:00:00.000+0000')`,
      ),
    ),
  );
  await marts.run(
    table("erp_category", "category_id, category_name, parent_category_id", [
      "('01', 'All', '')",
      "('0101', 'Some', '01')",
    ]),
  );
  await marts.run(
    table(
      "erp_product",
      "product_id, product_name, category_id, brand_name, list_price, unit_cost",
      ["('1', 'Thing', '0101', '', 10, 6)"],
    ),
  );
  await marts.run(
    table(
      "erp_order",
      "order_id, account_id, channel, order_date, shipped_date",
      orders.map(({ order, id, date }) => `('${order}', '${id}', 'store', '${date}', '')`),
    ),
  );
  await marts.run(
    table(
      "erp_order_line",
      "order_id, line_number, product_id, quantity, unit_price, discount_amount, line_amount, tax_amount, cost_amount",
      orders.map(({ order, amount }) => `('${order}', 1, '1', 1, ${amount}, 0, ${amount}, 0, 6)`),
    ),
  );
}

describe("customer profile", () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadTinyCompany(marts);
    expect(faultsOf(await marts.build({ sources: ["demo"], as_of_date: AS_OF }))).toEqual([]);
  });

  afterAll(() => {
    marts.close();
  });

  it("tells the state from silence, return and number of orders", async () => {
    const states = await marts.rows(
      "select customer_id, state from customer.dim_customer_profile order by customer_id",
    );
    expect(Object.fromEntries(states)).toEqual({
      once: "first_time_buyer",
      twice: "repeat_buyer",
      "four times": "loyal",
      "back again": "won_back",
      silent: "lapsed",
      gone: "lost",
    });
  });

  it("leaves out customers whose first order is after the as-of date", async () => {
    const future = await marts.rows(
      "select count(*) from customer.dim_customer_profile where customer_id = 'future'",
    );
    expect(future).toEqual([["0"]]);
  });

  it("counts only orders within the window into frequency and monetary amount", async () => {
    const windows = await marts.rows(
      `select customer_id, recency_days, frequency, monetary_amount, net_amount
      from customer.dim_customer_profile where customer_id in ('back again', 'four times', 'silent')
      order by customer_id`,
    );
    expect(windows).toEqual([
      ["back again", 1, 1, "10.0000", "20.0000"],
      ["four times", 30, 4, "200.0000", "200.0000"],
      ["silent", 366, 0, "0.0000", "900.0000"],
    ]);
  });

  it("ranks customers in the window among themselves and scores equal values equally", async () => {
    const cells = await marts.rows(
      "select customer_id, rfm_cell, rfm_segment from customer.dim_customer_profile order by 1",
    );
    expect(cells).toEqual([
      ["back again", "311", "About to sleep"],
      ["four times", "144", "At risk"],
      ["gone", "111", "Lost"],
      ["once", "111", "Lost"],
      ["silent", "111", "Lost"],
      ["twice", "433", "Potential loyalists"],
    ]);
  });

  it("gives at least one customer the highest value tier", async () => {
    const vip = await marts.rows(
      "select customer_id from customer.dim_customer_profile where value_tier = 'vip'",
    );
    expect(vip).toEqual([["silent"]]);
  });
});
