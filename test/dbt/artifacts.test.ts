import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFingerprint } from "../../dbt/fingerprint.js";
import { projectFixture } from "./project-fixture.js";

const FILES = {
  "models/m.sql": "{{ config(materialized='table') }} select id from {{ source('crm', 'people') }}",
  "models/off.sql": "{{ config(enabled=false) }} select 1",
  "models/p.yml": `
sources: [{name: crm, tables: [{name: people}]}]
models: [{name: m, description: People., columns: [{name: id, description: Key., data_tests: [unique]}]}]
`,
};

function json(dir: string, name: string): Record<string, never> {
  return JSON.parse(readFileSync(join(dir, "target", name), "utf8")) as Record<string, never>;
}

describe("artifacts", () => {
  it("describe the project and the run in dbt's shapes", async () => {
    const project = await projectFixture(FILES);
    await project.sql("create schema crm");
    await project.sql("create table crm.people as select 1 as id");
    await project.dbt("build", { now: () => new Date("2024-05-01T00:00:00Z") });
    const test = "test.shop.unique_m_id.f5c8b3e0a1".slice(0, 21);
    const manifest = json(project.dir, "manifest.json") as unknown as {
      metadata: object;
      nodes: Record<string, object>;
      child_map: Record<string, string[]>;
      disabled: Record<string, unknown[]>;
    };
    expect(manifest.metadata).toMatchObject({
      dbt_schema_version: "https://schemas.getdbt.com/dbt/manifest/v12.json",
      project_name: "shop",
      adapter_type: "duckdb",
      generated_at: "2024-05-01T00:00:00.000Z",
    });
    expect(manifest.nodes["model.shop.m"]).toMatchObject({
      resource_type: "model",
      description: "People.",
      columns: { id: { description: "Key." } },
      depends_on: { nodes: ["source.shop.crm.people"] },
      relation_name: '"memory"."main"."m"',
      patch_path: "shop://models/p.yml",
      compiled_code: ' select id from "memory"."crm"."people"',
    });
    expect(manifest.child_map["source.shop.crm.people"]).toEqual(["model.shop.m"]);
    expect(manifest.child_map["model.shop.m"]?.[0]).toContain(test);
    expect(Object.keys(manifest.disabled)).toEqual(["model.shop.off"]);
    const results = json(project.dir, "run_results.json") as unknown as { results: object[] };
    expect(results.results[0]).toMatchObject({
      unique_id: "model.shop.m",
      status: "success",
      failures: null,
      message: "OK",
      adapter_response: { rows_affected: 1 },
    });
    const written = "target/run/shop/models/m.sql";
    expect(readFileSync(join(project.dir, written), "utf8")).toContain("create table");
    expect(existsSync(join(project.dir, "target/compiled/shop/models/p.yml/unique_m_id.sql"))).toBe(
      true,
    );
  });

  it("of a compilation hold the SQL, and nothing is built", async () => {
    const project = await projectFixture(FILES);
    const result = await project.dbt("compile", { select: ["m"], exclude: ["test_type:generic"] });
    expect(result.results.map((node) => node.compiledSql)).toEqual([
      ' select id from "memory"."crm"."people"',
    ]);
    expect(statSync(join(project.dir, "target/compiled/shop/models/m.sql")).isFile()).toBe(true);
    expect(await project.sql("select count(*) from duckdb_tables()")).toEqual([["0"]]);
  });
});

describe("the project's fingerprint", () => {
  it("changes with files and variables, and with nothing else", async () => {
    const project = await projectFixture(FILES);
    const first = await projectFingerprint(project.dir, { a: 1, b: [2] });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    project.write({ "target/x.sql": "select 1", "README.md": "hello" });
    expect(await projectFingerprint(project.dir, { b: [2], a: 1 })).toBe(first);
    expect(await projectFingerprint(project.dir, { a: 2, b: [2] })).not.toBe(first);
    project.write({ "seeds/s.csv": "id\n1\n" });
    expect(await projectFingerprint(project.dir, { a: 1, b: [2] })).not.toBe(first);
  });
});
