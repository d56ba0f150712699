import { describe, expect, it } from "vitest";
import { projectFixture, resultOf } from "./project-fixture.js";

describe("the template context", () => {
  it("queries while running and not while parsing", async () => {
    const project = await projectFixture({
      "models/a.sql": "{{ config(materialized='table') }} select 7 as id, date '2024-01-02' as day",
      "models/b.sql": `
{% set found = run_query('select id, day, 1.5::decimal(9,2) as price from ' ~ ref('a')) %}
{% if execute %}
select {{ found.columns[0].values()[0] }} as id, '{{ found.rows[0]['day'] }}' as day,
  {{ found.rows[0].price }} as price, {{ found | length }} as n, '{{ found.column_names | join(",") }}' as names
{% endif %}`,
    });
    expect((await project.dbt("build")).errors).toEqual([]);
    expect(await project.sql("select id, day, price::varchar, n, names from main.b")).toEqual([
      [7, "2024-01-02", "1.50", 1, "id,day,price"],
    ]);
  });

  it("knows the node, the target, relations and their columns", async () => {
    const project = await projectFixture({
      "models/a.sql": "select 1 as id, 'x' as name",
      "models/b.sql": `
{{ config(meta={'owner': 'me'}, materialized='table') }}
{% set columns = adapter.get_columns_in_relation(ref('a')) %}
{% set known = adapter.get_relation(database=target.database, schema=target.schema, identifier='a') %}
{% set unknown = adapter.get_relation(target.database, target.schema, 'nothing') %}
select '{{ this.schema }}.{{ this.name }}' as this, '{{ model.name }} {{ model.resource_type }}' as model,
  '{{ target.name }} {{ target.type }}' as target, '{{ columns | map(attribute="name") | join(" ") }}' as columns,
  '{{ known.type if execute }} {{ unknown is none }}' as relation, '{{ config.get("meta").owner }}' as owner,
  '{{ config.get("absent", "default") }}' as fallback, '{{ tojson({"a": [1, true]}) }}' as json,
  '{{ fromjson('{"a": 2}').a }}' as parsed, {{ is_incremental() | lower }} as incremental
-- depends_on: {{ ref('a') }}`,
    });
    expect((await project.dbt("build")).errors).toEqual([]);
    expect(await project.sql("from main.b")).toEqual([
      [
        "main.b",
        "b model",
        "dev duckdb",
        "id name",
        "view True",
        "me",
        "default",
        '{"a": [1, true]}',
        "2",
        false,
      ],
    ]);
  });

  it("runs the project's hooks around a run, and says what templates log", async () => {
    const project = await projectFixture({
      "dbt_project.yml": `
name: shop
on-run-start: "create table if not exists {{ target.schema }}.hooked (moment varchar)"
on-run-end: ["insert into hooked values ('end')"]
`,
      "models/a.sql": "{{ log('hello', info=True) }} select count(*) as n from main.hooked",
    });
    expect(resultOf(await project.dbt("run"), "a").status).toBe("success");
    expect(await project.sql("from hooked")).toEqual([["end"]]);
    expect(project.events).toContainEqual({ type: "note", level: "info", message: "hello" });
  });
});
