import type { DbtResult } from "../dbt/result.js";
import { type DbtInvocation, runDbt } from "../dbt/run.js";
import { currentLoads } from "../ingest/load-log.js";
import type { GranaryConfig } from "../warehouse/config.js";
import { whileNodesRun } from "../warehouse/engine-threads.js";
import type { Workspace } from "../warehouse/workspace.js";
import { beginBuild, buildFingerprint, recordBuild } from "./build-record.js";
import { type BuildRules, mixRules, readRules, settleRules } from "./build-rules.js";

/**
 * Runs a dbt command that may change the workspace, and records whether the marts may be published. Unit tests read no data:
 * of rules by which all tables were made before, they passed before, and may be left out.
 */
export async function runRecorded(
  config: GranaryConfig,
  workspace: Workspace,
  invocation: DbtInvocation,
  unitTests: "run all" | "leave out what is proven" = "run all",
): Promise<DbtResult> {
  const { command, onEvent } = invocation;
  const whole = isWhole(invocation);
  const { fingerprint, rules } = await announceBuild(config, workspace, command);
  const anew = whole && (invocation.fullRefresh === true || rules.made !== rules.now);
  if (anew && rules.made !== undefined && rules.made !== rules.now) {
    const message =
      "Project or settings are not those the tables were made by: all are built anew.";
    onEvent({ type: "note", level: "info", message });
  }
  const proven = whole && !anew && unitTests === "leave out what is proven";
  const run = (): Promise<DbtResult> =>
    runDbt({
      ...invocation,
      ...(anew ? { fullRefresh: true } : {}),
      ...(proven ? { excludeResourceTypes: ["unit_test"] } : {}),
    });
  // Of a selection a single node may take all the time.
  const result = await (whole ? whileNodesRun(config, workspace, run) : run());
  if (anew) await settleRules(workspace, rules, result);
  await concludeBuild(workspace, fingerprint, whole, result);
  return result;
}

/** Whether the command builds and tests everything there is. */
function isWhole(invocation: DbtInvocation): boolean {
  const { command, select, exclude, selector, only, empty } = invocation;
  const types = invocation.resourceTypes?.length || invocation.excludeResourceTypes?.length;
  const partial = select?.length || exclude?.length || selector || only || types;
  return command === "build" && !partial && empty !== true;
}

/** Marks the marts as being rebuilt by a dbt command. Returns what they will have been built from, and by which rules. */
export async function announceBuild(
  config: GranaryConfig,
  workspace: Workspace,
  command: string,
): Promise<{ fingerprint: string; rules: BuildRules }> {
  const fingerprint = await workspaceFingerprint(config, workspace);
  const connection = await workspace.connect();
  try {
    const rules = await readRules(config, connection);
    if (command !== "test") {
      await beginBuild(connection, fingerprint);
      if (rules.made !== rules.now) await mixRules(connection);
    }
    return { fingerprint, rules };
  } finally {
    connection.closeSync();
  }
}

/** Records how a dbt command ended; only a `whole` build may be published. */
export async function concludeBuild(
  workspace: Workspace,
  fingerprint: string,
  whole: boolean,
  result: DbtResult,
): Promise<void> {
  if (!whole && result.status !== "failed") return;
  const connection = await workspace.connect();
  try {
    await recordBuild(connection, fingerprint, result);
  } finally {
    connection.closeSync();
  }
}

/** Of what is loaded now and the rules to build it by. */
export async function workspaceFingerprint(
  config: GranaryConfig,
  workspace: Workspace,
): Promise<string> {
  const connection = await workspace.connect();
  try {
    return await buildFingerprint(config, await currentLoads(connection));
  } finally {
    connection.closeSync();
  }
}
