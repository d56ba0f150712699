import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFixture } from "./project-fixture.js";

const PROJECT = `
name: "{{ env_var('NAME', 'shop') }}"
model-paths: ["{{ var('folder', 'models') }}"]
target-path: "out/{{ target.name }}"
vars: {colour: "{{ target.name }} red"}
models:
  +schema: "{{ var('schema', 'made') }}"
`;

describe("dbt_project.yml", () => {
  it("may hold Jinja anywhere, variables too", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "other/m.sql": "select '{{ var('colour') }}' as colour",
    });
    const vars = { folder: "other" };
    expect((await project.dbt("build", { vars, env: { NAME: "bazaar" } })).errors).toEqual([]);
    expect(await project.sql("from main_made.m")).toEqual([["dev red"]]);
    expect(
      existsSync(join(project.dir, "out", "dev", "compiled", "bazaar", "other", "m.sql")),
    ).toBe(true);
  });

  it("says what cannot be rendered", async () => {
    const project = await projectFixture({ "dbt_project.yml": "name: \"{{ var('missing') }}\"\n" });
    await expect(project.dbt("parse")).rejects.toMatchObject({ code: "DBT_PROJECT_INVALID" });
  });

  it("leaves out what .dbtignore names", async () => {
    const project = await projectFixture({
      ".dbtignore": "*.old.sql\n",
      "models/m.sql": "select 1 as id",
      "models/n.old.sql": "{{ nothing() }}",
    });
    expect((await project.dbt("ls")).listed).toEqual(["shop.m"]);
  });
});

describe("macros of the project's own, in place of dbt's", () => {
  it("load and merge rows", async () => {
    const project = await projectFixture({
      "macros/own.sql": `
        {% macro default__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
          insert into {{ target }} select {{ unique_key }} + 100 from {{ source }}
        {% endmacro %}
        {% macro snapshot_merge_sql(target, source, insert_cols) %}
          insert into {{ target }} ({{ insert_cols | join(', ') }}) select {{ insert_cols | join(', ') }} from {{ source }} where dbt_change_type = 'insert'
        {% endmacro %}
        {% macro snapshot_hash_arguments(args) %}concat_ws('/', {{ args | join(', ') }}){% endmacro %}`,
      "models/m.sql":
        "{{ config(materialized='incremental', unique_key='id', incremental_strategy='delete+insert') }} select 1 as id",
      "snapshots/s.sql":
        "{% snapshot s %}{{ config(unique_key='id', strategy='check', check_cols=['v']) }} select 1 as id, {{ var('v') }} as v{% endsnapshot %}",
    });
    for (const v of [1, 2]) {
      expect((await project.dbt("build", { vars: { v } })).errors).toEqual([]);
    }
    expect(await project.sql("from main.m order by id")).toEqual([[1], [101]]);
    expect(
      await project.sql(
        "select v, dbt_valid_to is null, dbt_scd_id like '1/%' from main.s order by v",
      ),
    ).toEqual([
      [1, true, true],
      [2, true, true],
    ]);
  });
});

describe("rows of queries", () => {
  it("have decimals, dates and times as Python prints and reckons with them", async () => {
    const project = await projectFixture({
      "models/m.sql": `
        {% set found = run_query("select 1.50::decimal(9,2) as d, date '2024-01-02' as day, timestamp '2024-01-02 03:04:05' as at") %}
        {% if execute %}{% set row = found.rows[0] %}
        select $$ {{ found.columns[0].values() }} {{ row.d }} {{ row.d * 2 + 1 }} {{ row.d == 1.5 }} {{ row.values() }} {{ row.day.strftime('%Y/%m') }} {{ row }}$$ as text
        {% endif %}`,
    });
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(await project.sql("select trim(text) from main.m")).toEqual([
      [
        "(Decimal('1.50'),) 1.50 4.00 True (Decimal('1.50'), datetime.date(2024, 1, 2), datetime.datetime(2024, 1, 2, 3, 4, 5)) 2024/01 <agate.Row: (Decimal('1.50'), datetime.date(2024, 1, 2), datetime.datetime(2024, 1, 2, 3, 4, 5))>",
      ],
    ]);
  });
});
