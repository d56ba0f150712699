import { describe, expect, it } from "vitest";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

describe("hooks", () => {
  it("stand in the model's transaction or outside of it", async () => {
    const project = await projectFixture({
      "models/m.sql": `{{ config(
        pre_hook=[{'sql': "insert into log values ('before')", 'transaction': false}, "insert into log values ('inside')"],
        post_hook=[after_commit("insert into log values ('after')"), "{{ 'select no_such' if var('fail', false) else '' }}"]
      ) }} select 1 as id`,
    });
    await project.sql("create table log (moment varchar)");
    expect((await project.dbt("run")).errors).toEqual([]);
    expect(await project.sql("from log")).toEqual([["before"], ["inside"], ["after"]]);
    await project.sql("delete from log");
    expect(statuses(await project.dbt("run", { vars: { fail: true } }))).toEqual(["m error"]);
    expect(await project.sql("from log")).toEqual([["before"]]);
  });

  it("of packages come after those of the root project", async () => {
    const project = await projectFixture({
      "dbt_project.yml": `
name: shop
on-run-start: "insert into log select count(*), 'shop start' from log"
on-run-end: "insert into log select count(*), 'shop end' from log"
`,
      "packages.yml": "packages:\n  - local: lib\n",
      "lib/dbt_project.yml": `
name: lib
vars: {word: lib}
on-run-start: "insert into log select count(*), '{{ var('word') }} start' from log"
on-run-end: "{{ said() }}"
`,
      "lib/macros/said.sql":
        "{% macro said() %}insert into log select count(*), 'lib end' from log{% endmacro %}",
      "models/a.sql": "select 1 as id",
    });
    await project.sql("create table log (seq integer, said varchar)");
    expect(statuses(await project.dbt("run"))).toEqual([
      "shop-on-run-start-0 success",
      "lib-on-run-start-0 success",
      "a success",
      "shop-on-run-end-0 success",
      "lib-on-run-end-0 success",
    ]);
    expect(await project.sql("select said from log order by seq")).toEqual([
      ["shop start"],
      ["lib start"],
      ["shop end"],
      ["lib end"],
    ]);
  });

  it("of the project see what was run and where", async () => {
    const project = await projectFixture({
      "dbt_project.yml": `
name: shop
on-run-start: "create or replace table log (said varchar)"
on-run-end:
  - "{% for r in results %}insert into log values ('{{ r.node.name }} {{ r.status }}');{% endfor %}"
  - "insert into log values ('{{ schemas | sort | join(' ') }} {{ database_schemas | length }}')"
`,
      "models/a.sql": "{{ config(schema='other') }} select 1 as id",
      "models/b.sql": "select missing",
      "models/c.sql": "select * from {{ ref('b') }}",
      "models/d.sql": "select 1 as id",
    });
    const result = await project.dbt("run");
    expect(resultOf(result, "shop-on-run-end-1").status).toBe("success");
    expect(await project.sql("from log order by 1")).toEqual([
      ["a success"],
      ["b error"],
      ["c skipped"],
      ["d success"],
      ["main main_other 2"],
    ]);
  });

  it("of the project that fail skip those after them, but not the models", async () => {
    const project = await projectFixture({
      "dbt_project.yml": "name: shop\non-run-start: [select missing, select 1]\n",
      "models/a.sql": "select 1 as id",
    });
    const result = await project.dbt("run");
    expect(statuses(result)).toEqual([
      "shop-on-run-start-0 error",
      "shop-on-run-start-1 skipped",
      "a success",
    ]);
    expect(result.status).toBe("failed");
    expect(result.errors[0]?.message).toContain("The on-run-start hook of dbt_project.yml failed");
  });
});
