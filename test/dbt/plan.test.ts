import { describe, expect, it } from "vitest";
import { duckdbAdapter } from "../../dbt/adapters/duckdb.js";
import { planCommand } from "../../dbt/commands/plan.js";
import { tableImpact } from "../../dbt/plan/impact.js";
import { DuckDBInstance } from "@duckdb/node-api";
import { projectFixture } from "./project-fixture.js";

const FILES = {
  "dbt_project.yml": "name: shop\nprofile: shop\nvars: {limit: 10}\n",
  "seeds/s.csv": "id\n1\n",
  "macros/m.sql": "{% macro two() %}2{% endmacro %}",
  "models/a.sql": "select * from {{ ref('s') }}",
  "models/b.sql": "select *, {{ two() }} as two from {{ ref('a') }}",
  "models/c.sql": "select * from {{ ref('b') }} where id < {{ var('limit') }}",
  "models/d.sql": "{{ config(materialized='table') }} select id from {{ source('main', 'raw') }}",
  "models/p.yml": "sources: [{name: main, tables: [{name: raw}]}]",
};

async function builtProject(): Promise<{
  project: Awaited<ReturnType<typeof projectFixture>>;
  plan: (vars?: Record<string, unknown>) => Promise<string[]>;
}> {
  const project = await projectFixture(FILES);
  await project.sql("create table raw as select 1 as id");
  const plan = async (vars: Record<string, unknown> = {}): Promise<string[]> => {
    const { nodes } = await planCommand(project.invocation("build", { vars }));
    return nodes
      .filter(({ change }) => change !== "unchanged")
      .map(({ name, change, reasons }) => `${name} ${change}: ${reasons.join("; ")}`);
  };
  return { project, plan };
}

describe("the plan of a build", () => {
  it("calls everything new before the first build, and nothing after it", async () => {
    const { project, plan } = await builtProject();
    expect(await plan()).toHaveLength(5);
    expect((await plan())[0]).toBe("d new: new");
    await project.dbt("build");
    expect(await plan()).toEqual([]);
  });

  it("says why a node would change, and what follows from it", async () => {
    const { project, plan } = await builtProject();
    await project.dbt("build");
    project.write({ "models/b.sql": "select *, 3 as three from {{ ref('a') }}" });
    expect(await plan()).toEqual(["b changed: code", "c changed: upstream: b"]);
    project.write(FILES);
    project.write({ "macros/m.sql": "{% macro two() %}1 + 1{% endmacro %}" });
    expect(await plan()).toEqual(["b changed: macro: two", "c changed: upstream: b"]);
    project.write(FILES);
    expect(await plan({ limit: 5 })).toEqual([
      "c changed: compiled code: variables or environment",
    ]);
    project.write({ "models/c.sql": `{{ config(materialized='table') }}${FILES["models/c.sql"]}` });
    expect((await plan())[0]).toBe("c changed: code; config: materialized");
  });

  it("sees changed data, seeds, missing relations and models that are gone", async () => {
    const { project, plan } = await builtProject();
    await project.dbt("build");
    await project.sql("insert into raw select 2");
    expect(await plan()).toEqual(["d changed: data: main.raw"]);
    await project.dbt("build");
    project.write({ "seeds/s.csv": "id\n1\n2\n" });
    expect(await plan()).toEqual([
      "s changed: code",
      "a changed: upstream: s",
      "b changed: upstream: a",
      "c changed: upstream: b",
    ]);
    await project.dbt("build");
    await project.sql("drop table d");
    project.remove("models/c.sql");
    expect(await plan()).toEqual([
      "d changed: its relation is missing",
      "c removed: no longer in the project; its relation stays",
    ]);
  });
});

it("compares tables with those of another version", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const session = await duckdbAdapter(() => instance.connect()).connect();
  const rows = "select 1 as order_key, 2.50::decimal(18,4) as net_amount, 7 as quantity";
  await session.run("attach ':memory:' as published");
  await session.run(`create table published.main.same as ${rows}`);
  await session.run(`create table memory.main.same as ${rows}`);
  await session.run(`create table published.main.moved as ${rows}`);
  await session.run(
    `create table memory.main.moved as ${rows}, true as is_new union all by name select 5 as order_key, 0.25 as net_amount`,
  );
  await session.run("create table memory.main.added as select 1 as x");
  const tables = ["main.same", "main.moved", "main.added", "main.absent"];
  expect(await tableImpact(session, "memory", "published", tables)).toEqual([
    {
      schema: "main",
      table: "moved",
      presence: "both",
      addedColumns: ["is_new"],
      removedColumns: [],
      moved: [
        { figure: "rows", before: "1", after: "2", difference: "1" },
        { figure: "sum of net_amount", before: "2.5000", after: "2.7500", difference: "0.2500" },
      ],
    },
    {
      schema: "main",
      table: "added",
      presence: "added",
      addedColumns: [],
      removedColumns: [],
      moved: [],
    },
  ]);
  session.close();
  instance.closeSync();
});
