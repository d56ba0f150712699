import { describe, expect, it } from "vitest";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

const SOURCE = `{{ config(materialized='table') }}
select * from (values
{% if var('n', 1) == 1 %}(1, 'a', 10), (2, 'b', 20){% else %}(2, 'B', 21), (3, 'c', 30){% endif %}
) t(id, name, amount)`;

/** Builds `m` over the first rows, then over the second; gives what it holds. */
async function loadedTwice(config: string, select = "select * from {{ ref('src') }}") {
  const project = await projectFixture({
    "models/src.sql": SOURCE,
    "models/m.sql": `{{ config(materialized='incremental', ${config}) }} ${select}`,
  });
  const first = await project.dbt("run");
  const second = await project.dbt("run", { vars: { n: 2 } });
  return { project, first, second, rows: await project.sql("from main.m order by all") };
}

describe("incremental models", () => {
  it.each([
    ["incremental_strategy='append'", ["1a10", "2B21", "2b20", "3c30"]],
    ["unique_key='id'", ["1a10", "2B21", "3c30"]],
    ["unique_key=['id', 'name']", ["1a10", "2B21", "2b20", "3c30"]],
    [
      "unique_key='id', incremental_strategy='delete+insert', incremental_predicates=['amount > 100']",
      ["1a10", "2B21", "2b20", "3c30"],
    ],
    ["unique_key='id', incremental_strategy='merge'", ["1a10", "2B21", "3c30"]],
    [
      "unique_key='id', incremental_strategy='merge', merge_update_columns=['amount']",
      ["1a10", "2b21", "3c30"],
    ],
    [
      "unique_key='id', incremental_strategy='merge', merge_exclude_columns=['amount']",
      ["1a10", "2B20", "3c30"],
    ],
    [
      "unique_key='id', incremental_strategy='merge', merge_update_condition='DBT_INTERNAL_SOURCE.amount > 99'",
      ["1a10", "2b20", "3c30"],
    ],
    [
      "unique_key='id', incremental_strategy='merge', merge_clauses={'when_matched': [{'action': 'delete'}], 'when_not_matched': [{'action': 'insert', 'mode': 'by_name'}]}",
      ["1a10", "3c30"],
    ],
  ])("with %s load new rows", async (config, expected) => {
    const { second, rows } = await loadedTwice(config);
    expect(second.errors).toEqual([]);
    expect(rows.map((row) => row.join("")).sort()).toEqual(expected);
  });

  it("know whether they add to a table", async () => {
    const { rows } = await loadedTwice(
      "incremental_strategy='append'",
      "select id, '{{ is_incremental() }}' as added from {{ ref('src') }} {% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}",
    );
    expect(rows).toEqual([
      [1, "False"],
      [2, "False"],
      [3, "True"],
    ]);
  });

  it("are built anew when asked, unless they refuse", async () => {
    const { project } = await loadedTwice("incremental_strategy='append'");
    await project.dbt("run", { fullRefresh: true });
    expect(await project.sql("select count(*)::int from main.m")).toEqual([[2]]);
    const refusing = await loadedTwice("incremental_strategy='append', full_refresh=false");
    await refusing.project.dbt("run", { fullRefresh: true });
    expect(await refusing.project.sql("select count(*)::int from main.m")).toEqual([[6]]);
  });

  it.each([
    ["ignore", ["id", "name", "gone"], "select id, name, 1 as gone, 2 as more"],
    ["append_new_columns", ["id", "name", "gone", "more"], "select id, name, 2 as more"],
    ["sync_all_columns", ["id", "name", "more"], "select id::bigint as id, name, 2 as more"],
  ])("with on_schema_change %s have the columns %j afterwards", async (mode, columns, later) => {
    const { project, second } = await loadedTwice(
      `unique_key='id', on_schema_change='${mode}'`,
      `{% if var('n', 1) == 1 %}select id, name, 1 as gone{% else %}${later}{% endif %} from {{ ref('src') }}`,
    );
    expect(second.errors).toEqual([]);
    const found = await project.sql("select column_name, column_type from (describe main.m)");
    expect(found.map(([name]) => name)).toEqual(columns);
    if (mode === "sync_all_columns") expect(found[0]?.[1]).toBe("BIGINT");
  });

  it("with on_schema_change fail name the columns and leave the table", async () => {
    const { project, second } = await loadedTwice(
      "on_schema_change='fail'",
      "select id{{ ', 2 as more' if var('n', 1) == 2 }} from {{ ref('src') }}",
    );
    expect(resultOf(second, "m").error).toMatchObject({
      code: "DBT_MODEL_FAILED",
      details: [
        "only in the model: more (INTEGER)",
        "only in the table: []",
        "with another type in the model: []",
      ],
    });
    expect(await project.sql("from main.m order by all")).toEqual([[1], [2]]);
  });

  it("leave the table as it was when a load fails half-way", async () => {
    const { project, second } = await loadedTwice(
      "unique_key='id', post_hook=\"{{ 'select no_such_column' if var('n', 1) == 2 else '' }}\"",
    );
    expect(statuses(second)).toEqual(["src success", "m error"]);
    expect((await project.sql("from main.m order by all")).map((row) => row.join(""))).toEqual([
      "1a10",
      "2b20",
    ]);
  });

  it("may use a strategy of the project's own", async () => {
    const project = await projectFixture({
      "models/src.sql": SOURCE,
      "macros/s.sql":
        "{% macro get_incremental_tenfold_sql(args) %}insert into {{ args['target_relation'] }} select {{ args['unique_key'] }} * 10, '{{ args['dest_columns'] | map(attribute='name') | join('+') }}', 0 from {{ args['temp_relation'] }}{% endmacro %}",
      "models/m.sql":
        "{{ config(materialized='incremental', incremental_strategy='tenfold', unique_key='id') }} select * from {{ ref('src') }} where id < 2 or id > 2",
    });
    await project.dbt("run");
    await project.dbt("run", { vars: { n: 2 } });
    expect(await project.sql("from main.m order by id")).toEqual([
      [1, "a", 10],
      [30, "id+name+amount", 0],
    ]);
  });

  it("refuse strategies and settings that do not exist", async () => {
    const { second } = await loadedTwice("incremental_strategy='insert_overwrite'");
    expect(resultOf(second, "m").error?.code).toBe("DBT_PROJECT_INVALID");
    const merge = await loadedTwice(
      "unique_key='id', incremental_strategy='merge', merge_update_columns='amount', merge_clauses=[]",
    );
    expect(resultOf(merge.second, "m").error?.details).toEqual([
      "merge_update_columns must be a list of texts",
      "merge_clauses must be a mapping",
    ]);
  });

  it("read no rows from what they refer to with empty", async () => {
    const project = await projectFixture({
      "models/src.sql": SOURCE,
      "models/m.sql": "{{ config(materialized='table') }} select * from {{ ref('src') }}",
    });
    await project.dbt("run", { empty: true });
    expect(await project.sql("select count(*)::int from main.m")).toEqual([[0]]);
  });
});
