import { describe, expect, it } from "vitest";
import { rowDifference } from "../../dbt/execute/unit-diff.js";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

const FILES = {
  "models/src.sql": "select 1 as id, 'a' as name, 1.5::decimal(10, 2) as amount",
  "seeds/labels.csv": "id,label\n1,one\n2,two\n",
  "macros/m.sql": "{% macro suffix() %}!{% endmacro %}",
  "models/m.sql":
    "select s.id, upper(s.name) || '{{ suffix() }}' as name, s.amount * {{ var('factor', 2) }} as amount, l.label from {{ ref('src') }} as s left join {{ ref('labels') }} as l using (id)",
};

function unitTests(yaml: string): Record<string, string> {
  return { ...FILES, "models/unit.yml": `unit_tests:\n${yaml}` };
}

describe("unit tests", () => {
  it("compare what a model makes of given rows: dicts, CSV, SQL and a seed's own", async () => {
    const project = await projectFixture({
      ...unitTests(`
  - name: dicts
    model: m
    given: [{input: ref('src'), rows: [{id: 2, name: "it's", amount: 2.5}, {id: 9}]}, {input: ref('labels')}]
    expect: {rows: [{label: null, id: 9, amount: null}, {id: 2, label: two, amount: 5}]}
  - name: texts
    model: m
    given: [{input: ref('src'), format: csv, fixture: some}, {input: ref('labels'), format: sql, rows: "select 1 as id, 'x' as label"}]
    expect: {format: csv, rows: "id,name,label\\n1,A!,x\\n"}
`),
      "tests/fixtures/some.csv": "id,name\n1,a\n",
    });
    const result = await project.dbt("build");
    expect(result.errors).toEqual([]);
    expect(statuses(result)).toContain("dicts pass");
    expect(statuses(result)).toContain("texts pass");
  });

  it("that fail show the difference and keep their model from being built", async () => {
    const project = await projectFixture(
      unitTests(`
  - name: wrong
    model: m
    given: [{input: ref('src'), rows: [{id: 1, name: x, amount: 2.5}, {id: 2, name: y}, {id: 3, name: z}]}, {input: ref('labels'), rows: []}]
    expect: {rows: [{id: 1, name: X!, amount: 7}, {id: 2, name: Y!, amount: null}, {id: 4, name: Q!, amount: null}]}
`),
    );
    const result = await project.dbt("build");
    const failed = resultOf(result, "wrong");
    expect(failed).toMatchObject({ status: "fail", failures: 1 });
    expect(failed.error?.details).toEqual([
      "@@ ,id,name,amount",
      "→  ,1 ,X!  ,7.00→5.00",
      "   ,2 ,Y!  ,NULL",
      "+++,3 ,Z!  ,null",
      "---,4 ,Q!  ,null",
    ]);
    expect(resultOf(result, "m").status).toBe("skipped");
    expect(result.tests.failed).toBe(1);
  });

  it("replace macros, variables and environment variables", async () => {
    const project = await projectFixture({
      ...unitTests(`
  - name: replaced
    model: e
    overrides: {macros: {suffix: "?", is_incremental: true}, vars: {factor: 10}, env_vars: {PLACE: here}}
    given: []
    expect: {rows: [{s: "?", f: 10, p: here}]}
`),
      "models/e.sql":
        "select '{{ suffix() }}' as s, {{ var('factor', 1) }} as f, '{{ env_var('PLACE', 'there') }}' as p",
    });
    expect(statuses(await project.dbt("test"))).toEqual(["replaced pass"]);
  });

  it("of incremental models give the rows of the table, and may expect it merged", async () => {
    const given =
      "given: [{input: ref('src'), rows: [{id: 1, amount: 5}, {id: 3, amount: 9}]}, {input: this, rows: [{id: 1, amount: 4}, {id: 2, amount: 6}]}]";
    const project = await projectFixture({
      ...unitTests(`
  - name: whole
    model: i
    overrides: {macros: {is_incremental: false}}
    ${given}
    expect: {rows: [{id: 1, amount: 5}, {id: 3, amount: 9}]}
  - name: added
    model: i
    overrides: {macros: {is_incremental: true}}
    ${given}
    expect: {rows: [{id: 3, amount: 9}]}
  - name: merged
    model: i
    config: {meta: {expect_merged: true}}
    overrides: {macros: {is_incremental: true}}
    ${given}
    expect: {rows: [{id: 1, amount: 4}, {id: 2, amount: 6}, {id: 3, amount: 9}]}
`),
      "models/i.sql":
        "{{ config(materialized='incremental', unique_key='id') }} select id, amount from {{ ref('src') }} {% if is_incremental() %}where id > (select max(id) from {{ this }}){% endif %}",
    });
    const result = await project.dbt("build");
    expect(result.errors).toEqual([]);
    expect(result.tests.passed).toBe(3);
  });

  it("know the columns that an input has by now, also where a test saw other ones earlier in the build", async () => {
    const files = {
      ...unitTests(`
  - name: of_itself
    model: i
    overrides: {macros: {is_incremental: true}}
    given: [{input: ref('src'), rows: [{id: 3}]}, {input: this, rows: [{id: 2}]}]
    expect: {rows: [{id: 3}]}
`),
      "models/i.sql":
        "{{ config(materialized='incremental', unique_key='id') }} select id from {{ ref('src') }} {% if is_incremental() %}where id > (select max(id) from {{ this }}){% endif %}",
    };
    const project = await projectFixture(files);
    expect((await project.dbt("build")).errors).toEqual([]);
    project.write({
      "models/i.sql": files["models/i.sql"].replace("select id", "select id, name"),
      "models/n.sql": "select id, name || '?' as name from {{ ref('i') }}",
      "models/later.yml": `unit_tests:
  - name: of_the_next
    model: n
    given: [{input: ref('i'), rows: [{id: 1, name: x}]}]
    expect: {rows: [{id: 1, name: x?}]}
`,
    });
    const result = await project.dbt("build", { fullRefresh: true });
    expect(result.errors).toEqual([]);
    expect(result.tests.passed).toBe(2);
  });

  it("that cannot run say why", async () => {
    const project = await projectFixture(
      unitTests(`
  - name: no_such_column
    model: m
    given: [{input: ref('src'), rows: [{idd: 1}]}, {input: ref('labels'), rows: []}]
    expect: {rows: [{id: 1}]}
  - name: input_missing
    model: m
    given: [{input: ref('src'), rows: [{id: 1}]}]
    expect: {rows: [{id: 1}]}
`),
    );
    await project.dbt("seed");
    await project.dbt("run");
    const result = await project.dbt("test");
    expect(resultOf(result, "no_such_column").message).toContain("Invalid column name: 'idd'");
    expect(resultOf(result, "input_missing").message).toContain("no rows for ref('labels')");
  });

  it("show only the rows around a difference", () => {
    const rows = Array.from("abcdefgh").map((name, id) => [String(id), name]);
    const changed = rows.map(([id = "", name = ""]) => [id, id === "3" ? "x" : name]);
    expect(rowDifference(["id", "name"], rows, changed)).toEqual([
      "@@ ,id ,name",
      "...,...,...",
      "   ,2  ,c",
      "→  ,3  ,x→d",
      "   ,4  ,e",
      "...,...,...",
    ]);
    expect(rowDifference(["id", "name"], rows, [...rows].reverse())).toEqual([]);
  });
});
