import { describe, expect, it } from "vitest";
import {
  buildDag,
  subgraph,
  topologicalOrder,
  withEdges,
  withTestGates,
} from "../../dbt/graph/dag.js";
import { type SkipCause, runDag } from "../../dbt/execute/scheduler.js";
import { projectFixture, statuses, thrownBy } from "./project-fixture.js";

const DIAMOND = buildDag(
  new Map([
    ["d", ["c", "b"]],
    ["c", ["a"]],
    ["b", ["a"]],
    ["a", []],
  ]),
);

describe("the graph", () => {
  it("orders parents before children, the smallest id first", () => {
    expect(topologicalOrder(DIAMOND)).toEqual(["a", "b", "c", "d"]);
  });

  it("takes a further edge unless it closes a circle", () => {
    const wider = withEdges(DIAMOND, [
      ["b", "c"],
      ["c", "b"],
      ["d", "a"],
      ["x", "a"],
    ]);
    expect([...wider.parents]).toEqual([
      ["a", []],
      ["b", ["a"]],
      ["c", ["a", "b"]],
      ["d", ["b", "c"]],
    ]);
  });

  it("prints the path of a cycle", async () => {
    const project = await projectFixture({
      "models/a.sql": "select * from {{ ref('c') }}",
      "models/b.sql": "select * from {{ ref('a') }}",
      "models/c.sql": "select * from {{ ref('b') }}",
      "models/d.sql": "select * from {{ ref('c') }}",
    });
    const error = await thrownBy(project.dbt("build"));
    expect(error.code).toBe("DBT_CYCLE");
    expect(error.message).toContain("model.shop.b -> model.shop.c -> model.shop.a -> model.shop.b");
  });

  it("keeps the order across nodes that are left out", () => {
    expect(subgraph(DIAMOND, new Set(["a", "d"])).parents.get("d")).toEqual(["a"]);
  });

  it("puts a test before what descends from all it reads", () => {
    const dag = buildDag(
      new Map([
        ["a", []],
        ["b", []],
        ["c", ["a"]],
        ["d", ["a", "b"]],
        ["test", ["a", "b"]],
      ]),
    );
    const gated = withTestGates(dag, (id) => id === "test");
    expect(gated.parents.get("c")).toEqual(["a"]);
    expect(gated.parents.get("d")).toEqual(["a", "b", "test"]);
  });
});

describe("the scheduler", () => {
  it("runs at most as many nodes at once as there are threads", async () => {
    const wide = buildDag(new Map(["a", "b", "c", "d", "e"].map((id) => [id, []])));
    let running = 0;
    let most = 0;
    await runDag(wide, { threads: 2 }, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return { blocks: false, stops: false };
    });
    expect(most).toBe(2);
  });

  it("begins with what most is waiting for, one after the other", async () => {
    const chain = buildDag(
      new Map([
        ["a", []],
        ["b", []],
        ["x", []],
        ["y", ["x"]],
        ["z", ["y"]],
      ]),
    );
    const begun = async (weightOf?: (id: string) => number): Promise<string> => {
      const ids: string[] = [];
      await runDag(chain, { threads: 1, ...(weightOf && { weightOf }) }, (id) => {
        ids.push(id);
        return Promise.resolve({ blocks: false, stops: false });
      });
      return ids.join("");
    };
    expect(await begun()).toBe("xyabz");
    expect(await begun((id) => (id === "b" ? 5 : 1))).toBe("bxyaz");
  });

  it("skips everything below a node that failed", async () => {
    const seen: [string, SkipCause | null][] = [];
    await runDag(DIAMOND, { threads: 4 }, (id, skip) => {
      seen.push([id, skip]);
      return Promise.resolve({ blocks: id === "b" || skip !== null, stops: false });
    });
    expect(seen).toEqual([
      ["a", null],
      ["b", null],
      ["c", null],
      ["d", { kind: "upstream", id: "b" }],
    ]);
  });
});

describe("a build", () => {
  it("skips what descends from a failed model or a failed test, and only that", async () => {
    const project = await projectFixture({
      "models/bad.sql": "select no_such from (select 1 as id)",
      "models/below.sql": "select * from {{ ref('bad') }}",
      "models/doubled.sql": "select 1 as id union all select 1",
      "models/fine.sql": "select 1 as id",
      "models/reader.sql": "select * from {{ ref('doubled') }}",
      "models/p.yml":
        "models: [{name: doubled, columns: [{name: id, data_tests: [unique]}]}, {name: below, columns: [{name: id, data_tests: [unique]}]}]",
    });
    const result = await project.dbt("build", { threads: 4 });
    expect(statuses(result).sort()).toEqual([
      "bad error",
      "below skipped",
      "doubled success",
      "fine success",
      "reader skipped",
      "unique_below_id skipped",
      "unique_doubled_id fail",
    ]);
    expect(result.tests).toEqual({ passed: 0, failed: 1, warned: 0 });
    expect(result.status).toBe("failed");
  });

  it("begins nothing more after the first failure where it is told so", async () => {
    const project = await projectFixture({
      "models/a.sql": "select no_such from (select 1 as id)",
      "models/b.sql": "select 1 as id",
    });
    const result = await project.dbt("run", { failFast: true });
    expect(statuses(result)).toEqual(["a error", "b skipped"]);
  });

  it("begins what makes the table of a source before what reads the source, though no edge says so", async () => {
    const project = await projectFixture({
      "models/made.sql": "{{ config(materialized='table', alias='numbers') }} select 1 as id",
      "models/reader.sql":
        "{{ config(materialized='table') }} select * from {{ source('own', 'numbers') }}",
      "models/below.sql": "select * from {{ ref('reader') }}",
      "models/s.yml": "sources: [{name: own, schema: main, tables: [{name: numbers}]}]",
    });
    const result = await project.dbt("build", { threads: 1 });
    expect(result.errors).toEqual([]);
    expect(await project.sql("from main.below")).toEqual([[1]]);
  });

  it("runs many nodes in parallel, tables in several schemas included", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `models/m${index}.sql`,
        `{{ config(materialized='table', schema='s${index % 3}') }} select ${index} as id${index > 2 ? ` from {{ ref('m${index - 3}') }}` : ""}`,
      ]),
    );
    const project = await projectFixture(files);
    const result = await project.dbt("build", { threads: 8 });
    expect(result.errors).toEqual([]);
    expect(await project.sql("from main_s2.m29")).toEqual([[29]]);
  });
});
