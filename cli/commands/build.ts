import type { Command } from "commander";
import { runMining } from "../../mining/run.js";
import { publishBuilt } from "../../schedules/pipeline.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import type { EventSink } from "../../warehouse/events.js";
import { openWorkspace, type Workspace } from "../../warehouse/workspace.js";
import { withCommonFlags, withProgress, type CommonFlags, type Installation } from "../context.js";
import { configOf, modelDirOf } from "../named-config.js";

/** `granary mine` and `granary publish`. */
export function addBuildCommands(program: Command, installation: Installation): void {
  withCommonFlags(
    program.command("mine").description("find patterns in the marts into mining.*"),
  ).action((flags: CommonFlags) =>
    inWorkspace(flags, "granary mine", (config, workspace, onEvent) =>
      runMining({ config, workspace, onEvent }).then(() => undefined),
    ),
  );

  withCommonFlags(
    program.command("publish").description("publish the workspace's tested build as a new version"),
  ).action(async (flags: CommonFlags) => {
    const manifest = await inWorkspace(flags, "granary publish", (config, workspace, onEvent) =>
      publishBuilt(config, workspace, onEvent, modelDirOf(config, installation)),
    );
    process.stdout.write(`Published version ${String(manifest.version)}.\n`);
  });
}

async function inWorkspace<T>(
  flags: CommonFlags,
  holder: string,
  work: (config: GranaryConfig, workspace: Workspace, onEvent: EventSink) => Promise<T>,
): Promise<T> {
  const config = configOf(flags);
  return withProgress(flags, async (onEvent) => {
    const workspace = await openWorkspace(config, { holder });
    try {
      return await work(config, workspace, onEvent);
    } finally {
      await workspace.close();
    }
  });
}
