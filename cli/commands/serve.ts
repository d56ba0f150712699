import { join } from "node:path";
import type { Command } from "commander";
import { loadJobs } from "../../schedules/jobs.js";
import { processLauncher } from "../../schedules/launch-job.js";
import { runPipeline } from "../../schedules/pipeline.js";
import { startScheduler, type Scheduler } from "../../schedules/scheduler.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { EventSink } from "../../warehouse/events.js";
import { readCurrent } from "../../warehouse/versions.js";
import { progressFor, withCommonFlags, type CommonFlags, type Installation } from "../context.js";
import { ensureDemo } from "../demo.js";
import { whoseHttpPort } from "../http-port.js";
import { interruptible, SAME_KEYPRESS_MS } from "../interrupt.js";
import { configOf, modelDirOf } from "../named-config.js";
import type { House } from "../house.js";
import { formatFailure } from "../render/failure.js";
import { secret } from "../secrets.js";

/** `granary start` (build what is stale, then serve) and `granary serve`. */
export function addServeCommands(program: Command, installation: Installation): void {
  withCommonFlags(
    program.command("start").description("bring the warehouse up to date and open the dashboards"),
  ).action((flags: CommonFlags) => start(flags, installation));
  withCommonFlags(
    program
      .command("serve")
      .description("serve the dashboards and keep the schedule, without building first"),
  ).action(async (flags: CommonFlags) => {
    const config = configOf(flags);
    await serveUntilStopped(config, installation, progressFor(flags).sink);
  });
}

async function start(flags: CommonFlags, installation: Installation): Promise<void> {
  const config = configOf(flags);
  const { sink, end } = progressFor(flags);
  const owner = await whoseHttpPort(config);
  try {
    await ensureDemo(config, sink);
    const holder = "granary start";
    const modelDir = modelDirOf(config, installation);
    await runPipeline({ config, onEvent: sink, holder, waitMs: 2_000, interruptible, modelDir });
  } catch (error) {
    const stopped = error instanceof GranaryError && error.code === "INGEST_INTERRUPTED";
    const current = stopped ? null : readCurrent(config);
    if (!current) throw error;
    end();
    process.stderr.write(
      `${formatFailure(error)}\n\nServing version ${String(current.version)}, the last that passed.\n`,
    );
  }
  end();
  if (owner === "ours") {
    const { host, port } = config.server;
    const version = String(readCurrent(config)?.version);
    process.stdout.write(
      `Granary is already running: http://${host}:${String(port)} (version ${version})\n`,
    );
    return;
  }
  await serveUntilStopped(config, installation, sink);
}

async function serveUntilStopped(
  config: GranaryConfig,
  installation: Installation,
  onEvent: EventSink,
): Promise<void> {
  const stopped = stopSignal();
  // Cube and Express take a moment to load; commands that serve nothing do without.
  const { openHouse } = await import("../house.js");
  const house = await openHouse(config, installation, onEvent);
  const scheduler = keepSchedule(config, installation, onEvent);
  try {
    process.stdout.write(`${welcome(config, house)}\n`);
    for (const { job, at } of scheduler.nextRuns()) {
      if (at) process.stdout.write(`  job ${job}: next at ${at.toISOString()}\n`);
    }
    await stopped;
    process.stdout.write("Stopping …\n");
  } finally {
    await scheduler.stop();
    await house.close();
  }
  process.stdout.write("Stopped.\n");
}

function keepSchedule(
  config: GranaryConfig,
  installation: Installation,
  onEvent: EventSink,
): Scheduler {
  return startScheduler({
    jobs: loadJobs(config.jobsFile),
    timezone: config.timezone,
    launch: processLauncher({
      command: join(installation.packageRoot, "bin", "granary.mjs"),
      configFile: config.file,
      onEvent,
    }),
    onEvent,
  });
}

function welcome(config: GranaryConfig, { url, desk }: House): string {
  const current = readCurrent(config);
  const what = current
    ? `version ${String(current.version)}, as of ${current.asOfDate}`
    : "no version yet; it appears when the first one is published";
  const token = desk.link === null ? "" : `/?token=${secret(config, "access-token")}`;
  const address = desk.asks ? `${url}${token}` : url;
  const how = desk.asks && token === "" ? "; sign in there" : "";
  return `\n  ${config.name} is ready: ${address}\n  ${what}${how}. Ctrl-C stops it.`;
}

/** Resolves at the first request to stop; a later second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const ask = (): void => {
      if (asked !== undefined && Date.now() - asked > SAME_KEYPRESS_MS) process.exit(130);
      asked ??= Date.now();
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
  });
}
