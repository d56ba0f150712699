import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { GranaryConfig } from "../../warehouse/config.js";

/**
 * Makes the rollups that the model in `modelDir` declares, from a version's database file, in a new file `target`.
 *
 * @param onUnmade hears which could not be made, and why
 * @returns false, and no file, where there are none
 * @throws GranaryError SEMANTIC_MODEL_INVALID
 */
export async function rollupsOf(
  modelDir: string,
  config: Pick<GranaryConfig, "engine">,
  version: string,
  target: string,
  onUnmade: (message: string) => void = () => undefined,
): Promise<boolean> {
  if (!declaresRollups(modelDir)) return false;
  // Cube takes a second to load; who has no rollups does without.
  const core = await import("../semantic-layer.js").then(({ compiledCore }) =>
    compiledCore({ modelDir, apiSecret: "rollups" }),
  );
  try {
    const { recipes, unmade } = await import("./build-rollups.js").then(({ makeRollups }) =>
      makeRollups(core, version, target, config.engine),
    );
    for (const { id, reason } of unmade) {
      onUnmade(`The rollup ${id} could not be made: ${reason.split("\n")[0] ?? ""}`);
    }
    if (unmade.length < recipes.length) return true;
    rmSync(target, { force: true });
    return false;
  } finally {
    await core.shutdown();
  }
}

function declaresRollups(modelDir: string): boolean {
  if (!existsSync(modelDir)) return false;
  return readdirSync(modelDir, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yml"))
    .some((name) => readFileSync(join(modelDir, name), "utf8").includes("pre_aggregations:"));
}
