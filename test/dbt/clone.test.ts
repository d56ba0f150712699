import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFixture, resultOf, statuses } from "./project-fixture.js";

const FILES = {
  "models/a.sql": "{{ config(materialized='table') }} select 1 as id",
  "models/b.sql": "select id + 1 as id from {{ ref('a') }}",
  "models/e.sql": "{{ config(materialized='ephemeral') }} select 1 as id",
  "seeds/s.csv": "id\n7\n",
};

describe("clone", () => {
  it("makes views of another state's relations, and leaves those that are here", async () => {
    const project = await projectFixture(FILES);
    const state = join(project.dir, "state");
    await project.dbt("build", { targetDir: state });
    project.write({ "models/new.sql": "select 1 as id" });
    await project.sql("create schema dev; create table dev.b as select 42 as id");
    const target = { name: "dev", schema: "dev", database: "memory" };
    const result = await project.dbt("clone", { target, stateDir: state });
    expect(result.errors).toEqual([]);
    expect(statuses(result).sort()).toEqual(["a success", "b success", "new success", "s success"]);
    expect(resultOf(result, "new").message).toBe("No-op");
    expect(
      await project.sql(
        "select view_name from duckdb_views() where schema_name = 'dev' order by 1",
      ),
    ).toEqual([["a"], ["s"]]);
    expect(await project.sql("select (from dev.a), (from dev.b), (from dev.s)")).toEqual([
      [1, 42, 7],
    ]);
    await project.dbt("clone", { target, stateDir: state, fullRefresh: true, select: ["b"] });
    expect(await project.sql("from dev.b")).toEqual([[2]]);
  });

  it("needs a state", async () => {
    const project = await projectFixture(FILES);
    await expect(project.dbt("clone")).rejects.toMatchObject({ code: "DBT_STATE_INVALID" });
  });
});
