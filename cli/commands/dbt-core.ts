import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { stringify } from "yaml";
import { definitionsOfArtifact, storeDefinitions } from "../../dbt/lineage/definition-table.js";
import { readProject } from "../../dbt/project/project-file.js";
import type { DbtResult, NodeResult } from "../../dbt/result.js";
import { settleRules } from "../../schedules/build-rules.js";
import { announceBuild, concludeBuild } from "../../schedules/recorded-run.js";
import { dbtVars, type GranaryConfig } from "../../warehouse/config.js";
import { dbtEnvironment } from "../../warehouse/environment.js";
import { GranaryError } from "../../warehouse/errors.js";
import { openWorkspace, type Workspace } from "../../warehouse/workspace.js";
import { configOf } from "../named-config.js";
import type { DbtFlags } from "./dbt-flags.js";
import { houseTargetDir, overridden } from "./dbt-house.js";
import { foreignProject } from "./dbt-own-project.js";

/** Flags of Granary's own, and those that are given anew. */
const OWN_FLAGS: ReadonlySet<string> = new Set(["-c", "--config", "--log", "--vars"]);

/** The words after `granary dbt`, for dbt. */
function passedOn(command: Command): string[] {
  let root = command;
  while (root.parent !== null) root = root.parent;
  const { rawArgs } = root as Command & { rawArgs: readonly string[] };
  const words = rawArgs.slice(rawArgs.indexOf("dbt") + 1);
  const kept: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (OWN_FLAGS.has(word)) at += 1;
    else if (!OWN_FLAGS.has(word.replace(/=.*$/s, ""))) kept.push(word);
  }
  return kept;
}

function runDbtBinary(words: readonly string[], cwd: string): Promise<number> {
  const env = dbtEnvironment();
  const binary = env["DBT_BIN"] ?? "dbt";
  return new Promise((resolve, reject) => {
    const child = spawn(binary, words, {
      cwd,
      env: { ...env, DBT_SEND_ANONYMOUS_USAGE_STATS: "false" },
      stdio: "inherit",
    });
    child.on("error", (cause) => {
      reject(
        new GranaryError("DBT_CORE_MISSING", {
          message: `${binary} cannot be run: ${cause.message}`,
          hint: "Install dbt-core and dbt-duckdb, put dbt on PATH or name it with DBT_BIN, or unset DBT_ENGINE.",
          cause,
        }),
      );
    });
    child.on("close", (code) => {
      resolve(code ?? 1);
    });
  });
}

/** A profiles.yml that points the project at the workspace. */
async function writeProfile(folder: string, config: GranaryConfig, path: string): Promise<string> {
  const project = await readProject(config.projectDir);
  const output = {
    type: "duckdb",
    path,
    schema: "main",
    threads: config.engine.threads,
    settings: { memory_limit: config.engine.memoryLimit, TimeZone: "UTC" },
  };
  const profile = project.profile ?? project.name;
  const text = stringify({ [profile]: { target: "granary", outputs: { granary: output } } });
  writeFileSync(join(folder, "profiles.yml"), text);
  return profile;
}

interface CoreResults {
  results?: {
    unique_id: string;
    status: string;
    failures: number | null;
    message: string | null;
  }[];
}

function resultFrom(targetDir: string, code: number): DbtResult {
  const file = join(targetDir, "run_results.json");
  const { results = [] } = JSON.parse(readFileSync(file, "utf8")) as CoreResults;
  const nodes = results.map(({ unique_id: uniqueId, status, failures, message }): NodeResult => ({
    uniqueId,
    name: uniqueId.split(".")[2] ?? uniqueId,
    resourceType: uniqueId.split(".")[0] as NodeResult["resourceType"],
    status: status as NodeResult["status"],
    message,
    failures,
    sample: null,
    rows: null,
    executionMs: 0,
    startedAt: new Date(),
    compiledSql: null,
    relationName: null,
    error: null,
  }));
  const tests = nodes.filter(({ resourceType }) => /test$/.test(resourceType));
  const count = (...statuses: string[]): number =>
    tests.filter(({ status }) => statuses.includes(status)).length;
  return {
    status: code === 0 ? "ok" : "failed",
    results: nodes,
    tests: { passed: count("pass"), failed: count("fail", "error"), warned: count("warn") },
    errors: [],
  };
}

/** What the project says of its columns, personal ones included, goes the way of the data. */
async function recordDefinitions(workspace: Workspace, targetDir: string): Promise<void> {
  const file = join(targetDir, "manifest.json");
  if (!existsSync(file)) return;
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  const connection = await workspace.connect();
  try {
    const run = async (sql: string): Promise<void> => {
      await connection.run(sql);
    };
    await storeDefinitions({ run }, workspace.database, definitionsOfArtifact(manifest));
  } finally {
    connection.closeSync();
  }
}

const RECORDED: ReadonlySet<string> = new Set([
  "build",
  "run",
  "test",
  "seed",
  "snapshot",
  "run-operation",
  "clone",
  "retry",
]);

/** Holds the workspace for as long as `work` takes. */
async function holding<Result>(
  config: GranaryConfig,
  name: string,
  work: (workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await openWorkspace(config, { holder: `granary dbt ${name} (dbt-core)` });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

async function runInWorkspace(flags: DbtFlags, words: string[], name: string): Promise<number> {
  const config = overridden(configOf(flags), flags);
  const folder = mkdtempSync(join(tmpdir(), "granary-dbt-"));
  const targetDir = houseTargetDir(config, flags);
  try {
    const begun = await holding(config, name, async (workspace) => ({
      path: workspace.path,
      build: RECORDED.has(name) ? await announceBuild(config, workspace, name) : null,
    }));
    const profile = await writeProfile(folder, config, begun.path);
    const place = ["--profiles-dir", folder, "--profile", profile, "--target-path", targetDir];
    const vars = ["--vars", JSON.stringify(dbtVars(config)), "--project-dir", config.projectDir];
    const code = await runDbtBinary([...words, ...place, ...vars], config.rootDir);
    const { build } = begun;
    if (build !== null) {
      const whole = name === "build" && flags.select === undefined && flags.exclude === undefined;
      await holding(config, name, async (workspace) => {
        await recordDefinitions(workspace, targetDir);
        const result = resultFrom(targetDir, code);
        if (whole && flags.fullRefresh === true) await settleRules(workspace, build.rules, result);
        await concludeBuild(workspace, build.fingerprint, whole, result);
      });
    }
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the real `dbt` with the words of the command line. Returns its exit code. Throws DBT_CORE_MISSING. */
export async function runDbtCore(flags: DbtFlags, command: Command, name: string): Promise<number> {
  const words = passedOn(command);
  if (foreignProject(flags) !== null) return runDbtBinary(words, process.cwd());
  return runInWorkspace(flags, words, name);
}
