import { describe, expect, it } from "vitest";
import { mergeConfig } from "../../dbt/project/config-merge.js";
import { projectFixture, resultOf, statuses, thrownBy } from "./project-fixture.js";

const PROJECT = `
name: shop
vars:
  colour: red
  shop: {size: 2}
models:
  shop:
    +materialized: view
    +tags: [project]
    +meta: {owner: project, level: 1}
    demo:
      +enabled: "{{ 'demo' in var('sources') }}"
`;

describe("configuration", () => {
  it("takes the file over properties over dbt_project.yml, and merges tags and meta", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/m.sql":
        "{{ config(materialized='table', tags='file', meta={'level': 3}) }} select 1 as id",
      "models/n.sql": "select 1 as id",
      "models/p.yml": `
models:
  - {name: m, config: {materialized: ephemeral, tags: [yaml], meta: {level: 2, kind: mart}}}
  - {name: n, config: {materialized: table}}
`,
    });
    for (const [selector, expected] of [
      ["config.materialized:table", ["shop.m", "shop.n"]],
      ["tag:file,tag:yaml,tag:project", ["shop.m"]],
      ["config.meta.kind:mart,config.meta.owner:project", ["shop.m"]],
    ] as const) {
      const listed = (await project.dbt("ls", { select: [selector], vars: { sources: [] } }))
        .listed;
      expect(listed).toEqual(expected);
    }
  });

  it("lets the last value win, except for lists and dicts that merge", () => {
    expect(
      mergeConfig(
        { materialized: "view", tags: ["a"], pre_hook: ["x"], meta: { a: 1, b: 1 } },
        { "+materialized": "table", "+tags": ["a", "b"], "pre-hook": "y", meta: { b: 2 } },
      ),
    ).toEqual({
      materialized: "table",
      tags: ["a", "b"],
      pre_hook: ["x", "y"],
      meta: { a: 1, b: 2 },
    });
  });

  it("makes a folder absent by a condition on variables", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/demo/d.sql": "select 1 as id",
      "models/all.sql":
        "{% for s in var('sources') %}select * from {{ ref('d' if s == 'demo' else 'x') }}{% else %}select 0 as id{% endfor %}",
    });
    const listed = async (sources: string[]): Promise<unknown> =>
      (await project.dbt("ls", { vars: { sources } })).listed;
    expect(await listed([])).toEqual(["shop.all"]);
    expect(await listed(["demo"])).toEqual(["shop.all", "shop.demo.d"]);
    const result = await project.dbt("run", { vars: { sources: ["demo"] } });
    expect(statuses(result)).toEqual(["d success", "all success"]);
  });

  it("shows dbt_project.yml the invocation's variables only", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/demo/d.sql": "select 1 as id",
    });
    const error = await thrownBy(project.dbt("parse"));
    expect(error.code).toBe("DBT_COMPILE_FAILED");
    expect(error.message).toContain("Required var 'sources' is not set in the invocation");
  });

  it("finds variables in the invocation, the package's, then the project's", async () => {
    const project = await projectFixture({
      "dbt_project.yml": PROJECT,
      "models/m.sql":
        "select '{{ var('colour') }}' as c, {{ var('size') }} as s, '{{ var('none', 'x') }}' as d, '{{ env_var('HOST', 'here') }}' as e",
    });
    await project.dbt("run", { vars: { sources: [], colour: "blue" }, env: { HOST: "there" } });
    expect(await project.sql("from main.m")).toEqual([["blue", 2, "x", "there"]]);
  });

  it("names who refers to what is missing or disabled, all at once", async () => {
    const project = await projectFixture({
      "models/a.sql": "select * from {{ ref('gone') }}",
      "models/b.sql": "select * from {{ ref('off') }} cross join {{ source('crm', 'people') }}",
      "models/off.sql": "{{ config(enabled=false) }} select * from {{ ref('never_looked_at') }}",
    });
    const error = await thrownBy(project.dbt("build"));
    expect(error.code).toBe("DBT_REF_UNKNOWN");
    expect(error.message).toContain(
      "a (models/a.sql) refers to ref('gone'), which does not exist.",
    );
    expect(error.details).toEqual([
      "b (models/b.sql) refers to ref('off'), which is disabled.",
      "b (models/b.sql) refers to source('crm', 'people'), which does not exist.",
    ]);
  });

  it("dispatches macros by engine, and lets the project's macros shadow the shim's", async () => {
    const project = await projectFixture({
      "macros/m.sql": `
{% macro greet(name) %}{{ return(adapter.dispatch('greet', 'shop')(name)) }}{% endmacro %}
{% macro default__greet(name) %}'nobody'{% endmacro %}
{% macro duckdb__greet(name) %}'hello {{ name }}'{% endmacro %}
{% macro default__type_string() %}varchar(10){% endmacro %}`,
      "models/m.sql": "select {{ greet('Ann') }} as g, cast('x' as {{ dbt.type_string() }}) as t",
    });
    const result = await project.dbt("run");
    expect(resultOf(result, "m").compiledSql).toContain("select 'hello Ann' as g");
  });

  it("refuses two models of one name", async () => {
    const project = await projectFixture({
      "models/x/m.sql": "select 1 as id",
      "models/y/m.sql": "select 1 as id",
    });
    const error = await thrownBy(project.dbt("parse"));
    expect(error.code).toBe("DBT_PROJECT_INVALID");
    expect(error.message).toBe("Two files define m: models/x/m.sql and models/y/m.sql.");
  });

  it("places a YAML mistake", async () => {
    const project = await projectFixture({ "models/p.yml": "models:\n  - name: [a\n" });
    const error = await thrownBy(project.dbt("parse"));
    expect(error.code).toBe("DBT_PROJECT_INVALID");
    expect(error.message).toMatch(/^models\/p\.yml:\d is not valid YAML\.$/);
  });
});
