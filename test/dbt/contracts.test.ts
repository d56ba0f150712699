import { describe, expect, it } from "vitest";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

const PROJECT = "name: shop\nmodels: {shop: {+materialized: table, +contract: {enforced: true}}}\n";

describe("contracts", () => {
  it("that are broken list every column", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/m.sql": "select 'a' as name, 1::bigint as id, 5 as more",
      "models/p.yml":
        "models: [{name: m, columns: [{name: id, data_type: int}, {name: name, data_type: string}, {name: gone, data_type: date}]}]",
    });
    const result = await project.dbt("run");
    expect(resultOf(result, "m").error).toMatchObject({
      code: "DBT_CONTRACT_BROKEN",
      details: [
        "| column_name | definition_type | contract_type | mismatch_reason       |",
        "| ----------- | --------------- | ------------- | --------------------- |",
        "| gone        |                 | DATE          | missing in definition |",
        "| id          | BIGINT          | INTEGER       | data type mismatch    |",
        "| more        | INTEGER         |               | missing in contract   |",
      ],
    });
  });

  it("that hold make tables with the columns in their order, and their constraints", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/m.sql": "select 5 as qty, 'a' as \"the name\", 1 as id",
      "models/p.yml": `
models:
  - name: m
    constraints: [{type: check, name: positive, expression: qty > 0}, {type: unique, columns: ['"the name"']}]
    columns:
      - {name: id, data_type: int, constraints: [{type: primary_key}, {type: not_null}]}
      - {name: the name, data_type: varchar, quote: true}
      - {name: qty, data_type: int, constraints: [{type: check, expression: qty < 100}]}
`,
    });
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(await project.sql("from main.m")).toEqual([[1, "a", 5]]);
    expect(
      await project.sql(
        "select constraint_type from duckdb_constraints() where table_name = 'm' order by 1",
      ),
    ).toEqual([["CHECK"], ["CHECK"], ["NOT NULL"], ["PRIMARY KEY"], ["UNIQUE"]]);
    project.write({ "models/m.sql": "select -5 as qty, 'a' as \"the name\", 1 as id" });
    const broken = await project.dbt("run");
    expect(resultOf(broken, "m").message).toContain("CHECK constraint failed");
    expect(await project.sql("from main.m")).toEqual([[1, "a", 5]]);
  });

  it("with foreign keys are built, and built again, after what they refer to", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/z_parent.sql": "select 1 as id",
      "models/a_child.sql": "select 1 as parent_id, {{ var('n', 1) }} as n",
      "models/p.yml": `
models:
  - name: z_parent
    constraints: [{type: primary_key, columns: [id]}]
    columns: [{name: id, data_type: int}]
  - name: a_child
    columns:
      - {name: parent_id, data_type: int, constraints: [{type: foreign_key, to: ref('z_parent'), to_columns: [id]}]}
      - {name: n, data_type: int}
`,
    });
    expect(statuses(await project.dbt("run"))).toEqual(["z_parent success", "a_child success"]);
    const again = await project.dbt("run", { vars: { n: 2 } });
    expect(again.errors).toEqual([]);
    expect(await project.sql("from main.a_child")).toEqual([[1, 2]]);
    const alone = await project.dbt("run", { select: ["z_parent"] });
    expect(resultOf(alone, "z_parent").error?.details).toEqual([
      "a_child would have to be built again, but a_child is not selected",
    ]);
    expect(await project.sql("from main.a_child")).toEqual([[1, 2]]);
  });

  it("with foreign keys to one table are built side by side", async () => {
    const children = [1, 2, 3, 4].map((n) => `child_${n}`);
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/parent.sql": "select 1 as id",
      ...Object.fromEntries(children.map((name) => [`models/${name}.sql`, "select 1 as id"])),
      "models/p.yml": [
        "models:",
        "  - {name: parent, columns: [{name: id, data_type: int, constraints: [{type: primary_key}]}]}",
        ...children.map(
          (name) =>
            `  - {name: ${name}, columns: [{name: id, data_type: int, constraints: [{type: foreign_key, to: ref('parent'), to_columns: [id]}]}]}`,
        ),
      ].join("\n"),
    });
    for (let run = 0; run < 2; run += 1) {
      expect((await project.dbt("run", { threads: 4 })).errors).toEqual([]);
    }
  });

  it("bind views and new rows of incremental models too", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/v.sql": "{{ config(materialized='view') }} select 1 as id, 2 as other",
      "models/i.sql":
        "{{ config(materialized='incremental', on_schema_change='fail') }} select 1::{{ 'int' if var('n', 1) == 1 else 'bigint' }} as id",
      "models/p.yml":
        "models: [{name: v, columns: [{name: id, data_type: int}]}, {name: i, columns: [{name: id, data_type: int}]}]",
    });
    expect(statuses(await project.dbt("run"))).toEqual(["i success", "v error"]);
    const second = await project.dbt("run", { vars: { n: 2 } });
    expect(resultOf(second, "i").error?.code).toBe("DBT_CONTRACT_BROKEN");
  });

  it("are not needed for indexes", async () => {
    const project = await projectFixture({
      "models/m.sql":
        "{{ config(materialized='table', indexes=[{'columns': ['id'], 'unique': true}]) }} select 1 as id",
    });
    await project.dbt("run");
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(
      await project.sql("select is_unique, expressions::varchar from duckdb_indexes()"),
    ).toEqual([[true, "[id]"]]);
  });
});
