import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFixture } from "./project-fixture.js";

function artifact(dir: string, name: string): unknown {
  return JSON.parse(readFileSync(join(dir, "target", name), "utf8"));
}

describe("compile", () => {
  it("tells of hooks and not of ephemeral models", async () => {
    const project = await projectFixture({
      "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\non-run-start: select 1\n",
      "models/part.sql": "{{ config(materialized='ephemeral') }} select 1 as id",
      "models/whole.sql": "select * from {{ ref('part') }}",
    });
    await project.dbt("compile");
    const { results } = artifact(project.dir, "run_results.json") as {
      results: { unique_id: string }[];
    };
    expect(results.map((one) => one.unique_id).sort()).toEqual([
      "model.shop.whole",
      "operation.shop.shop-on-run-start-0",
    ]);
  });

  it("writes the result of SQL given inline", async () => {
    const project = await projectFixture({ "models/a.sql": "select 1 as id" });
    await project.dbt("compile", { inline: "select {{ 1 + 1 }}" });
    expect(artifact(project.dir, "run_results.json")).toMatchObject({
      results: [{ unique_id: "sql_operation.jinja.inline_query", compiled_code: "select 2" }],
    });
  });
});
