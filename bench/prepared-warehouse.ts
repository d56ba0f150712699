import { join } from "node:path";
import { runIngest } from "../ingest/run.js";
import { generateDemo } from "../samples/demo/generate.js";
import { loadConfig, type GranaryConfig } from "../warehouse/config.js";
import { openWorkspace, type Workspace } from "../warehouse/workspace.js";

const SCALE = 1;
const SEED = 42;

export const silent = (): undefined => undefined;

/** The demo's configuration moved below `dir`, with its source files generated there once. */
export async function demoConfig(
  repository: string,
  dir: string,
  scale = SCALE,
): Promise<GranaryConfig> {
  const config = configBelow(repository, dir);
  await generateDemo({
    scale,
    seed: SEED,
    until: config.asOfDate,
    outDir: sourceBelow(dir),
    onEvent: silent,
  });
  return config;
}

/** Where the source files of `configBelow` are looked for. */
export function sourceBelow(dir: string): string {
  return join(dir, "source");
}

/** The demo's configuration with its data and its source files below `dir`. */
export function configBelow(repository: string, dir: string): GranaryConfig {
  const config = loadConfig(join(repository, "granary.yml"));
  return {
    ...config,
    dataDir: join(dir, "data"),
    sources: Object.fromEntries(
      Object.entries(config.sources).map(([name, source]) => [
        name,
        source.type === "files" ? { ...source, path: sourceBelow(dir) } : source,
      ]),
    ),
  };
}

/** A workspace with the demo's raw tables loaded. */
export async function loadedWorkspace(config: GranaryConfig): Promise<Workspace> {
  const workspace = await openWorkspace(config, { holder: "bench" });
  await runIngest({ config, workspace, onEvent: silent });
  return workspace;
}

/** Works in a workspace opened for it alone, as every night's run opens its own. */
export async function inWorkspace<T>(
  config: GranaryConfig,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = await openWorkspace(config, { holder: "bench" });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

/** Runs statements on a connection of their own. */
export async function execute(workspace: Workspace, statements: readonly string[]): Promise<void> {
  const connection = await workspace.connect();
  try {
    for (const statement of statements) await connection.run(statement);
  } finally {
    connection.closeSync();
  }
}
