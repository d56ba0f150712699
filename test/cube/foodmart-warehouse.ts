import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig, type GranaryConfig } from "../../warehouse/config.js";
import { granary, repository } from "../granary-command.js";

const source = process.env["FOODMART_DIR"] ?? join(repository, "..", "shared", "data", "foodmart");
/** FoodMart's files are not on this machine. */
export const absent = !existsSync(join(source, "sales_fact_1997.csv"));
if (absent) console.warn(`SKIPPED: FoodMart is not at ${source}; set FOODMART_DIR to test it.`);

const sample = join(repository, "samples/foodmart");

/** The sample, built and published in a directory of its own. */
export interface FoodmartWarehouse {
  dir: string;
  env: Record<string, string>;
  config: GranaryConfig;
  remove(): void;
}

export async function buildFoodmart(): Promise<FoodmartWarehouse> {
  const dir = mkdtempSync(join(tmpdir(), "granary-foodmart-"));
  const file = join(dir, "granary.yml");
  writeFileSync(file, inPlace(readFileSync(join(sample, "granary.yml"), "utf8")));
  const env = { FOODMART_DIR: source };
  const run = await granary(["run"], { cwd: dir, env });
  if (run.code !== 0) throw new Error(run.stderr + run.stdout);
  return {
    dir,
    env,
    config: loadConfig(file, env),
    remove: () => {
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The sample's configuration for another directory. */
function inPlace(text: string): string {
  return `project_dir: ${JSON.stringify(sample)}\n${text}`
    .replace("model_dir: cube", `model_dir: ${JSON.stringify(join(sample, "cube"))}`)
    .replace("boards_dir: boards", `boards_dir: ${JSON.stringify(join(sample, "boards"))}`);
}
