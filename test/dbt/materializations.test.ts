import { describe, expect, it } from "vitest";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

const KIND =
  "select table_type from information_schema.tables where table_schema = 'main' and table_name = ";

describe("materializations", () => {
  it("builds views, tables and, as CTEs, ephemeral models", async () => {
    const project = await projectFixture({
      "models/base.sql": "{{ config(materialized='ephemeral') }}\nselect 1 as id",
      "models/nested.sql":
        "{{ config(materialized='ephemeral') }}\nwith b as (select * from {{ ref('base') }})\nselect id + 1 as id from b",
      "models/a_view.sql": "select * from {{ ref('base') }}",
      "models/a_table.sql":
        "{{ config(materialized='table') }}\n-- two CTEs come first\nwith n as (select * from {{ ref('nested') }})\nselect n.id, b.id as base_id from n cross join {{ ref('base') }} as b",
    });
    const result = await project.dbt("run");
    expect(statuses(result)).toEqual(["a_table success", "a_view success"]);
    expect(await project.sql("select * from main.a_table")).toEqual([[2, 1]]);
    expect(await project.sql(`${KIND}'a_view'`)).toEqual([["VIEW"]]);
    expect(await project.sql(`${KIND}'a_table'`)).toEqual([["BASE TABLE"]]);
    expect(await project.sql(`${KIND}'base'`)).toEqual([]);
    expect(resultOf(result, "a_table").compiledSql).toContain("with __dbt__cte__base as (");
    expect(resultOf(result, "a_table").rows).toBe(1);
  });

  it("switches a relation between view and table", async () => {
    const project = await projectFixture({ "models/m.sql": "select 1 as id" });
    for (const [materialized, kind] of [
      ["table", "BASE TABLE"],
      ["view", "VIEW"],
      ["table", "BASE TABLE"],
    ]) {
      project.write({
        "models/m.sql": `{{ config(materialized='${materialized ?? ""}') }} select 2 as id`,
      });
      expect((await project.dbt("run")).status).toBe("ok");
      expect(await project.sql(`${KIND}'m'`)).toEqual([[kind]]);
    }
  });

  it("leaves the previous relation when a model fails", async () => {
    const project = await projectFixture({
      "models/m.sql": "{{ config(materialized='table') }} select 1 as id",
      "models/v.sql": "select 1 as id",
    });
    await project.dbt("run");
    project.write({
      "models/m.sql":
        "{{ config(materialized='table') }} select cast('no number' as integer) as id",
      "models/v.sql": "{{ config(materialized='table') }} select missing_column as id",
    });
    const result = await project.dbt("run");
    expect(statuses(result)).toEqual(["m error", "v error"]);
    expect(await project.sql("select * from main.m union all from main.v")).toEqual([[1], [1]]);
    expect(await project.sql(`${KIND}'m__dbt_tmp'`)).toEqual([]);
    expect(await project.sql(`${KIND}'v'`)).toEqual([["VIEW"]]);
  });

  it("undoes the model when its post-hook fails", async () => {
    const project = await projectFixture({
      "models/m.sql": "{{ config(materialized='table') }} select 1 as id",
    });
    await project.dbt("run");
    project.write({
      "models/m.sql":
        "{{ config(materialized='table', post_hook='insert into {{ this }} select no_such') }} select 2 as id",
    });
    expect(statuses(await project.dbt("run"))).toEqual(["m error"]);
    expect(await project.sql("from main.m")).toEqual([[1]]);
  });

  it("runs hooks in the model's transaction", async () => {
    const project = await projectFixture({
      "models/m.sql":
        "{{ config(materialized='table', post_hook='insert into {{ this }} values (3)') }} select 2 as id",
    });
    expect((await project.dbt("run")).status).toBe("ok");
    expect(await project.sql("from main.m order by 1")).toEqual([[2], [3]]);
  });

  it("stores descriptions as comments where persist_docs says so", async () => {
    const project = await projectFixture({
      "models/t.sql": "{{ config(materialized='table') }} select 1 as id, 2 as other",
      "models/v.sql": "select 1 as id",
      "models/p.yml": `
models:
  - name: t
    description: Ann's table
    config: {persist_docs: {relation: true, columns: true}}
    columns:
      - {name: id, description: The key}
      - {name: OTHER, description: In another case than the column}
      - {name: absent, description: Not in the table}
  - name: v
    description: A view
    config: {persist_docs: {relation: true, columns: true}}
    columns: [{name: id, description: The view's key}]
`,
    });
    const result = await project.dbt("run");
    expect(result.errors).toEqual([]);
    expect(await project.sql("select comment from duckdb_tables() where table_name = 't'")).toEqual(
      [["Ann's table"]],
    );
    expect(await project.sql("select comment from duckdb_views() where view_name = 'v'")).toEqual([
      ["A view"],
    ]);
    expect(
      await project.sql(
        "select table_name, column_name, comment from duckdb_columns() where comment is not null order by 1",
      ),
    ).toEqual([
      ["t", "id", "The key"],
      ["v", "id", "The view's key"],
    ]);
  });

  it("builds in custom schemas, named by the project's own macro where it has one", async () => {
    const project = await projectFixture({
      "models/m.sql": "{{ config(schema='sales') }} select 1 as id",
    });
    await project.dbt("run");
    expect(await project.sql("from main_sales.m")).toEqual([[1]]);
    project.write({
      "macros/names.sql":
        "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}" +
        "{% macro generate_alias_name(custom_alias_name, node) %}x_{{ node.name }}{% endmacro %}",
    });
    await project.dbt("run");
    expect(await project.sql("from sales.x_m")).toEqual([[1]]);
  });

  it("ignores grants, and says so once", async () => {
    const project = await projectFixture({
      "models/a.sql": "{{ config(grants={'select': ['someone']}) }} select 1 as id",
      "models/b.sql": "{{ config(grants={'select': ['someone']}) }} select 1 as id",
    });
    expect((await project.dbt("run")).status).toBe("ok");
    const notes = project.events.filter(({ type }) => type === "note");
    expect(notes).toEqual([
      { type: "note", level: "info", message: "Grants are ignored: the database has none." },
    ]);
  });

  it("says what is to be done when the disk is full, and keeps what was there", async () => {
    const project = await projectFixture({
      "models/m.sql": "{{ config(materialized='table') }} select 1 as id",
    });
    await project.dbt("run");
    project.write({
      "models/m.sql":
        "{{ config(materialized='table') }} select error('IO Error: No space left on device') as id",
    });
    const failed = resultOf(await project.dbt("run"), "m");
    expect(failed.error?.hint).toContain("The disk is full.");
    expect(await project.sql("from main.m")).toEqual([[1]]);
  });
});
