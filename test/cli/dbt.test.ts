import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeProject } from "../dbt/project-fixture.js";
import { granary, type Ended } from "../granary-command.js";
import { temporaryDir } from "../temporary-dir.js";

const FILES = {
  "dbt_project.yml": "name: shop\nprofile: shop\nclean-targets: [target, logs]\n",
  "profiles.yml":
    "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, threads: 2}, other: {type: postgres}}}\n",
  "models/a.sql": "select {{ var('id', 1) }} as id",
  "models/marts/b.sql": "{{ config(materialized='table') }} select * from {{ ref('a') }}",
  "models/p.yml": "models: [{name: a, columns: [{name: id, data_tests: [unique]}]}]",
};

/** A dbt project of its own, and the command in it. */
function foreignProject(files: Readonly<Record<string, string>> = {}): {
  dir: string;
  dbt: (...args: string[]) => Promise<Ended>;
} {
  const dir = temporaryDir();
  writeProject(dir, { ...FILES, ...files });
  return { dir, dbt: (...args) => granary(["dbt", ...args], { cwd: dir }) };
}

describe("granary dbt in a project of its own", () => {
  it("builds into the profile's database and ends with 0", async () => {
    const { dir, dbt } = foreignProject();
    const built = await dbt("build");
    expect(built.stderr).toBe("");
    expect(built.code).toBe(0);
    expect(built.stdout).toMatch(
      /\d\d:\d\d:\d\d {2}1 of 3 START sql view model main\.a \.+ \[RUN\]\n/,
    );
    expect(built.stdout).toMatch(/Done\. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=3\n$/);
    expect(existsSync(join(dir, "shop.duckdb"))).toBe(true);
    const shown = await dbt("--quiet", "show", "--select", "b", "--vars", "{id: 3}");
    expect(shown.stdout).toBe("Previewing node 'b':\n| id |\n| -- |\n|  1 |\n\n");
  });

  it("ends with 1 when a node fails and with 2 when nothing can be begun", async () => {
    const failing = foreignProject({ "models/a.sql": "select nope" });
    const failed = await failing.dbt("build", "--log-format", "json");
    expect(failed.code).toBe(1);
    const lines = failed.stdout.trim().split("\n");
    const last = JSON.parse(lines.at(-1) ?? "") as { data: object; info: object };
    expect(last.data).toEqual({
      stats: { pass: 0, warn: 0, error: 1, skip: 2, noop: 0, total: 3 },
    });
    expect(last.info).toMatchObject({ name: "StatsLine", code: "Z023", level: "info" });
    const broken = foreignProject({ "models/a.sql": "select * from {{ ref('nowhere') }}" });
    for (const args of [
      ["build"],
      ["ls", "--select", "color:red"],
      ["build", "--target", "other"],
    ]) {
      const ended = await broken.dbt(...args);
      expect(ended.code, args.join(" ")).toBe(2);
    }
    const unfit = foreignProject();
    expect((await unfit.dbt("build", "--target", "other")).stderr).toContain("postgres");
    expect((await unfit.dbt("run", "--threads", "none")).code).toBe(2);
  });

  it("repeats what failed", async () => {
    const { dir, dbt } = foreignProject({
      "models/marts/b.sql": "select nope from {{ ref('a') }}",
    });
    expect((await dbt("retry")).code).toBe(2);
    expect((await dbt("build", "--vars", "{id: 5}")).code).toBe(1);
    writeFileSync(join(dir, "models/marts/b.sql"), FILES["models/marts/b.sql"]);
    const again = await dbt("retry");
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("1 of 1 OK created sql table model main.b");
    const results = JSON.parse(readFileSync(join(dir, "target/run_results.json"), "utf8")) as {
      args: object;
    };
    expect(results.args).toMatchObject({ which: "build", vars: { id: 5 } });
  });

  it("lists names, paths, selectors and JSON", async () => {
    const { dbt } = foreignProject();
    const list = async (...args: string[]): Promise<string> => (await dbt("ls", ...args)).stdout;
    expect(await list("--resource-type", "model")).toBe("shop.a\nshop.marts.b\n");
    expect(await list("--output", "path", "-s", "b")).toBe("models/marts/b.sql\n");
    expect(
      await list("--output", "json", "--output-keys", "name config.materialized", "-s", "b"),
    ).toBe('{"name":"b","config.materialized":"table"}\n');
  });

  it("cleans what it may, says where everything is, and plans", async () => {
    const { dir, dbt } = foreignProject();
    expect((await dbt("debug")).stdout).toContain("All checks passed!");
    expect((await dbt("plan")).stdout).toMatch(/^A build would change: 2 new/);
    await dbt("build");
    expect((await dbt("plan")).stdout).toMatch(/^A build would change nothing/);
    mkdirSync(join(dir, "logs"));
    expect((await dbt("clean")).code).toBe(0);
    expect(existsSync(join(dir, "target")) || existsSync(join(dir, "logs"))).toBe(false);
    writeFileSync(
      join(dir, "dbt_project.yml"),
      "name: shop\nprofile: shop\nclean-targets: [models]\n",
    );
    const refused = await dbt("clean");
    expect(refused.code).toBe(2);
    expect(existsSync(join(dir, "models/a.sql"))).toBe(true);
  });
});

describe("granary dbt with the engine dbt-core", () => {
  it("says how to get the real dbt where there is none", async () => {
    const { dir } = foreignProject();
    const missing = await granary(["dbt", "build"], {
      cwd: dir,
      env: { DBT_ENGINE: "dbt-core", DBT_BIN: join(dir, "no-dbt") },
    });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("error DBT_CORE_MISSING");
  });

  it("hands the command line on", async () => {
    const { dir } = foreignProject();
    const stub = join(dir, "dbt-stub");
    writeFileSync(stub, '#!/bin/sh\necho "$@"\nexit 3\n', { mode: 0o755 });
    const ended = await granary(["dbt", "run", "-s", "a", "--log", "json", "--full-refresh"], {
      cwd: dir,
      env: { DBT_ENGINE: "dbt-core", DBT_BIN: stub },
    });
    expect(ended.stdout).toBe("run -s a --full-refresh\n");
    expect(ended.code).toBe(3);
  });
});
