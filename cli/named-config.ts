import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadConfig, loadDemoConfig, type GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import type { CommonFlags, Installation } from "./context.js";

interface DemoPlan {
  demo: ReturnType<typeof loadDemoConfig>["demo"];
  until: string;
}

/** The configuration a command works with. */
export function configOf(flags: CommonFlags): GranaryConfig {
  return loadConfig(fileOf(flags));
}

/** The demo company that the flags or the configuration name; a configuration need not be there where the day is given. */
export function demoOf(flags: CommonFlags & { until?: string }): DemoPlan {
  const { until, config } = flags;
  if (until !== undefined && config === undefined && nearestConfig() === undefined) {
    return { demo: undefined, until };
  }
  const { demo, asOfDate } = loadDemoConfig(fileOf(flags));
  return { demo, until: until ?? asOfDate };
}

function fileOf({ config }: CommonFlags): string {
  if (config !== undefined) return resolve(config);
  const file = nearestConfig();
  if (file !== undefined) return file;
  throw new GranaryError("CONFIG_NOT_FOUND", {
    message: `No granary.yml in ${process.cwd()} or any directory above it.`,
    hint: "Run in a directory with a granary.yml, or name one with --config.",
  });
}

/** The directory of the semantic model: the configuration's own, or the one that comes with Granary. */
export function modelDirOf(
  config: GranaryConfig,
  { packageRoot }: Pick<Installation, "packageRoot">,
): string {
  return config.modelDir ?? join(packageRoot, "cube", "model");
}

function nearestConfig(): string | undefined {
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    const file = join(dir, "granary.yml");
    if (existsSync(file)) return file;
    if (dirname(dir) === dir) return undefined;
  }
}
