import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";

const root = mkdtempSync(join(tmpdir(), "granary-erp-"));
const KEYS = {
  category: "category_id",
  product: "product_id",
  organisation: "unit_id",
  employee: "employee_no",
  customer: "customer_no",
  price_list: "price_list_id",
  sales_order: "order_no",
  order_line: "order_no, line_no",
  shipment: "shipment_no",
  invoice: "invoice_no",
  payment: "payment_no",
  return_line: "return_no, line_no",
  sales_target: "employee_no, month_start_date",
  exchange_rate: "rate_date, from_currency",
} as const;

let ask: (sql: string) => Promise<unknown[][]>;
let close: () => void;

beforeAll(async () => {
  const outDir = join(root, "demo");
  const until = "2024-12-31";
  await generateDemo({ scale: 0.04, seed: 7, until, outDir, onEvent: () => undefined });
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  for (const [table, key] of Object.entries(KEYS)) {
    // Versions in the order of the files, and the newest of each record that was not deleted.
    await connection.run(
      `create table ${table}_version as select *, row_number() over () as position
        from read_csv('${outDir}/erp/${table}/*.csv', all_varchar = true, filename = true);
      create table ${table} as select * from ${table}_version
        qualify row_number() over (partition by ${key} order by position desc) = 1;
      delete from ${table} where is_deleted = 'true'`,
    );
  }
  await connection.run(
    `create view identity as from read_csv('${outDir}/truth/identity.csv', all_varchar = true);
    create view truth as from read_csv('${outDir}/truth/customer.csv', all_varchar = true)`,
  );
  ask = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
  close = () => {
    connection.closeSync();
    instance.closeSync();
  };
}, 120_000);

afterAll(() => {
  close();
  rmSync(root, { recursive: true, force: true });
});

