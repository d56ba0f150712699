import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runDbt } from "../../dbt/run.js";
import type { DbtResult } from "../../dbt/result.js";
import { dbtVars, type GranaryConfig } from "../../warehouse/config.js";
import { type DbtCore, findDbtCore } from "../dbt-core.js";
import { compare, type BenchCase, type Comparison } from "../measure.js";
import { demoConfig, execute, loadedWorkspace, silent } from "../prepared-warehouse.js";
import { writeSyntheticProject } from "../synthetic-project.js";
import { dbt } from "./build.js";

const SYNTHETIC = { models: 1000, tests: 500, seed: 7 };

/** The shim against dbt-core, and against the SQL it sends alone. Without a dbt, two of four comparisons are left out. */
export function dbtCase(repository: string): BenchCase {
  return {
    name: "dbt",
    run: async (dir) => {
      const core = findDbtCore();
      if (core === null) {
        console.error(
          "SKIPPED: comparisons with dbt-core: set DBT_BIN to a dbt with its duckdb adapter",
        );
      }
      const synthetic = join(dir, "synthetic");
      writeSyntheticProject(synthetic, SYNTHETIC);
      return [
        ...(core === null ? [] : [await compileFromCold(repository, synthetic, core)]),
        await parseAgain(synthetic, join(dir, "targets")),
        ...(await buildDemo(repository, dir, core)),
      ];
    },
  };
}

function compileFromCold(repository: string, project: string, core: DbtCore): Promise<Comparison> {
  const args = ["compile", "--quiet", "--project-dir", project, "--profiles-dir", project];
  const cold = (target: string): string[] => {
    rmSync(join(project, target), { recursive: true, force: true });
    return [...args, "--target-path", join(project, target)];
  };
  const work = `compile ${String(SYNTHETIC.models)} models and ${String(SYNTHETIC.tests)} tests from cold, whole process`;
  return compare(work, `dbt-core ${core.version}`, {
    granary: () => run(granary(repository), cold("granary"), project),
    peer: () => run([core.bin], cold("core"), project),
    repetitions: 3,
  });
}

function parseAgain(project: string, targets: string): Promise<Comparison> {
  const parse = (target: string): Promise<DbtResult> =>
    runDbt({
      command: "parse",
      projectDir: project,
      targetDir: join(targets, target),
      vars: {},
      target: { name: "dev", schema: "main", database: "warehouse" },
      connect: () => Promise.reject(new Error("parsing needs no database")),
      onEvent: silent,
    });
  const work = `parse ${String(SYNTHETIC.models)} unchanged models again`;
  return compare(work, "parsing them from cold", {
    granary: () => parse("again"),
    peer: (repetition) => parse(`cold-${String(repetition)}`),
  });
}

async function buildDemo(
  repository: string,
  dir: string,
  core: DbtCore | null,
): Promise<Comparison[]> {
  const config = await demoConfig(repository, join(dir, "demo"));
  const workspace = await loadedWorkspace(config);
  const raw = join(dir, "raw.duckdb");
  try {
    await execute(workspace, ["checkpoint"]);
    cpSync(workspace.path, raw);
    const statements = compiledStatements(await dbt(config, workspace, "build"));
    const alone = await compare(
      `build the demo at scale 1: ${String(statements.length)} models and tests`,
      "their compiled SQL sent straight to DuckDB",
      {
        granary: () => dbt(config, workspace, "build"),
        peer: () => execute(workspace, statements),
      },
    );
    if (core === null) return [alone];
    return [alone, await buildWithBoth(repository, dir, { config, raw, core })];
  } finally {
    await workspace.close();
  }
}

function compiledStatements({ results }: DbtResult): string[] {
  return results.flatMap(({ resourceType, relationName, compiledSql, rows }) => {
    if (compiledSql === null) return [];
    if (resourceType === "test") return [`select count(*) from (${compiledSql}\n)`];
    if (resourceType !== "model" || relationName === null) return [];
    const kind = rows === null ? "view" : "table";
    return [`create or replace ${kind} ${relationName} as ${compiledSql}`];
  });
}

/** Whole processes on copies of the same database, parsing included. */
function buildWithBoth(
  repository: string,
  dir: string,
  { config, raw, core }: { config: GranaryConfig; raw: string; core: DbtCore },
): Promise<Comparison> {
  const place = (name: string): { project: string; args: string[] } => {
    const project = join(dir, name);
    const database = join(project, "warehouse.duckdb");
    rmSync(project, { recursive: true, force: true });
    mkdirSync(project, { recursive: true });
    cpSync(join(config.projectDir, "models"), join(project, "models"), { recursive: true });
    cpSync(join(config.projectDir, "dbt_project.yml"), join(project, "dbt_project.yml"));
    cpSync(raw, database);
    const output = {
      type: "duckdb",
      schema: "main",
      path: database,
      threads: config.engine.threads,
    };
    const profiles = { granary: { target: "dev", outputs: { dev: output } } };
    writeFileSync(join(project, "profiles.yml"), JSON.stringify(profiles));
    const where = ["--project-dir", project, "--profiles-dir", project];
    const vars = JSON.stringify(dbtVars(config));
    return { project, args: ["build", "--quiet", ...where, "--vars", vars] };
  };
  const [ours, theirs] = [place("with-granary"), place("with-core")];
  return compare("build the demo at scale 1, whole process", `dbt-core ${core.version}`, {
    granary: () => run(granary(repository), ours.args, ours.project),
    peer: () => run([core.bin], theirs.args, theirs.project),
    repetitions: 3,
  });
}

function granary(repository: string): [string, ...string[]] {
  return [process.execPath, join(repository, "bin", "granary.mjs"), "dbt"];
}

async function run(
  [program, ...first]: readonly [string, ...string[]],
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const child = spawn(program, [...first, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0)
    throw new Error(`${program} ${args.join(" ")} ended with ${String(code)}: ${complaint}`);
}
