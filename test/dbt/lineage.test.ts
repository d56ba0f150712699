import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseTreeQuery } from "../../dbt/adapters/duckdb-catalog.js";
import { traceQuery } from "../../dbt/lineage/trace-query.js";
import { projectFixture } from "./project-fixture.js";

const TABLES: Record<string, string[]> = {
  orders: ["id", "customer_id", "amount"],
  customers: ["customer_id", "name"],
};

/** `column: origins` of each column of the query, over the tables above. */
async function traced(sql: string, storage = "v1.0.0"): Promise<string[] | null> {
  const instance = await DuckDBInstance.create(":memory:", {
    storage_compatibility_version: storage,
  });
  onTestFinished(() => {
    instance.closeSync();
  });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(parseTreeQuery(sql));
  const tree: unknown = JSON.parse(String(reader.getRows()[0]?.[0]));
  const columns = traceQuery(tree, (_database, _schema, name) => {
    const names = TABLES[name] ?? null;
    return names && names.map((column) => ({ name: column, origins: [{ node: name, column }] }));
  });
  return (
    columns?.map(({ name, origins }) =>
      [name, ...origins.map(({ node, column }) => `${node}.${column}`).sort()].join(" "),
    ) ?? null
  );
}

describe("column lineage", () => {
  it.each([
    ["select id, amount * 2 as twice from orders", ["id orders.id", "twice orders.amount"]],
    [
      "with o as (select id as k, amount from orders) select * from o",
      ["k orders.id", "amount orders.amount"],
    ],
    [
      "select o.* exclude (id) from orders o",
      ["customer_id orders.customer_id", "amount orders.amount"],
    ],
    [
      "select * from orders pivot (sum(amount) for customer_id in (1, 2))",
      ["id orders.id", "1 orders.amount orders.customer_id", "2 orders.amount orders.customer_id"],
    ],
    [
      "pivot orders on customer_id in (1) using sum(amount) as total, count(*) group by id",
      [
        "id orders.id",
        "1_total orders.amount orders.customer_id",
        "1_count_star() orders.customer_id",
      ],
    ],
    [
      "from orders unpivot (value for what in (amount, customer_id))",
      ["id orders.id", "what", "value orders.amount orders.customer_id"],
    ],
    [
      "unpivot orders on columns(* exclude (id)) into name what value value",
      ["id orders.id", "what", "value orders.amount orders.customer_id"],
    ],
    [
      "select * replace (amount + id as amount) from orders",
      ["id orders.id", "customer_id orders.customer_id", "amount orders.amount orders.id"],
    ],
    [
      "select * from orders join customers using (customer_id)",
      [
        "id orders.id",
        "customer_id customers.customer_id orders.customer_id",
        "amount orders.amount",
        "name customers.name",
      ],
    ],
    [
      "select id as x from orders union all select customer_id from customers",
      ["x customers.customer_id orders.id"],
    ],
    [
      "select name as a from customers union all by name select id as b from orders",
      ["a customers.name", "b orders.id"],
    ],
    [
      "select sum(amount) over (partition by customer_id) as s from orders",
      ["s orders.amount orders.customer_id"],
    ],
    [
      "select case when amount > 1 then name end as c from orders, customers",
      ["c customers.name orders.amount"],
    ],
    ["select amount as a, a + 1 as b from orders", ["a orders.amount", "b orders.amount"]],
    [
      "select (select max(name) from customers c where c.customer_id = o.customer_id) as n from orders o",
      ["n customers.name"],
    ],
    [
      "with recursive r as (select id, 1 as depth from orders union all select id, depth + 1 from r) select * from r",
      ["id orders.id", "depth"],
    ],
    ["select t.x from (select id from orders) as t(x)", ["x orders.id"]],
    ["select 1 as one, count(*) as n from orders", ["one", "n"]],
    [
      "select id as x from orders union all select customer_id from customers union all select amount from orders",
      ["x customers.customer_id orders.amount orders.id"],
    ],
    ["select u from orders, unnest([id]) as t(u)", ["u orders.id"]],
  ])("follows %s", async (sql, expected) => {
    expect(await traced(sql)).toEqual(expected);
    expect(await traced(sql, "latest")).toEqual(expected);
  });

  it("says nothing of what the engine gives no tree of", async () => {
    expect(await traced("pivot orders on id using sum(amount)")).toBeNull();
  });

  it("goes into the manifest and into meta.lineage", async () => {
    const project = await projectFixture({
      "models/a.sql": "{{ config(materialized='table') }} select 1 as id, 2 as amount",
      "models/e.sql":
        "{{ config(materialized='ephemeral') }} select id, amount from {{ ref('a') }}",
      "models/b.sql": "select id, sum(amount) as total from {{ ref('e') }} group by all",
    });
    await project.dbt("build", { lineage: true });
    const rows = "select column_name, upstream_node, upstream_column from meta.lineage";
    const ofB = `${rows} where model = 'model.shop.b' order by all`;
    const expected = [
      ["id", "model.shop.a", "id"],
      ["total", "model.shop.a", "amount"],
    ];
    expect(await project.sql(ofB)).toEqual(expected);
    await project.dbt("run", { lineage: true, select: ["a"] });
    expect(await project.sql(ofB)).toEqual(expected);
  });
});