describe("ERP extracts of the demo", () => {
  it("refer only to records that exist", async () => {
    const orphans = await ask(
      `select
        (select count(*) from sales_order anti join customer using (customer_no)),
        (select count(*) from order_line anti join sales_order using (order_no)),
        (select count(*) from sales_order anti join order_line using (order_no)),
        (select count(*) from order_line anti join product using (product_id)),
        (select count(*) from product anti join category using (category_id)),
        (select count(*) from shipment anti join sales_order using (order_no)),
        (select count(*) from invoice anti join sales_order using (order_no)),
        (select count(*) from payment anti join invoice using (invoice_no)),
        (select count(*) from return_line anti join order_line using (order_no, line_no)),
        (select count(*) from sales_order where rep_employee_no is not null
          and rep_employee_no not in (select employee_no from employee)),
        (select count(*) from sales_order where branch_id not in (select unit_id from organisation)),
        (select count(*) from employee where left_on is null
          and unit_id not in (select unit_id from organisation))`,
    );
    expect(orphans).toEqual([Array.from({ length: 12 }, () => "0")]);
  });

  it("state amounts that follow from one another", async () => {
    const wrong = await ask(
      `with lines as (
        select order_no, sum(cast(net_amount as decimal(18,4))) as net,
          sum(cast(tax_amount as decimal(18,4))) as tax
        from order_line group by order_no
      )
      select
        (select count(*) from order_line_version where cast(net_amount as decimal(18,4)) <>
          cast(quantity as integer) * cast(unit_price as decimal(18,4))
            - cast(discount_amount as decimal(18,4))),
        (select count(*) from order_line where cast(cost_amount as decimal(18,4))
          >= cast(net_amount as decimal(18,4))),
        (select count(*) from invoice join lines using (order_no)
          where net <> cast(net_amount as decimal(18,4)) or tax <> cast(tax_amount as decimal(18,4))),
        (select count(*) from (
          select invoice_no, sum(cast(amount as decimal(18,4))) as paid from payment group by 1
        ) join invoice using (invoice_no) where paid > cast(gross_amount as decimal(18,4))),
        (select count(*) from (
          select order_no, net_amount, tax_amount, cost_amount from order_line
          union all select order_no, net_amount, tax_amount, cost_amount from return_line
        ) join sales_order using (order_no) where currency = 'JPY' and list_sum(list_transform(
          [net_amount, tax_amount, cost_amount], lambda x: cast(x as decimal(18,4)) % 1)) <> 0)`,
    );
    expect(wrong).toEqual([["0", "0", "0", "0", "0"]]);
  });

  it("stand in the order of their change, in the file of its year", async () => {
    for (const table of Object.keys(KEYS)) {
      const wrong = await ask(
        `select count(*) filter (where changed_at < before),
          count(*) filter (where year <> greatest(left(changed_at, 4), '2023'))
        from (
          select changed_at, lag(changed_at) over (order by position) as before,
            regexp_extract(filename, '(\\d{4})\\.csv$', 1) as year
          from ${table}_version
        )`,
      );
      expect(wrong, table).toEqual([["0", "0"]]);
    }
  });

  it("have late, corrected, deleted and cancelled records, returns, partial and missing payments", async () => {
    const [found = []] = await ask(
      `select
        (select count(*) from (
          select order_no, min(changed_at) as entered, any_value(order_date) as order_date
          from sales_order_version group by 1
        ) where cast(entered as timestamp) > cast(order_date as date) + interval 1 day) > 0,
        (select count(*) from (
          select order_no, line_no from order_line_version where is_deleted = 'false'
          group by 1, 2 having count(distinct quantity || discount_amount) > 1
        )) > 0,
        (select count(*) from sales_order_version where is_deleted = 'true') > 0,
        (select count(*) from sales_order where status = 'cancelled') > 0,
        (select count(*) from return_line where reason = 'quality') > 0,
        (select count(*) from payment where payment_no like '%-2') > 0,
        (select count(*) from invoice anti join payment using (invoice_no)
          where due_date < '2024-09-01') > 0`,
    );
    expect(found).toEqual([true, true, true, true, true, true, true]);
  });

  it("tell of the reorganisation, the price rise, and the turnover of staff", async () => {
    const found = await ask(
      `select
        (select string_agg(parent_unit_id, ',' order by position)
          from organisation_version where unit_id = 'B09'),
        (select count(*) from organisation where unit_id = 'T062'),
        (select count(distinct list_price) from product_version where product_id = '03040201'),
        (select count(*) from price_list where valid_from = '2024-09-02') > 100,
        (select count(*) from price_list where valid_to < valid_from),
        (select count(*) from employee where left_on is not null) > 5,
        (select count(*) from (select customer_no from customer_version
          group by 1 having count(distinct rep_employee_no) > 1)) > 5`,
    );
    expect(found).toEqual([["R04,R03", "0", "2", true, "0", true, true]]);
  });

  it("have every currency, a rate for every day, and ids that begin with zeros", async () => {
    const found = await ask(
      `select
        (select count(distinct currency) from sales_order),
        (select count(*) from exchange_rate),
        (select bool_and(product_id like '0%') from product),
        (select bool_and(customer_no like '00%') from customer),
        (select count(*) from product where product_name like '%"%') > 0,
        (select count(*) from customer where regexp_matches(customer_name, '\\p{Han}')) > 0`,
    );
    expect(found).toEqual([["4", String(3 * 731), true, true, true, true]]);
  });

  it("know some customers twice, and write them differently", async () => {
    const [found = []] = await ask(
      `with twice as (
        select true_customer from identity where system = 'erp'
        group by 1 having count(*) = 2
      ), names as (
        select count(distinct email) as emails, count(distinct customer_name) as names
        from twice join identity using (true_customer) join customer on record_id = customer_no
        where system = 'erp' group by true_customer
      )
      select count(*) > 5, count(*) filter (where names > 1) > 0 from names`,
    );
    expect(found).toEqual([true, true]);
  });

  it("hold the orders that the truth counts", async () => {
    const differing = await ask(
      `with counted as (
        select true_customer, count(*) as orders, max(order_date) as last
        from sales_order join identity on system = 'erp' and record_id = customer_no
        where status <> 'cancelled' and order_no in (select order_no from order_line)
        group by 1
      )
      select count(*) from truth left join counted using (true_customer)
      where cast(order_count as integer) <> coalesce(orders, 0)
        or coalesce(last_order_date, '') <> coalesce(last, '')`,
    );
    // Orders typed in twice in the last days are not yet removed.
    expect(Number(differing[0]?.[0])).toBeLessThanOrEqual(2);
  });
});
