import { describe, expect, it } from "vitest";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

describe("data tests", () => {
  it("count failing rows and show the first five", async () => {
    const project = await projectFixture({
      "models/m.sql": "select i as id, null as empty from range(7) t(i)",
      "models/p.yml":
        "models: [{name: m, columns: [{name: id, data_tests: [unique, not_null]}, {name: empty, tests: [not_null]}]}]",
    });
    const result = await project.dbt("build");
    const failed = resultOf(result, "not_null_m_empty");
    expect(failed).toMatchObject({ status: "fail", failures: 7 });
    expect(failed.sample).toEqual({
      columns: ["id", "empty"],
      rows: [0, 1, 2, 3, 4].map((id) => [String(id), ""]),
    });
    expect(failed.error?.code).toBe("DBT_TEST_FAILED");
    expect(project.events.filter((event) => event.type === "table")).toEqual([
      {
        type: "table",
        title: "not_null_m_empty: 7 failing, first 5",
        columns: ["id", "empty"],
        rows: failed.sample?.rows,
      },
    ]);
    expect(result.tests).toEqual({ passed: 2, failed: 1, warned: 0 });
  });

  it("take arguments in both spellings, and filters, severities and names", async () => {
    const project = await projectFixture({
      "models/parent.sql": "select 1 as id",
      "models/child.sql": "select 1 as id, 'a' as kind union all select 2, 'b'",
      "models/p.yml": `
models:
  - name: child
    columns:
      - name: kind
        tests:
          - accepted_values: {values: [a], name: old_spelling}
          - accepted_values: {arguments: {values: [a, b]}, name: new_spelling}
          - accepted_values: {arguments: {values: [a]}, name: filtered, config: {where: "id = 1"}}
          - accepted_values: {arguments: {values: [a]}, name: warned, config: {severity: warn}}
          - accepted_values: {arguments: {values: [a]}, name: tolerant, config: {error_if: ">1", warn_if: ">0"}}
      - name: id
        data_tests:
          - relationships: {to: ref('parent'), field: id}
`,
    });
    const result = await project.dbt("build");
    expect(
      result.results
        .filter((node) => node.resourceType === "test")
        .map((n) => `${n.name} ${n.status}`),
    ).toEqual([
      "filtered pass",
      "new_spelling pass",
      "old_spelling fail",
      "relationships_child_id__id__ref_parent_ fail",
      "tolerant warn",
      "warned warn",
    ]);
    expect(resultOf(result, "warned").sample?.rows).toEqual([["b", "1"]]);
    expect(resultOf(result, "warned").error).toBeNull();
  });

  it.each(["view", "table"])("for nulls of a %s give each column its own count", async (kind) => {
    const project = await projectFixture({
      "models/m.sql":
        `{{ config(materialized='${kind}') }} ` +
        "select nullif(i, 1) as a, nullif(i % 3, 0) as b, i as c, null as d from range(3) t(i)",
      "models/broken.sql": "select 1 as a",
      "models/p.yml": `
models:
  - name: m
    columns:
      - {name: a, data_tests: [not_null]}
      - {name: b, data_tests: [not_null, {not_null: {name: filtered, config: {where: "c < 2"}}}]}
      - {name: c, data_tests: [not_null]}
      - {name: "coalesce(b, 1)", data_tests: [not_null: {name: expression}]}
      - {name: d, data_tests: [{not_null: {name: tolerant, config: {fail_calc: "count(*) - 3"}}}]}
  - name: broken
    columns:
      - {name: a, data_tests: [not_null]}
      - {name: missing, data_tests: [not_null]}
`,
    });
    const result = await project.dbt("build");
    const found = result.results.flatMap(({ name, resourceType, status, failures }) =>
      resourceType === "test" ? [`${name} ${status} ${String(failures)}`] : [],
    );
    expect(found.sort()).toEqual([
      "expression pass 0",
      "filtered fail 1",
      "not_null_broken_a pass 0",
      "not_null_broken_missing error null",
      "not_null_m_a fail 1",
      "not_null_m_b fail 1",
      "not_null_m_c pass 0",
      "tolerant pass 0",
    ]);
  });

  it("may be the project's own: macros, and files in the test paths", async () => {
    const project = await projectFixture({
      "macros/t.sql":
        "{% test below(model, column_name, limit_value) %}select {{ column_name }} from {{ model }} where {{ column_name }} >= {{ limit_value }}{% endtest %}",
      "tests/generic/above.sql":
        "{% test above(model, column_name) %}{{ config(severity='warn') }}select 1 as x from {{ model }} where {{ column_name }} < 2{% endtest %}",
      "tests/no_threes.sql": "select * from {{ ref('m') }} where id = 3",
      "models/m.sql": "select 3 as id union all select 1",
      "models/p.yml":
        "models: [{name: m, columns: [{name: id, data_tests: [{below: {arguments: {limit_value: 3}}}, above]}]}]",
    });
    const result = await project.dbt("build");
    expect(statuses(result).sort()).toEqual([
      "above_m_id warn",
      "below_m_id__3 fail",
      "m success",
      "no_threes fail",
    ]);
  });

  it("run alone, over relations built before", async () => {
    const project = await projectFixture({
      "models/m.sql": "select 1 as id",
      "models/p.yml": "models: [{name: m, columns: [{name: id, data_tests: [unique]}]}]",
    });
    await project.dbt("run");
    expect(statuses(await project.dbt("test"))).toEqual(["unique_m_id pass"]);
  });

  it("read ephemeral models and sources", async () => {
    const project = await projectFixture({
      "models/e.sql": "{{ config(materialized='ephemeral') }} select 1 as id",
      "models/p.yml": `
sources: [{name: crm, tables: [{name: people, columns: [{name: id, data_tests: [unique]}]}]}]
models: [{name: e, columns: [{name: id, data_tests: [unique, {not_null: {config: {where: id > 0}}}]}]}]
`,
    });
    await project.sql("create schema crm");
    await project.sql("create table crm.people as select 1 as id union all select 1");
    expect(statuses(await project.dbt("build")).sort()).toEqual([
      "not_null_e_id pass",
      "source_unique_crm_people_id fail",
      "unique_e_id pass",
    ]);
  });

  it("that cannot run are errors with the engine's message", async () => {
    const project = await projectFixture({
      "models/m.sql": "select 1 as id",
      "tests/broken.sql": "select nothing from {{ ref('m') }}",
    });
    const result = await project.dbt("build");
    expect(resultOf(result, "broken").status).toBe("error");
    expect(resultOf(result, "broken").message).toContain('Referenced column "nothing" not found');
    expect(result.tests.failed).toBe(1);
  });

  it("keep their failing rows where asked, at most as many as the limit", async () => {
    const project = await projectFixture({
      "models/m.sql": "select i as id, null as n from range(9) t(i)",
      "models/p.yml": `
models:
  - name: m
    columns:
      - name: n
        data_tests:
          - not_null: {name: table_kept, config: {store_failures: true, limit: 4}}
          - not_null: {name: view_kept, config: {store_failures_as: view}}
          - not_null: {name: not_kept, config: {store_failures: true, store_failures_as: ephemeral}}
          - not_null: {name: summed, config: {fail_calc: "case when count(*) > 0 then 3 else 0 end", warn_if: ">2", error_if: ">5"}}
          - not_null: {name: nothing, config: {fail_calc: "sum(null)"}}
`,
    });
    const result = await project.dbt("build");
    expect(resultOf(result, "table_kept")).toMatchObject({
      failures: 4,
      message: "Got 4 results, configured to fail if != 0",
      relationName: '"memory"."main_dbt_test__audit"."table_kept"',
    });
    expect(resultOf(result, "summed")).toMatchObject({
      status: "warn",
      message: "Got 3 results, configured to warn if >2",
    });
    expect(resultOf(result, "nothing").message).toContain("its fail_calc gives null");
    expect(
      await project.sql(
        "select table_name, table_type from information_schema.tables where table_schema = 'main_dbt_test__audit' order by 1",
      ),
    ).toEqual([
      ["table_kept", "BASE TABLE"],
      ["view_kept", "VIEW"],
    ]);
    await project.dbt("test", { storeFailures: true, select: ["summed"] });
    expect(await project.sql("select count(*)::int from main_dbt_test__audit.summed")).toEqual([
      [9],
    ]);
  });
});
