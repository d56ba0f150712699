import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DbtInvocation } from "../../dbt/invocation.js";
import { isPrinted, type LogLine } from "../../dbt/log/log-line.js";
import { projectFixture, resultOf, statuses, thrownBy } from "./project-fixture.js";

const FILES = {
  "seeds/s.csv": "id,name\n1,Ann\n2,Bob\n",
  "models/a.sql": "select * from {{ ref('s') }}",
  "models/b.sql": "{{ config(materialized='table') }} select id from {{ ref('a') }}",
  "models/p.yml": `
sources:
  - name: crm
    schema: main
    config:
      loaded_at_field: loaded
      freshness: {warn_after: {count: 1, period: hour}, error_after: {count: 1, period: day}}
    tables: [{name: fresh}, {name: late}, {name: stale}, {name: unread, config: {freshness: null}}]
exposures:
  - {name: board, type: dashboard, owner: {name: Ann}, depends_on: ["ref('b')"]}
`,
  "macros/m.sql":
    "{% macro grow(n) %}{% do run_query('insert into grown select ' ~ n) %}{% endmacro %}",
};

/** What a command prints, by level and without times. */
function listening(): { lines: LogLine[]; options: Partial<DbtInvocation> } {
  const lines: LogLine[] = [];
  return { lines, options: { onLog: (line) => lines.push(line) } };
}

function artifact(dir: string, name: string): Record<string, never> {
  return JSON.parse(readFileSync(join(dir, "target", name), "utf8")) as Record<string, never>;
}

describe("lines of a run", () => {
  it("number nodes as they begin, and sum up", async () => {
    const project = await projectFixture(FILES);
    const { lines, options } = listening();
    await project.dbt("build", options);
    const text = lines.map(({ msg }) => msg.replace(/\d+\.\d\ds?/g, "0.00s"));
    expect(text).toContain(
      "1 of 4 START seed file main.s .................................................. [RUN]",
    );
    expect(text).toContain(
      "1 of 4 OK loaded seed file main.s .............................................. [INSERT 2 in 0.00s]",
    );
    expect(text).toContain(
      "3 of 4 OK created sql table model main.b ....................................... [OK in 0.00s]",
    );
    expect(text).toContain(
      "4 of 4 NO-OP exposure board .................................................... [NO-OP in 0.00s]",
    );
    expect(text.at(-1)).toBe("Done. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=1 TOTAL=4");
  });

  it("show what failed, what was skipped, and where the compiled SQL is", async () => {
    const project = await projectFixture({
      ...FILES,
      "models/a.sql": "select nope from {{ ref('s') }}",
    });
    const { lines, options } = listening();
    const result = await project.dbt("build", options);
    expect(result.status).toBe("failed");
    const text = lines.map(({ msg }) => msg).join("\n");
    expect(text).toContain("2 of 4 ERROR creating sql view model main.a");
    expect(text).toContain("3 of 4 SKIP relation main.b");
    expect(text).toContain("4 of 4 SKIP exposure board");
    expect(text).toContain("Completed with 1 error, 0 partial successes, and 0 warnings:");
    expect(text).toContain("Failure in model a (models/a.sql)");
    expect(text).toContain("compiled code at target/compiled/shop/models/a.sql");
    expect(text).toContain("Done. PASS=1 WARN=0 ERROR=1 SKIP=2 NO-OP=0 TOTAL=4");
  });
});

describe("show", () => {
  it("prints the first rows of a model, of a query, or as JSON", async () => {
    const project = await projectFixture(FILES);
    await project.dbt("seed");
    const { lines, options } = listening();
    await project.dbt("show", { ...options, select: ["a"], limit: 1 });
    await project.dbt("show", { ...options, inline: "select count(*) as n from {{ ref('s') }}" });
    await project.dbt("show", { ...options, select: ["a"], output: "json", limit: 1 });
    expect(lines.filter(isPrinted).map(({ msg }) => msg)).toEqual([
      "Previewing node 'a':\n| id | name |\n| -- | ---- |\n|  1 | Ann  |\n",
      "Previewing inline node:\n| n |\n| - |\n| 2 |\n",
      '{\n  "node": "a",\n  "show": [\n    {\n      "id": 1,\n      "name": "Ann"\n    }\n  ]\n}',
    ]);
  });
});

describe("run-operation", () => {
  it("calls a macro with its arguments", async () => {
    const project = await projectFixture(FILES);
    await project.sql("create table grown (n int)");
    await project.dbt("run-operation", { macro: "grow", macroArguments: { n: 7 } });
    expect(await project.sql("from grown")).toEqual([[7]]);
    expect(artifact(project.dir, "run_results.json")).toMatchObject({
      args: { which: "run-operation", macro: "grow" },
      results: [{ unique_id: "macro.shop.grow", status: "success" }],
    });
    const error = await thrownBy(project.dbt("run-operation", { macro: "gorw" }));
    expect(error.message).toContain("gorw");
  });
});

describe("run-operation that fails", () => {
  it("is told of in run_results.json", async () => {
    const project = await projectFixture({
      "macros/loud.sql":
        "{% macro loud() %}{{ exceptions.raise_compiler_error('not like this') }}{% endmacro %}",
    });
    const result = await project.dbt("run-operation", { macro: "loud" });
    expect(result.status).toBe("failed");
    expect(result.errors[0]?.message).toContain("not like this");
    expect(artifact(project.dir, "run_results.json")).toMatchObject({
      results: [{ unique_id: "macro.shop.loud", status: "error", failures: 1 }],
    });
  });
});

