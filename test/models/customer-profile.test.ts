import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BuiltMarts, faultsOf, rawTable } from "./built-marts.js";

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

async function loadTinyCompany(marts: BuiltMarts): Promise<void> {
  const table = (name: string, columns: string, rows: readonly string[]): Promise<void> =>
    marts.run(
      rawTable(
        `raw_erp.${name}`,
        `${columns}, changed_at, is_deleted`,
        rows.map((row) => `(${row}, '2022-01-01T00:00:00.000Z', 'false')`),
      ),
    );
  const orders = Object.entries(ORDERS).flatMap(([customer, list]) =>
    list.map(([date, amount], index) => ({
      customer,
      date,
      amount,
      order: `${customer}-${index}`,
    })),
  );
  await table(
    "customer",
    "customer_no, customer_name, kind, created_on",
    Object.keys(ORDERS).map((id) => `'${id}', '${id}', 'person', '2022-01-01'`),
  );
  await table("category", "category_id, category_name, parent_category_id", [
    "'01', 'All', ''",
    "'0101', 'Some', '01'",
  ]);
  await table("product", "product_id, product_name, category_id, list_price, unit_cost", [
    "'1', 'Thing', '0101', '10', '6'",
  ]);
  await table(
    "sales_order",
    "order_no, customer_no, channel, order_date, status",
    orders.map(
      ({ order, customer, date }) => `'${order}', '${customer}', 'store', '${date}', 'open'`,
    ),
  );
  await table(
    "order_line",
    "order_no, line_no, product_id, quantity, unit_price, discount_amount, net_amount, tax_amount, cost_amount",
    orders.map(
      ({ order, amount }) => `'${order}', '1', '1', '1', '${amount}', '0', '${amount}', '0', '6'`,
    ),
  );
}

describe("customer profile", () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadTinyCompany(marts);
    expect(faultsOf(await marts.build({ sources: ["erp"], as_of_date: AS_OF }))).toEqual([]);
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
      future: "prospect",
    });
  });

  it("counts no order that is after the as-of date", async () => {
    const future = await marts.rows(
      "select order_count from customer.dim_customer_profile where customer_id = 'future'",
    );
    expect(future).toEqual([[0]]);
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
      ["back again", "411", "Promising"],
      ["four times", "344", "Loyal customers"],
      ["future", "111", "No purchase"],
      ["gone", "111", "Lost"],
      ["once", "311", "About to sleep"],
      ["silent", "111", "Lost"],
      ["twice", "533", "Potential loyalists"],
    ]);
  });

  it("gives at least one customer the highest value tier", async () => {
    const vip = await marts.rows(
      "select customer_id from customer.dim_customer_profile where value_tier = 'vip'",
    );
    expect(vip).toEqual([["silent"]]);
  });

  it("holds an order that has no lines, or none any more, and the build passes", async () => {
    await marts.run("delete from raw_erp.order_line where order_no in ('once-0', 'twice-1')");
    expect(faultsOf(await marts.build({ sources: ["erp"], as_of_date: AS_OF }))).toEqual([]);
    const profiles = await marts.rows(
      `select customer_id, order_count, net_amount from customer.dim_customer_profile
      where customer_id in ('once', 'twice') order by customer_id`,
    );
    expect(profiles).toEqual([
      ["once", 1, "0.0000"],
      ["twice", 2, "20.0000"],
    ]);
  });
});

describe("a label that is another one for some hours", () => {
  it("leaves no trace when the day's last build takes it back", async () => {
    const marts = await BuiltMarts.create();
    await loadTinyCompany(marts);
    const build = async (date: string, vars = {}): Promise<void> => {
      const options = { select: ["+customer_label"], indirect: "buildable" } as const;
      const result = await marts.build({ sources: ["erp"], as_of_date: date, ...vars }, options);
      expect(faultsOf(result)).toEqual([]);
    };
    const classes = () =>
      marts.rows(
        `select customer_name, label_value, kept.valid_from, kept.valid_to, since_date
        from customer.customer_label_history as kept
        inner join shared.dim_customer_current using (customer_key)
        inner join (select customer_key, label_name, since_date from customer.customer_label) as labels
          using (customer_key, label_name)
        where label_name = 'abc_class' order by all`,
      );
    await build("2025-12-30");
    await build(AS_OF);
    const before = await classes();
    await build(AS_OF, { abc_a_share: 0.2 });
    expect(await classes()).not.toEqual(before);
    await build(AS_OF);
    expect(await classes()).toEqual(before);
    marts.close();
  });
});
