import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BuiltMarts, faultsOf, rawTable } from "./built-marts.js";

const SALES = {
  select: ["+path:models/marts/sales", "+path:models/marts/shared"],
  indirect: "buildable",
} as const;

const varsOf = (date: string): Record<string, unknown> => ({ sources: ["erp"], as_of_date: date });

/** One order in euros of a customer whose rep's team moves from North to South on 1 March. */
async function loadTinyCompany(marts: BuiltMarts): Promise<void> {
  const table = (name: string, columns: string, rows: readonly string[]): Promise<void> =>
    marts.run(rawTable(`raw_erp.${name}`, `${columns}, changed_at, is_deleted`, rows));
  await table("organisation", "unit_id, unit_name, unit_type, parent_unit_id, valid_from", [
    "('C', 'Company', 'company', null, '2024-01-01', '2024-01-01T00:00:00Z', 'false')",
    "('N', 'North', 'branch', 'C', '2024-01-01', '2024-01-01T00:00:00Z', 'false')",
    "('S', 'South', 'branch', 'C', '2024-01-01', '2024-01-01T00:00:00Z', 'false')",
    "('T', 'Team', 'team', 'N', '2024-01-01', '2024-01-01T00:00:00Z', 'false')",
    "('T', 'Team', 'team', 'S', '2024-03-01', '2024-03-01T00:00:00Z', 'false')",
  ]);
  await table("employee", "employee_no, employee_name, unit_id, role, valid_from", [
    "('E1', 'Ann', 'T', 'rep', '2024-01-01', '2024-01-01T00:00:00Z', 'false')",
  ]);
  await table("customer", "customer_no, customer_name, kind, city, country, created_on", [
    "('C1', 'Bo', 'person', 'Oslo', 'Norway', '2024-01-01', '2024-01-01T00:00:00Z', 'false')",
    "('C1', 'Bo', 'person', 'Rome', 'Italy', '2024-01-01', '2024-02-10T00:00:00Z', 'false')",
    "('C2', 'Cy', 'person', 'Oslo', 'Norway', '2024-01-01', '2024-01-01T00:00:00Z', 'false')",
  ]);
  await table("exchange_rate", "rate_date, from_currency, to_currency, rate", [
    "('2024-02-01', 'EUR', 'USD', '1.10000000', '2024-02-01T00:00:00Z', 'false')",
    "('2024-02-20', 'EUR', 'USD', '1.20000000', '2024-02-20T00:00:00Z', 'false')",
  ]);
  await table(
    "sales_order",
    "order_no, customer_no, channel, rep_employee_no, currency, order_date, status",
    [
      "('O1', 'C1', 'store', 'E1', 'EUR', '2024-02-05', 'open', '2024-02-05T08:00:00Z', 'false')",
      "('O2', 'C1', 'store', 'E1', 'EUR', '2024-02-06', 'open', '2024-02-06T08:00:00Z', 'false')",
      "('O2', 'C1', 'store', 'E1', 'EUR', '2024-02-06', 'cancelled', '2024-03-06T08:00:00Z', 'false')",
      "('O3', 'C2', 'store', 'E1', null, '2024-02-07', 'open', '2024-02-07T08:00:00Z', 'false')",
      "('O3', 'C2', 'store', 'E1', null, '2024-02-07', 'open', '2024-03-07T08:00:00Z', 'true')",
    ],
  );
  const line =
    "order_no, line_no, product_id, quantity, unit_price, discount_amount, net_amount, tax_amount, cost_amount";
  await table("order_line", line, [
    "('O1', '1', '01', '2', '50', '10', '90', '9', '40', '2024-02-05T08:00:00Z', 'false')",
    "('O1', '1', '01', '2', '50', '20', '80', '8', '40', '2024-03-05T08:00:00Z', 'false')",
    "('O2', '1', '01', '1', '50', '0', '50', '5', '20', '2024-02-06T08:00:00Z', 'false')",
    "('O3', '1', '01', '1', '50', '0', '50', '5', '20', '2024-02-07T08:00:00Z', 'false')",
  ]);
}

const linesOf = (marts: BuiltMarts) =>
  marts.rows(
    `select order_id, gross_amount, discount_amount, net_amount, margin_amount, net_source_amount, currency_code
    from sales.fct_order_line order by order_id`,
  );

