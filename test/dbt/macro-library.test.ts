import { describe, expect, it } from "vitest";
import { projectFixture, resultOf } from "./project-fixture.js";

// Each expected value is what dbt-core with dbt-duckdb makes of the same model.
const EXPRESSIONS = String.raw`
{{ config(materialized='table') }}
with t as (
  select date '2024-02-28' as d, timestamp '2024-03-05 10:00:00' as ts, 'a,b,c' as s, 5 as n, true as flag
)
select
  {{ dbt.dateadd('day', 2, 'd') }} as added_day,
  {{ dbt.dateadd('quarter', 1, 'd') }} as added_quarter,
  {{ dbt.dateadd('week', -1, 'ts') }} as added_week,
  {{ dbt.dateadd('hour', 'n', 'ts') }} as added_hours,
  {{ dbt.datediff('d', 'ts', 'day') }} as days,
  {{ dbt.datediff('d', 'ts', 'week') }} as weeks,
  {{ dbt.datediff('ts', 'd', 'week') }} as weeks_back,
  {{ dbt.datediff('d', 'ts', 'month') }} as months,
  {{ dbt.date_trunc('month', 'ts') }} as truncated,
  {{ dbt.last_day('d', 'month') }} as last_month,
  {{ dbt.last_day('d', 'quarter') }} as last_quarter,
  {{ dbt.date(2024, 2, 29) }} as leap,
  {{ dbt.split_part('s', "','", 2) }} as part,
  {{ dbt.split_part('s', "','", -1) }} as last_part,
  {{ dbt.concat(["s", "'!'"]) }} as joined,
  {{ dbt.hash('s') }} as hashed,
  {{ dbt.length('s') }} as len,
  {{ dbt.position("'b'", 's') }} as pos,
  {{ dbt.replace('s', "','", "'-'") }} as replaced,
  {{ dbt.right('s', 3) }} as ending,
  {{ dbt.safe_cast("'7'", dbt.type_int()) }} as seven,
  {{ dbt.cast('n', dbt.type_numeric()) }} as exact,
  {{ dbt.cast_bool_to_text('flag') }} as flag_text,
  {{ dbt.any_value('n') }} as any_n,
  {{ dbt.bool_or('flag') }} as any_flag,
  {{ dbt.listagg('s', "'|'", "order by n", 2) }} as listed,
  {{ dbt.array_construct(['1', '2']) }} as made,
  {{ dbt.array_append(dbt.array_construct(['1', '2']), '3') }} as appended,
  {{ dbt.array_concat(dbt.array_construct(['1']), dbt.array_construct(['2'])) }} as concatenated,
  {{ dbt.array_construct() }} as empty,
  {{ dbt.string_literal(dbt.escape_single_quotes("it's")) }} as quoted,
  '{{ dbt.type_string() }} {{ dbt.type_timestamp() }} {{ dbt.type_float() }} {{ dbt.type_bigint() }} {{ dbt.type_boolean() }}' as types
from t group by all
`;

describe("the built-in macros", () => {
  it("make the same values as dbt's on DuckDB", async () => {
    const project = await projectFixture({ "models/m.sql": EXPRESSIONS });
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(await project.sql("select columns(*)::varchar from main.m")).toEqual([
      [
        "2024-03-01 00:00:00",
        "2024-05-28 00:00:00",
        "2024-02-27 10:00:00",
        "2024-03-05 15:00:00",
        "6",
        "1",
        "-1",
        "1",
        "2024-03-01 00:00:00",
        "2024-02-29",
        "2024-03-31",
        "2024-02-29",
        "b",
        "c",
        "a,b,c!",
        "a44c56c8177e32d3613988f4dba7962e",
        "5",
        "3",
        "a-b-c",
        "b,c",
        "7",
        "5.000000",
        "true",
        "5",
        "true",
        "a,b,c",
        "[1, 2]",
        "[1, 2, 3]",
        "[1, 2]",
        "[]",
        "it's",
        "TEXT timestamp float bigint boolean",
      ],
    ]);
  });

  it("make series of dates and numbers, and set operations", async () => {
    const project = await projectFixture({
      "models/spine.sql":
        "{{ dbt.date_spine('month', \"cast('2024-01-31' as date)\", \"cast('2024-05-01' as date)\") }}",
      "models/numbers.sql": "{{ dbt.generate_series(3) }} {{ dbt.except() }} select 2",
    });
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(await project.sql("select strftime(date_month, '%m-%d') from spine order by 1")).toEqual(
      [["01-31"], ["02-29"], ["03-31"], ["04-30"]],
    );
    expect(await project.sql("select generated_number::int from numbers order by 1")).toEqual([
      [1],
      [3],
    ]);
  });

  it("read and change relations", async () => {
    const project = await projectFixture({
      "models/a.sql": "{{ config(materialized='table') }} select 1 as id, 'x' as name",
      "models/b.sql": `
-- depends_on: {{ ref('a') }}
{% set a = ref('a') %}
{% set columns = dbt.get_columns_in_relation(a) %}
{% set copy = make_temp_relation(a, '_copy') %}
{% if execute %}
  {% call statement() %}{{ create_table_as(false, copy, 'select * from ' ~ a) }}{% endcall %}
  {% set found = load_relation(copy) %}
  {% do adapter.rename_relation(found, api.Relation.create(identifier='renamed', type='table')) %}
  {% set renamed = load_relation(copy.incorporate(path={'identifier': 'renamed'})) %}
  {% do drop_relation_if_exists(renamed) %}
  {% set gone = load_relation(renamed) %}
{% endif %}
select '{{ columns | map(attribute="name") | join(" ") }}' as columns, '{{ found.type }}' as found,
  '{{ renamed.identifier }}' as renamed, '{{ gone is none }}' as gone,
  '{{ columns[0].is_integer() }} {{ columns[1].is_string() }}' as kinds,
  '{{ diff_columns(columns, columns[:1]) | map(attribute="name") | join }}' as more,
  '{{ get_columns_in_query("select 1 as one, 2 as two") | join(" ") }}' as queried`,
    });
    const result = await project.dbt("run");
    expect(resultOf(result, "b").message).not.toContain("rror");
    expect(await project.sql("from b")).toEqual([
      ["id name", "table", "renamed", "True", "True True", "name", "one two"],
    ]);
  });

  it("yield to a macro of the project, and name what dispatch looked for", async () => {
    const project = await projectFixture({
      "macros/m.sql":
        "{% macro duckdb__any_value(expression) %}max({{ expression }}){% endmacro %}",
      "models/a.sql": "select {{ dbt.any_value('id') }} as id from (select 1 as id)",
    });
    const result = await project.dbt("run");
    expect(resultOf(result, "a").compiledSql).toContain("max(id)");
    project.write({ "models/b.sql": "select {{ adapter.dispatch('any_valu', 'dbt')('id') }}" });
    await expect(project.dbt("run")).rejects.toThrow(
      "No macro named 'any_valu' found within namespace: 'dbt'. Searched for: 'duckdb__any_valu', 'default__any_valu'. Did you mean 'default__any_value'?",
    );
  });
});
