import { describe, expect, it } from "vitest";
import { projectFixture, resultOf } from "./project-fixture.js";

const TWICE = `
{% materialization twice, default %}
  {%- set target = this.incorporate(type='table') -%}
  {%- set existing = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}
  {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
  {% call statement('main') -%}
    create table {{ target }} as (select * from ({{ sql }}) union all select * from ({{ model.compiled_code }}))
  {%- endcall %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}`;

describe("materializations of the project's own", () => {
  it("build models, with their hooks", async () => {
    const project = await projectFixture({
      "macros/twice.sql": TWICE,
      "models/m.sql":
        "{{ config(materialized='twice', post_hook='insert into {{ this }} values (9)') }} select 1 as id",
    });
    for (let run = 0; run < 2; run += 1) {
      const result = await project.dbt("run");
      expect(result.errors).toEqual([]);
      expect(resultOf(result, "m").rows).toBe(3);
    }
    expect(await project.sql("from main.m order by id")).toEqual([[1], [1], [9]]);
  });

  it("leave the relation as it was when they fail, and say where", async () => {
    const project = await projectFixture({
      "macros/twice.sql": TWICE,
      "models/m.sql": "{{ config(materialized='twice') }} select 1 as id",
    });
    await project.dbt("run");
    project.write({ "models/m.sql": "{{ config(materialized='twice') }} select missing" });
    const failed = resultOf(await project.dbt("run"), "m");
    expect(failed.error?.code).toBe("DBT_MODEL_FAILED");
    expect(failed.message).toContain('Referenced column "missing"');
    expect(await project.sql("from main.m")).toEqual([[1], [1]]);
  });

  it("call one another as macros", async () => {
    const project = await projectFixture({
      "macros/twice.sql": `${TWICE}
        {% materialization twice, adapter='duckdb' %}{{ return(materialization_twice_default()) }}{% endmaterialization %}`,
      "models/m.sql":
        "{{ config(materialized='twice', post_hook='insert into {{ this }} values (9)') }} select 1 as id",
    });
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(await project.sql("from main.m order by id")).toEqual([[1], [1], [9]]);
  });

  it("built in, create relations by the project's own macros", async () => {
    const project = await projectFixture({
      "macros/own.sql": `
        {% macro duckdb__create_view_as(relation, sql) %}create view {{ relation }} as select *, 'own' as how from ({{ sql }}){% endmacro %}
        {% macro default__create_table_as(temporary, relation, sql) %}create table {{ relation }} as select *, 'mine' as how from ({{ sql }}){% endmacro %}`,
      "models/v.sql": "{{ config(materialized='view') }} select 1 as id",
      "models/t.sql": "{{ config(materialized='table') }} select 2 as id",
    });
    for (let run = 0; run < 2; run += 1) {
      expect((await project.dbt("run")).errors).toEqual([]);
      expect(await project.sql("from main.v union all from main.t order by id")).toEqual([
        [1, "own"],
        [2, "mine"],
      ]);
    }
  });

  it("may stand in for a built-in one, for this engine first", async () => {
    const project = await projectFixture({
      "macros/m.sql":
        "{% materialization table, adapter='duckdb' %}{% do run_query('create or replace table ' ~ this ~ ' as select 42 as id') %}{{ return({'relations': [this]}) }}{% endmaterialization %}",
      "models/m.sql": "{{ config(materialized='table') }} select 1 as id",
    });
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(await project.sql("from main.m")).toEqual([[42]]);
  });

  it("have to exist", async () => {
    const project = await projectFixture({
      "models/m.sql": "{{ config(materialized='magic') }} select 1 as id",
    });
    expect(resultOf(await project.dbt("run"), "m").error?.message).toContain(
      "is materialized as magic, which does not exist",
    );
  });
});
