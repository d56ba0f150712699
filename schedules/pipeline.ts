import { join } from "node:path";
import type { DbtResult } from "../dbt/result.js";
import type { DbtInvocation } from "../dbt/run.js";
import { currentLoads } from "../ingest/load-log.js";
import { runIngest } from "../ingest/run.js";
import { runMining } from "../mining/run.js";
import { dbtVars, type GranaryConfig } from "../warehouse/config.js";
import { dbtEnvironment } from "../warehouse/environment.js";
import { GranaryError } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import { gitCommit } from "../warehouse/git-commit.js";
import { publish } from "../warehouse/publish.js";
import { listVersions, readCurrent, type VersionManifest } from "../warehouse/versions.js";
import { openWorkspace, type Workspace } from "../warehouse/workspace.js";
import { rollupsOf } from "../cube/rollups/publish-rollups.js";
import { loadedData } from "./loaded-data.js";
import { buildFingerprint, readBuild } from "./build-record.js";
import { runRecorded, workspaceFingerprint } from "./recorded-run.js";

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
