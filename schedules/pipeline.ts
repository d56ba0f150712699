import { join } from "node:path";
import type { DbtResult } from "../dbt/result.js";
import { type DbtInvocation, runDbt } from "../dbt/run.js";
import { currentLoads } from "../ingest/load-log.js";
import { runIngest } from "../ingest/run.js";
import { runMining } from "../mining/run.js";
import { dbtVars, type GranaryConfig } from "../warehouse/config.js";
import { whileNodesRun } from "../warehouse/engine-threads.js";
import { dbtEnvironment } from "../warehouse/environment.js";
import { GranaryError } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import { gitCommit } from "../warehouse/git-commit.js";
import { publish } from "../warehouse/publish.js";
import { listVersions, readCurrent, type VersionManifest } from "../warehouse/versions.js";
import { openWorkspace, type Workspace } from "../warehouse/workspace.js";
import { rollupsOf } from "../cube/rollups/publish-rollups.js";
import { loadedData } from "./loaded-data.js";
import { beginBuild, buildFingerprint, readBuild, recordBuild } from "./build-record.js";
import { type BuildRules, mixRules, readRules, settleRules } from "./build-rules.js";

interface PipelineOptions {
  config: GranaryConfig;
  onEvent: EventSink;
  /** Shown to whoever finds the workspace taken. */
  holder: string;
  /** Build and publish even when nothing has changed. */
  force?: boolean;
  waitMs?: number;
  /** Directory of the semantic model, whose rollups are made with the version; none are where absent. */
  modelDir?: string;
  /** Runs the part that can be stopped in order, with the signal that says so; default: nothing stops it. */
  interruptible?: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

interface PipelineOutcome {
  /** "current": nothing had changed, so nothing was built. */
  status: "published" | "current";
  manifest: VersionManifest;
}

/**
 * Ingests, builds, tests, mines and publishes; publishes only what passed.
 *
 * @throws GranaryError of the step that failed; the version that was current stays current
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineOutcome> {
  const { config, onEvent, holder } = options;
  const workspace = await openWorkspace(config, { holder, waitMs: options.waitMs ?? 0 });
  try {
    const ingest = (signal?: AbortSignal): ReturnType<typeof runIngest> =>
      runIngest({ config, workspace, onEvent, ...(signal === undefined ? {} : { signal }) });
    await (options.interruptible === undefined ? ingest() : options.interruptible(ingest));
    const fingerprint = await workspaceFingerprint(config, workspace);
    const newest = listVersions(config)[0];
    if (newest?.fingerprint === fingerprint && options.force !== true) {
      onEvent({
        type: "note",
        level: "info",
        message: `Nothing has changed since version ${String(newest.version)}; nothing to build.`,
      });
      return { status: "current", manifest: readCurrent(config) ?? newest };
    }
    await buildAndTest(config, workspace, onEvent);
    onEvent({ type: "phase", phase: "mine", message: "Mining the marts" });
    await runMining({ config, workspace, onEvent });
    const manifest = await publishBuilt(config, workspace, onEvent, options.modelDir);
    return { status: "published", manifest };
  } finally {
    await workspace.close();
  }
}

/** Builds and tests everything, and records whether the marts may be published. Throws the first error of the build. */
async function buildAndTest(
  config: GranaryConfig,
  workspace: Workspace,
  onEvent: EventSink,
): Promise<void> {
  const invocation: DbtInvocation = {
    command: "build",
    projectDir: config.projectDir,
    targetDir: join(config.rootDir, "target"),
    vars: dbtVars(config),
    threads: config.engine.threads,
    target: { name: "granary", schema: "main", database: workspace.database },
    connect: () => workspace.connect(),
    env: dbtEnvironment(),
    dataVersions: await loadedData(workspace),
    lineage: true,
    onEvent,
  };
  const result = await runRecorded(config, workspace, invocation, "leave out what is proven");
  if (result.status === "failed") throw buildFailed(config, result);
}

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

/**
 * Publishes the workspace's marts, provided they are a whole build of what is loaded now and every test passed.
 *
 * @throws GranaryError PUBLISH_NOT_TESTED
 */
export async function publishBuilt(
  config: GranaryConfig,
  workspace: Workspace,
  onEvent: EventSink,
  modelDir?: string,
): Promise<VersionManifest> {
  onEvent({ type: "phase", phase: "publish", message: "Publishing" });
  const connection = await workspace.connect();
  try {
    const loads = await currentLoads(connection);
    const fingerprint = await buildFingerprint(config, loads);
    const build = await readBuild(connection);
    if (build?.status !== "passed" || build.fingerprint !== fingerprint) {
      throw new GranaryError("PUBLISH_NOT_TESTED", {
        message: `The workspace does not hold a whole build whose tests passed (${reason(build, fingerprint)}).`,
        hint: "Run `granary dbt build`, or `granary run` for the whole pipeline.",
      });
    }
    const { manifest, deleted } = await publish({
      config,
      workspace,
      build: {
        loads,
        tests: build.tests,
        fingerprint,
        gitCommit: await gitCommit(config.projectDir),
      },
      onEvent,
      ...(modelDir === undefined
        ? {}
        : {
            buildRollups: (version, target) =>
              rollupsOf(modelDir, config, version, target, (message) => {
                onEvent({ type: "note", level: "info", message });
              }),
          }),
    });
    const gone = deleted.length === 0 ? "" : `; deleted old version ${deleted.join(", ")}`;
    onEvent({
      type: "note",
      level: "info",
      message: `Published version ${String(manifest.version)}${gone}.`,
    });
    return manifest;
  } finally {
    connection.closeSync();
  }
}

function reason(build: { status: string; fingerprint: string } | undefined, now: string): string {
  if (!build) return "nothing has been built";
  if (build.status === "failed") return "the last build failed";
  if (build.status === "building") return "the last build was partial or did not finish";
  return build.fingerprint === now ? "unknown" : "data, models or settings changed since";
}

async function workspaceFingerprint(config: GranaryConfig, workspace: Workspace): Promise<string> {
  const connection = await workspace.connect();
  try {
    return await buildFingerprint(config, await currentLoads(connection));
  } finally {
    connection.closeSync();
  }
}

function buildFailed(config: GranaryConfig, result: DbtResult): GranaryError {
  const first = result.errors[0];
  const current = readCurrent(config);
  const kept = current
    ? `Nothing was published; version ${String(current.version)} stays current.`
    : "Nothing was published.";
  return new GranaryError(first?.code ?? "DBT_MODEL_FAILED", {
    message: `The build failed with ${String(result.errors.length)} error(s). ${kept}`,
    details: result.errors.flatMap((error) => [
      error.message,
      ...error.details.map((detail) => `  ${detail}`),
    ]),
    hint: first?.hint ?? "Mend what is shown above and run the same command again.",
    cause: first,
  });
}
