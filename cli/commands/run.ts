import type { Command } from "commander";
import { runPipeline } from "../../schedules/pipeline.js";
import { GranaryError } from "../../warehouse/errors.js";
import { withCommonFlags, withProgress, type CommonFlags, type Installation } from "../context.js";
import { configOf, modelDirOf } from "../named-config.js";
import { ensureDemo } from "../demo.js";
import { interruptible } from "../interrupt.js";

interface RunFlags extends CommonFlags {
  force?: boolean;
  wait: string;
  holder: string;
}

/** `granary run`: the whole pipeline once. */
export function addRunCommand(program: Command, installation: Installation): void {
  withCommonFlags(
    program
      .command("run")
      .description("ingest, build, test, mine and publish what has changed")
      .option("--force", "build and publish even when nothing has changed")
      .option("--wait <seconds>", "wait for another writer instead of failing", "0")
      .option("--holder <name>", "what to call this run to others who wait", "granary run"),
  ).action(async (flags: RunFlags) => {
    const config = configOf(flags);
    const outcome = await withProgress(flags, async (onEvent) => {
      await ensureDemo(config, onEvent);
      return runPipeline({
        config,
        onEvent,
        holder: flags.holder,
        force: flags.force ?? false,
        waitMs: secondsOf(flags.wait) * 1000,
        modelDir: modelDirOf(config, installation),
        interruptible,
      });
    });
    const { version, tests } = outcome.manifest;
    process.stdout.write(
      outcome.status === "current"
        ? `Version ${String(version)} is current; nothing has changed.\n`
        : `Published version ${String(version)} (${String(tests.passed)} tests passed, ${String(tests.warned)} warned).\n`,
    );
  });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new GranaryError("USAGE", { message: `--wait ${text} is not a number of seconds.` });
}
