import { describe, expect, it } from "vitest";
import { buildDag } from "../../dbt/graph/dag.js";
import { commandLineSpec } from "../../dbt/graph/selection-spec.js";
import { selectNodes } from "../../dbt/graph/selector.js";
import { projectFixture, thrownBy } from "./project-fixture.js";

const FILES = {
  "models/raw/a.sql": "{{ config(tags=['nightly']) }} select 1 as id",
  "models/raw/b.sql": "select * from {{ ref('a') }}",
  "models/out/c.sql": "{{ config(materialized='table') }} select * from {{ ref('b') }}",
  "models/out/d.sql": "select * from {{ ref('a') }} cross join {{ ref('e') }}",
  "models/out/e.sql": "select 1 as other",
  "models/p.yml": "models: [{name: b, columns: [{name: id, data_tests: [unique]}]}]",
};

async function names(select: string, exclude?: string): Promise<string> {
  const project = await projectFixture(FILES);
  const result = await project.dbt("ls", {
    select: [select],
    ...(exclude === undefined ? {} : { exclude: [exclude] }),
  });
  return (result.listed ?? []).map((name) => name.split(".").at(-1)).join(" ");
}

describe("selection", () => {
  it.each([
    ["a", "a"],
    ["+c", "a b c unique_b_id"],
    ["1+c", "b c unique_b_id"],
    ["a+", "b c d a unique_b_id"],
    ["a+1", "b d a unique_b_id"],
    ["@a", "b c d e a unique_b_id"],
    ["tag:nightly", "a"],
    ["raw", "a b unique_b_id"],
    ["models/raw/*.sql", "a b unique_b_id"],
    ["path:models/out", "c d e"],
    ["config.materialized:table c d", "c d"],
    ["a+,+c", "a b c unique_b_id"],
    ["test_type:generic", "unique_b_id"],
    ["[ab]", "a b unique_b_id"],
  ])("selects %s", async (select, expected) => {
    const listed = await names(select);
    expect(listed.split(" ").sort()).toEqual(expected.split(" ").sort());
  });

  it("takes away what is excluded, with its tests", async () => {
    expect(await names("+c", "b")).toBe("a c");
  });

  it("notes a selector that matches nothing", async () => {
    const project = await projectFixture(FILES);
    const result = await project.dbt("run", { select: ["nothing", "a"] });
    expect(result.results).toHaveLength(1);
    expect(project.events).toContainEqual({
      type: "note",
      level: "warn",
      message: "The selection criterion 'nothing' does not match any enabled nodes",
    });
  });

  it("refuses a selector it cannot read", async () => {
    const project = await projectFixture(FILES);
    for (const select of ["color:red", "@a+", "test_type:some", "+"]) {
      const error = await thrownBy(project.dbt("ls", { select: [select] }));
      expect(error.code).toBe("DBT_SELECTOR_INVALID");
      expect(error.message).toContain(JSON.stringify(select));
    }
  });

  it("selects nothing from an empty graph", () => {
    const graph = {
      nodes: new Map(),
      dag: buildDag(new Map()),
      projectName: "shop",
      macros: new Map(),
      previous: null,
      currentSources: null,
    };
    const spec = commandLineSpec({ select: ["+a"], indirect: "eager" });
    expect(selectNodes(graph, spec, ["model"]).unmatched).toEqual(["+a"]);
  });

  it("compares with an earlier run only where its artifacts are named", async () => {
    const project = await projectFixture(FILES);
    for (const select of ["state:modified", "result:error", "source_status:fresher"]) {
      const error = await thrownBy(project.dbt("ls", { select: [select] }));
      expect(error.code).toBe("DBT_SELECTOR_INVALID");
      expect(error.hint).toContain("--state");
    }
  });

  it("takes the default selector of selectors.yml where nothing else is asked for", async () => {
    const project = await projectFixture({
      ...FILES,
      "selectors.yml": "selectors: [{name: nightly, default: true, definition: 'tag:nightly'}]",
    });
    expect((await project.dbt("ls")).listed).toEqual(["shop.raw.a"]);
    expect((await project.dbt("ls", { select: ["e"] })).listed).toEqual(["shop.out.e"]);
  });

  it("refuses selectors that name each other in a circle, or nothing", async () => {
    const definition = "definition: {method: selector, value: ";
    const project = await projectFixture({
      ...FILES,
      "selectors.yml": `selectors: [{name: x, ${definition}y}}, {name: y, ${definition}x}}]`,
    });
    const circle = await thrownBy(project.dbt("ls", { selector: "x" }));
    expect(circle.message).toContain("x -> y -> x");
    const missing = await thrownBy(project.dbt("ls", { selector: "z" }));
    expect(missing.hint).toContain("x, y");
  });
});
