import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { type DbtInvocation, runDbt } from "../../dbt/run.js";
import { temporaryDir } from "../temporary-dir.js";
import { PARITY_FILES, PARITY_RAW, PARITY_SELECTIONS, PARITY_VARS } from "./parity-project.js";
import { writeProject } from "./project-fixture.js";

const DBT_BIN = process.env["DBT_BIN"] ?? "dbt";
const version = spawnSync(DBT_BIN, ["--version"], { encoding: "utf8" });
const installed = version.status === 0 && version.stdout.includes("duckdb");
if (!installed) {
  console.warn(`SKIPPED: parity with dbt: ${DBT_BIN} cannot be run; set DBT_BIN to a dbt-duckdb`);
}
const VARS = JSON.stringify(PARITY_VARS);

interface Workbench {
  dir: string;
  /** Runs the real dbt; its standard output. */
  dbt(args: readonly string[]): string;
  shim(
    invocation: Pick<DbtInvocation, "command" | "select" | "exclude">,
  ): ReturnType<typeof runDbt>;
}

/** The project once, and a database for each of the two; both are called `warehouse`. */
async function workbench(): Promise<Workbench & { databases: Record<"dbt" | "shim", string> }> {
  const dir = temporaryDir();
  const databases = {
    dbt: join(dir, "dbt", "warehouse.db"),
    shim: join(dir, "shim", "warehouse.db"),
  };
  const profiles =
    "parity:\n  target: dev\n  outputs:\n    dev: {type: duckdb, schema: main, threads: 2, path: " +
    `${databases.dbt}}\n`;
  writeProject(dir, {
    ...PARITY_FILES,
    "profiles.yml": profiles,
    "dbt/.keep": "",
    "shim/.keep": "",
  });
  for (const path of Object.values(databases)) {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(PARITY_RAW);
    connection.closeSync();
    instance.closeSync();
  }
  return {
    dir,
    databases,
    dbt: (args) => {
      const common = ["--vars", VARS, "--target-path", join(dir, "dbt-target")];
      const options = { cwd: dir, encoding: "utf8" as const };
      const ran = spawnSync(DBT_BIN, ["--quiet", ...args, ...common], options);
      return ran.stdout;
    },
    shim: async (invocation) => {
      const instance = await DuckDBInstance.create(databases.shim);
      try {
        return await runDbt({
          projectDir: dir,
          targetDir: join(dir, "shim-target"),
          vars: PARITY_VARS,
          threads: 2,
          target: { name: "dev", schema: "main", database: "warehouse" },
          connect: () => instance.connect(),
          onEvent: () => undefined,
          ...invocation,
        });
      } finally {
        instance.closeSync();
      }
    },
  };
}

/** unique id, status and failures of every result that is an artifact's. */
function outcomes(target: string): unknown[] {
  const parsed = JSON.parse(readFileSync(join(target, "run_results.json"), "utf8")) as {
    results: { unique_id: string; status: string; failures: number | null }[];
  };
  return parsed.results
    .map((result) => `${result.unique_id} ${result.status} ${result.failures ?? "-"}`)
    .sort();
}

async function content(path: string): Promise<Record<string, unknown>> {
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    const rows = async (sql: string): Promise<unknown[][]> =>
      (await connection.runAndReadAll(sql)).getRowsJson();
    const found: Record<string, unknown> = {};
    const relations = await rows(
      "select table_schema, table_name, table_type from information_schema.tables order by all",
    );
    for (const [schema, name, kind] of relations) {
      const relation = `"${String(schema)}"."${String(name)}"`;
      const columns = await rows(`select column_name, column_type from (describe ${relation})`);
      found[`${relation} ${String(kind)}`] = {
        columns,
        rows: await rows(`select * from ${relation} order by all`),
      };
    }
    return found;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe.skipIf(!installed)("parity with dbt", () => {
  it("builds the same relations and rows, with the same outcomes", async () => {
    const bench = await workbench();
    bench.dbt(["build"]);
    const result = await bench.shim({ command: "build" });
    expect(outcomes(join(bench.dir, "shim-target"))).toEqual(
      outcomes(join(bench.dir, "dbt-target")),
    );
    expect(result.status).toBe("failed");
    expect(await content(bench.databases.shim)).toEqual(await content(bench.databases.dbt));
  });

  it("runs, seeds and tests with the same outcomes", async () => {
    const bench = await workbench();
    for (const command of ["seed", "run", "test"] as const) {
      bench.dbt([command]);
      await bench.shim({ command });
      expect(outcomes(join(bench.dir, "shim-target"))).toEqual(
        outcomes(join(bench.dir, "dbt-target")),
      );
    }
  });

  it("selects the same nodes", async () => {
    const bench = await workbench();
    // One process parses once and lists all selections: starting dbt takes seconds.
    const python = execFileSync("head", ["-n1", resolvedBin()], { encoding: "utf8" })
      .slice(2)
      .trim();
    const script = `
import json, os, sys
from dbt.cli.main import dbtRunner
common = ["--vars", sys.argv[2], "--target-path", sys.argv[3]]
runner = dbtRunner(manifest=dbtRunner().invoke(["--quiet", "parse"] + common).result)
for selection in json.loads(sys.argv[1]):
    args = ["--quiet", "ls"] + common
    for flag in ("select", "exclude"):
        if flag in selection: args += ["--" + flag] + selection[flag].split()
    real = sys.stdout
    sys.stdout = open(os.devnull, "w")
    result = runner.invoke(args)
    sys.stdout = real
    print(json.dumps(sorted(result.result or [])))
`;
    const args = [
      "-c",
      script,
      JSON.stringify(PARITY_SELECTIONS),
      VARS,
      join(bench.dir, "ls-target"),
    ];
    const listed = execFileSync(python, args, { cwd: bench.dir, encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as string[]);
    expect(listed).toHaveLength(PARITY_SELECTIONS.length);
    for (const [index, { select, exclude }] of PARITY_SELECTIONS.entries()) {
      const result = await bench.shim({
        command: "ls",
        ...(select === undefined ? {} : { select: [select] }),
        ...(exclude === undefined ? {} : { exclude: [exclude] }),
      });
      expect({ select, exclude, listed: [...(result.listed ?? [])].sort() }).toEqual({
        select,
        exclude,
        listed: listed[index],
      });
    }
  });
});

function resolvedBin(): string {
  if (DBT_BIN.includes("/")) return DBT_BIN;
  return execFileSync("sh", ["-c", `command -v ${DBT_BIN}`], { encoding: "utf8" }).trim();
}