describe("an order's history", { timeout: 300_000 }, () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadTinyCompany(marts);
    expect(faultsOf(await marts.build(varsOf("2024-02-29"), SALES))).toEqual([]);
  }, 300_000);

  afterAll(() => {
    marts.close();
  });

  it("is told as it was known on the day, at the rate of the order's day", async () => {
    expect(await linesOf(marts)).toEqual([
      ["O1", "110.0000", "11.0000", "99.0000", "55.0000", "90.0000", "EUR"],
      ["O2", "55.0000", "0.0000", "55.0000", "33.0000", "50.0000", "EUR"],
      ["O3", "50.0000", "0.0000", "50.0000", "30.0000", "50.0000", "USD"],
    ]);
  });

  it("takes in corrections, cancellations and deletions of the next month only", async () => {
    expect(faultsOf(await marts.build(varsOf("2024-03-31"), SALES))).toEqual([]);
    expect(await linesOf(marts)).toEqual([
      ["O1", "110.0000", "22.0000", "88.0000", "44.0000", "80.0000", "EUR"],
    ]);
    const orders = await marts.rows(
      "select order_id, is_cancelled, net_amount from sales.fct_order order by order_id",
    );
    expect(orders).toEqual([
      ["O1", false, "88.0000"],
      ["O2", true, "0.0000"],
    ]);
  });

  it("stays with the branch and the city of its day, and moves with those of today", async () => {
    const places = await marts.rows(
      `select then_at.branch_name, then_at.current_branch_name, now_at.branch_name,
        lived.city_name, lives.city_name
      from sales.fct_order_line as l
      join shared.dim_employee as then_at using (employee_version_key)
      join shared.dim_employee_current as now_at on l.employee_key = now_at.employee_key
      join shared.dim_customer as lived using (customer_version_key)
      join shared.dim_customer_current as lives on l.customer_key = lives.customer_key`,
    );
    expect(places).toEqual([["North", "South", "South", "Oslo", "Rome"]]);
  });

  it("is the same again when the earlier day is built from the later data", async () => {
    expect(faultsOf(await marts.build(varsOf("2024-02-29"), SALES))).toEqual([]);
    const lines = await linesOf(marts);
    expect(lines.map(([order, , , net]) => [order, net])).toEqual([
      ["O1", "99.0000"],
      ["O2", "55.0000"],
      ["O3", "50.0000"],
    ]);
  });

  it("takes a corrected rate", async () => {
    await marts.run(
      `insert into raw_erp.exchange_rate select * replace ('1.50000000' as rate,
        '2024-02-25T00:00:00Z' as changed_at) from raw_erp.exchange_rate where rate_date = '2024-02-01'`,
    );
    expect(faultsOf(await marts.build(varsOf("2024-02-29"), SALES))).toEqual([]);
    const lines = await linesOf(marts);
    expect(lines.map(([order, , , net]) => [order, net])).toEqual([
      ["O1", "135.0000"],
      ["O2", "75.0000"],
      ["O3", "50.0000"],
    ]);
  });
});

describe("a row without a key", { timeout: 300_000 }, () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadTinyCompany(marts);
    for (const [table, key] of [
      ["sales_order", "order_no"],
      ["order_line", "line_no"],
    ] as const) {
      await marts.run(
        `insert into raw_erp.${table} select * replace (null as ${key}) from raw_erp.${table}
          where order_no = 'O1' limit 1`,
      );
    }
  }, 300_000);

  afterAll(() => {
    marts.close();
  });

  it("is told, and is no record", async () => {
    const faults = faultsOf(await marts.build(varsOf("2024-02-29"), SALES));
    expect(faults.filter((fault) => !fault.includes("skip"))).toEqual([
      expect.stringContaining("assert_records_have_keys: fail Got 2 results"),
    ]);
    expect(await linesOf(marts)).toHaveLength(3);
  });

  it("leaves nothing behind when it is mended", async () => {
    await marts.run("delete from raw_erp.sales_order where order_no is null");
    await marts.run("delete from raw_erp.order_line where line_no is null");
    expect(faultsOf(await marts.build(varsOf("2024-02-29"), SALES))).toEqual([]);
    expect(await linesOf(marts)).toHaveLength(3);
  });
});

describe("a file that is sent again without one of its lines", { timeout: 300_000 }, () => {
  it("takes the line's version out of the record's count and sums", async () => {
    const marts = await BuiltMarts.create();
    await loadTinyCompany(marts);
    const select = { select: ["stg_erp__order_line_known"] };
    await marts.run(
      "update raw_erp.order_line set _load_id = 'march' where changed_at > '2024-03-01'",
    );
    const known = () =>
      marts.rows(
        `select order_no, net_source_amount, _version_count, _all_net_source_amount
        from staging.stg_erp__order_line_known where order_no in ('O1', 'O2') order by order_no`,
      );
    expect(faultsOf(await marts.build(varsOf("2024-03-31"), select))).toEqual([]);
    expect(await known()).toEqual([
      ["O1", "80.0000", "2", "170.0000"],
      ["O2", "50.0000", "1", "50.0000"],
    ]);

    await marts.run(
      `delete from raw_erp.order_line where order_no = 'O1' and _load_id <> 'march';
      update raw_erp.order_line set _load_id = 'again' where _load_id <> 'march'`,
    );
    expect(faultsOf(await marts.build(varsOf("2024-03-31"), select))).toEqual([]);
    expect(await known()).toEqual([
      ["O1", "80.0000", "1", "80.0000"],
      ["O2", "50.0000", "1", "50.0000"],
    ]);
    marts.close();
  });
});

describe("a file that is given another name", { timeout: 300_000 }, () => {
  it("gives its records the name too, and their totals stay explained", async () => {
    const marts = await BuiltMarts.create();
    await loadTinyCompany(marts);
    const select = { select: ["stg_erp__order_line_known"] };
    expect(faultsOf(await marts.build(varsOf("2024-03-31"), select))).toEqual([]);
    await marts.run("update raw_erp.order_line set _source_file = 'archive/f'");
    expect(faultsOf(await marts.build(varsOf("2024-03-31"), select))).toEqual([]);
    expect(
      await marts.rows(
        `select distinct _source_file, order_no is null
        from staging.stg_erp__order_line_known order by all`,
      ),
    ).toEqual([
      ["archive/f", false],
      ["archive/f", true],
    ]);
    marts.close();
  });
});