describe("source freshness", () => {
  it("compares the newest row with the thresholds and writes sources.json", async () => {
    const project = await projectFixture(FILES);
    const table = (name: string, at: string): Promise<unknown> =>
      project.sql(`create table ${name} as select timestamp '2024-05-01 ${at}' as loaded`);
    await table("fresh", "11:30:00");
    await table("late", "10:30:00");
    await project.sql("create table stale (loaded timestamptz)");
    const { lines, options } = listening();
    const now = (): Date => new Date("2024-05-01T12:00:00Z");
    const result = await project.dbt("source freshness", { ...options, now });
    expect(result.status).toBe("failed");
    expect(artifact(project.dir, "sources.json")).toMatchObject({
      metadata: { dbt_schema_version: "https://schemas.getdbt.com/dbt/sources/v3.json" },
      results: [
        { status: "pass", max_loaded_at_time_ago_in_s: 1800 },
        { status: "warn", max_loaded_at: "2024-05-01T10:30:00.000Z" },
        { status: "error" },
      ],
    });
    const text = lines.map(({ msg }) => msg).join("\n");
    expect(text).toContain("2 of 3 WARN freshness of crm.late");
    expect(text).toContain("3 of 3 ERROR STALE freshness of crm.stale");
  });

  it("feeds source_status:fresher", async () => {
    const project = await projectFixture(FILES);
    for (const name of ["fresh", "late", "stale"]) {
      await project.sql(`create table ${name} as select timestamp '2024-05-01 10:00:00' as loaded`);
    }
    const now = (): Date => new Date("2024-05-01T10:30:00Z");
    await project.dbt("source freshness", { now, targetDir: join(project.dir, "before") });
    await project.sql("update late set loaded = timestamp '2024-05-01 10:20:00'");
    await project.dbt("source freshness", { now });
    const stateDir = join(project.dir, "before");
    const { listed } = await project.dbt("ls", { stateDir, select: ["source_status:fresher"] });
    expect(listed).toEqual(["source:shop.crm.late"]);
  });
});

describe("docs generate", () => {
  it("writes what the database holds of the project", async () => {
    const project = await projectFixture(FILES);
    await project.dbt("build");
    await project.sql("comment on column b.id is 'The key.'");
    await project.dbt("docs generate");
    expect(artifact(project.dir, "catalog.json")).toMatchObject({
      metadata: { dbt_schema_version: "https://schemas.getdbt.com/dbt/catalog/v1.json" },
      nodes: {
        "model.shop.a": { metadata: { type: "VIEW", schema: "main", name: "a" } },
        "model.shop.b": {
          metadata: { type: "BASE TABLE", database: "memory" },
          columns: { id: { type: "INTEGER", index: 1, comment: "The key." } },
        },
      },
    });
    const manifest = artifact(project.dir, "manifest.json") as unknown as {
      nodes: Record<string, { compiled: boolean }>;
    };
    expect(manifest.nodes["model.shop.b"]?.compiled).toBe(true);
  });
});

describe("defer", () => {
  it("reads what is not selected from the relations of an earlier manifest", async () => {
    const project = await projectFixture(FILES);
    await project.sql("attach ':memory:' as production");
    const production = { name: "prod", schema: "main", database: "production" };
    const stateDir = join(project.dir, "state");
    await project.dbt("build", { target: production, targetDir: stateDir });
    const alone = { select: ["b"], stateDir };
    const failed = await project.dbt("run", alone);
    expect(failed.status).toBe("failed");
    const result = await project.dbt("run", { ...alone, defer: true });
    expect(resultOf(result, "b").compiledSql).toContain('"production"."main"."a"');
    await project.dbt("run", { select: ["+a"] });
    await project.dbt("seed");
    await project.dbt("run", { select: ["a"] });
    const here = await project.dbt("run", { ...alone, defer: true });
    expect(resultOf(here, "b").compiledSql).toContain('"memory"."main"."a"');
    const favored = await project.dbt("run", { ...alone, defer: true, favorState: true });
    expect(resultOf(favored, "b").compiledSql).toContain('"production"."main"."a"');
    const error = await thrownBy(project.dbt("run", { defer: true }));
    expect(error.code).toBe("DBT_STATE_INVALID");
  });
});

describe("state and results", () => {
  it("select what changed and what failed since an earlier run", async () => {
    const project = await projectFixture(FILES);
    const stateDir = join(project.dir, "state");
    await project.dbt("build", { targetDir: stateDir });
    const selected = async (select: string): Promise<readonly string[] | undefined> =>
      (await project.dbt("ls", { stateDir, select: [select] })).listed;
    expect(await selected("state:modified")).toEqual([]);
    project.write({ "seeds/s.csv": "id,name\n3,Cid\n" });
    expect(await selected("state:modified+,resource_type:model")).toEqual(["shop.a", "shop.b"]);
    project.write({ ...FILES, "macros/m.sql": "{% macro grow(n) %}{% endmacro %}" });
    expect(await selected("state:modified.macros")).toEqual([]);
    expect(await selected("result:success,resource_type:seed")).toEqual(["shop.s"]);
    rmSync(join(stateDir, "run_results.json"));
    expect(existsSync(join(stateDir, "run_results.json"))).toBe(false);
    expect((await thrownBy(selected("result:error"))).hint).toContain("--state");
  });
});

describe("single nodes", () => {
  it("are all that runs where only they are asked for", async () => {
    const project = await projectFixture(FILES);
    await project.dbt("build");
    const only = new Set(["model.shop.b"]);
    expect(statuses(await project.dbt("build", { only }))).toEqual(["b success"]);
  });
});
