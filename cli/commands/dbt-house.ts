import { join, resolve } from "node:path";
import { loadedData } from "../../schedules/loaded-data.js";
import { dbtVars, type GranaryConfig } from "../../warehouse/config.js";
import { dbtEnvironment } from "../../warehouse/environment.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { configOf } from "../named-config.js";
import type { DbtFlags } from "./dbt-flags.js";
import { yamlMapping } from "./dbt-options.js";
import type { DbtPlace } from "./dbt-place.js";

/** The configuration with what the flags override. */
export function overridden(config: GranaryConfig, flags: DbtFlags): GranaryConfig {
  return {
    ...config,
    engine: { ...config.engine, threads: flags.threads ?? config.engine.threads },
    vars: { ...config.vars, ...yamlMapping("--vars", flags.vars) },
  };
}

/** Where artifacts of the workspace's project go. */
export function houseTargetDir(config: GranaryConfig, flags: DbtFlags): string {
  return flags.targetPath === undefined
    ? join(config.rootDir, "target")
    : resolve(flags.targetPath);
}

/** The project and the workspace of the configuration. */
export async function housePlace(flags: DbtFlags, holder: string): Promise<DbtPlace> {
  const config = overridden(configOf(flags), flags);
  const workspace = await openWorkspace(config, { holder });
  return {
    invocation: {
      projectDir: config.projectDir,
      targetDir: houseTargetDir(config, flags),
      vars: dbtVars(config),
      threads: config.engine.threads,
      target: { name: flags.target ?? "granary", schema: "main", database: workspace.database },
      connect: () => workspace.connect(),
      env: dbtEnvironment(),
      dataVersions: await loadedData(workspace),
      lineage: true,
    },
    path: workspace.path,
    house: { config, workspace },
    profile: null,
    close: () => workspace.close(),
  };
}
