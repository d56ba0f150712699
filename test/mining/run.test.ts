import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it, onTestFinished } from "vitest";
import { runMining } from "../../mining/run.js";
import type { Workspace } from "../../warehouse/workspace.js";
import { configOver } from "../ingest/landing.js";

const RULES = `select antecedent, consequent, rule_order_count, antecedent_order_count,
  holdout_rule_order_count, holdout_antecedent_order_count, holdout_confidence
  from mining.association_rule order by antecedent, consequent`;

interface Line {
  order: number;
  day: string;
  product: number;
}

async function martsOf(lines: readonly Line[]): Promise<Workspace> {
  const instance = await DuckDBInstance.create(":memory:");
  onTestFinished(() => {
    instance.closeSync();
  });
  const connection = await instance.connect();
  await connection.run(`
    create schema shared; create schema sales;
    create table shared.dim_product_current (product_key bigint, product_id varchar, product_name varchar, subcategory_name varchar);
    insert into shared.dim_product_current values (0, '', 'Unknown', 'Unknown'), (1, 'P1', 'Road bike', 'Bikes'),
      (2, 'P2', 'Helmet', 'Helmets'), (3, 'P3', 'Tube', 'Tubes'), (4, 'P4', 'Road bike', 'Bikes');
    create table sales.fct_order_line (order_key bigint, order_date date, product_key bigint)`);
  for (const { order, day, product } of lines) {
    await connection.run(
      `insert into sales.fct_order_line values (${order}, date '${day}', ${product})`,
    );
  }
  connection.closeSync();
  return {
    path: ":memory:",
    database: "memory",
    connect: () => instance.connect(),
    close: () => Promise.resolve(),
  };
}

function orders(first: number, day: string, ...products: number[][]): Line[] {
  return products.flatMap((list, i) => list.map((product) => ({ order: first + i, day, product })));
}

const config = configOver("/nowhere", {});
const vars = { association_min_orders: 2 };
const ignore = (): void => undefined;

async function rowsOf(workspace: Workspace, sql: string): Promise<unknown[][]> {
  const connection = await workspace.connect();
  return (await connection.runAndReadAll(sql)).getRowsJS();
}

describe("mining the marts", () => {
  it("learns from the earlier orders and measures on the later ones", async () => {
    const workspace = await martsOf([
      ...orders(1, "2024-01-01", [1, 2], [1, 2], [4, 2, 3], [1], [3], [3], [2, 0], [1, 2]),
      ...orders(11, "2024-03-01", [1, 2], [1]),
      ...orders(21, "2024-06-01", [1, 3], [1, 3], [1, 3]),
    ]);
    const summary = await runMining({ config: { ...config, vars }, workspace, onEvent: ignore });
    expect(summary).toMatchObject({ trainOrders: 8, holdoutOrders: 2, rules: 2 });
    expect(await rowsOf(workspace, RULES)).toEqual([
      ["Bikes", "Helmets", 4n, 5n, 1n, 2n, 0.5],
      ["Helmets", "Bikes", 4n, 5n, 1n, 1n, 1],
    ]);
    expect(
      await rowsOf(
        workspace,
        `select technique, parameters->>'level', as_of_date::varchar, holdout_from_date::varchar,
         train_order_count, holdout_order_count, rule_count from mining.run`,
      ),
    ).toEqual([["association", "subcategory", "2024-05-01", "2024-03-01", 8n, 2n, 2n]]);
  });

  it("gives the same rows again", async () => {
    const workspace = await martsOf(orders(1, "2024-01-01", [1, 2], [1, 2], [3], [3, 2]));
    const seen = [];
    for (let i = 0; i < 2; i += 1) {
      await runMining({ config: { ...config, vars }, workspace, onEvent: ignore });
      seen.push([
        await rowsOf(workspace, "from mining.association_rule"),
        await rowsOf(workspace, "from mining.run"),
      ]);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.[0]).not.toEqual([]);
  });

  it("tells products of one name apart", async () => {
    const workspace = await martsOf(orders(1, "2024-01-01", [1, 2], [1, 2], [4, 2], [4, 2]));
    const byProduct = { ...vars, association_level: "product" };
    await runMining({ config: { ...config, vars: byProduct }, workspace, onEvent: ignore });
    expect(
      await rowsOf(workspace, "select distinct antecedent from mining.association_rule order by 1"),
    ).toEqual([["Helmet"], ["Road bike (P1)"], ["Road bike (P4)"]]);
  });

  it("writes empty tables for empty marts", async () => {
    const workspace = await martsOf([]);
    const summary = await runMining({ config, workspace, onEvent: ignore });
    expect(summary).toMatchObject({ trainOrders: 0, holdoutOrders: 0, rules: 0 });
    expect(await rowsOf(workspace, "from mining.association_rule")).toEqual([]);
  });

  it("names the build as the next step when there are no marts", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const workspace = {
      path: "",
      database: "memory",
      connect: () => instance.connect(),
      close: () => Promise.resolve(),
    };
    await expect(runMining({ config, workspace, onEvent: ignore })).rejects.toMatchObject({
      code: "MINING_MARTS_MISSING",
    });
    instance.closeSync();
  });

  it("reports vars that are out of range together", async () => {
    const workspace = await martsOf([]);
    const bad = { association_min_support: 2, association_level: "aisle" };
    await expect(
      runMining({ config: { ...config, vars: bad }, workspace, onEvent: ignore }),
    ).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      details: [
        expect.stringContaining("association_level"),
        expect.stringContaining("association_min_support"),
      ],
    });
  });
});
