import { join, resolve } from "node:path";
import { optionsFrom } from "../../dbt/commands/invocation-arguments.js";
import type { DbtCommand, DbtInvocation } from "../../dbt/invocation.js";
import { readRunResults, resultsOf } from "../../dbt/state/previous-state.js";
import { GranaryError } from "../../warehouse/errors.js";
import { configOf } from "../named-config.js";
import type { DbtFlags } from "./dbt-flags.js";
import { houseTargetDir } from "./dbt-house.js";
import { foreignProfile, foreignProject } from "./dbt-own-project.js";

const REPEATED: ReadonlySet<string> = new Set([
  "error",
  "fail",
  "skipped",
  "runtime error",
  "partial success",
]);

const COMMANDS: readonly DbtCommand[] = [
  "build",
  "run",
  "test",
  "seed",
  "snapshot",
  "compile",
  "run-operation",
  "clone",
  "docs generate",
];

async function targetDirOf(flags: DbtFlags): Promise<string> {
  if (flags.state !== undefined) return resolve(flags.state);
  const project = foreignProject(flags);
  if (project === null) return houseTargetDir(configOf(flags), flags);
  if (flags.targetPath !== undefined) return resolve(project, flags.targetPath);
  return (await foreignProfile(flags, project)).targetDir;
}

/** What `retry` is to run again, from the last run_results.json. Throws DBT_STATE_INVALID. */
export async function retryOptions(
  flags: DbtFlags,
): Promise<{ command: DbtCommand; options: Partial<DbtInvocation> }> {
  const dir = await targetDirOf(flags);
  const raw = await readRunResults(join(dir, "run_results.json"));
  const given = (raw?.["args"] ?? {}) as Record<string, unknown>;
  const command = COMMANDS.find((name) => name === given["which"]);
  if (raw === null || command === undefined) {
    throw new GranaryError("DBT_STATE_INVALID", {
      message: `Could not find a previous run in ${dir}.`,
      hint: "Run a command such as build first, or name the folder of its artifacts with --state.",
    });
  }
  const failed = resultsOf(raw).filter(({ status }) => REPEATED.has(status));
  const only = new Set(failed.map(({ uniqueId }) => uniqueId));
  // A model none of whose batches succeeded is run whole.
  const partial = failed.filter(({ status }) => status === "partial success");
  const batches = new Map(partial.map(({ uniqueId, failedBatches }) => [uniqueId, failedBatches]));
  return { command, options: { ...optionsFrom(given), only, batches } };
}
