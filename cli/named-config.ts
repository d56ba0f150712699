import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadConfig, loadDemoConfig, type GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";
import type { CommonFlags, Installation } from "./context.js";

/** The configuration a command works with. */
export function configOf(flags: CommonFlags): GranaryConfig {
  return loadConfig(fileOf(flags));
}

/** What the configuration says of the demo company. */
export function demoConfigOf(flags: CommonFlags): ReturnType<typeof loadDemoConfig> {
  return loadDemoConfig(fileOf(flags));
}

function fileOf({ config }: CommonFlags): string {
  return config === undefined ? nearestConfig() : resolve(config);
}

/** The directory of the semantic model: the configuration's own, or the one that comes with Granary. */
export function modelDirOf(
  config: GranaryConfig,
  { packageRoot }: Pick<Installation, "packageRoot">,
): string {
  return config.modelDir ?? join(packageRoot, "cube", "model");
}

function nearestConfig(): string {
  const start = process.cwd();
  for (let dir = start; ; dir = dirname(dir)) {
    const file = join(dir, "granary.yml");
    if (existsSync(file)) return file;
    if (dirname(dir) === dir) break;
  }
  throw new GranaryError("CONFIG_NOT_FOUND", {
    message: `No granary.yml in ${start} or any directory above it.`,
    hint: "Run in a directory with a granary.yml, or name one with --config.",
  });
}
