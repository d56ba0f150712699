import { join } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import type { AdapterSession, RelationKind, SeedTable } from "../adapters/adapter.js";
import type { ProjectNode } from "../manifest.js";
import { keepsTable, readSeedTable } from "../seeds/seed-table.js";
import { Build } from "./build.js";
import { fullRefresh } from "./incremental.js";
import { type Ending, type RunContext, writeSql } from "./run-context.js";
import { failed } from "./run-model.js";
import { createIndexes } from "./table.js";

async function load(
  build: Build,
  seed: SeedTable,
  existing: RelationKind | null,
): Promise<"table"> {
  const { dialect, node, target } = build;
  if (existing === "view") {
    throw new GranaryError("DBT_MODEL_FAILED", {
      message: `${node.name} (${node.originalFilePath}): a view stands where its table is to be.`,
      hint: "Drop the view, or give the seed another alias.",
    });
  }
  if (existing === "table" && !fullRefresh(build)) {
    const columns = await build.columnsOf(dialect.columnsOf(target));
    if (keepsTable(seed, columns)) {
      await build.runAll(dialect.refillBySeed(target, seed));
      return "table";
    }
  }
  await build.runAll(dialect.replaceBySeed(target, existing, seed));
  await createIndexes(build);
  return "table";
}

/**
 * Loads a seed's file into its table. A table that can hold the rows stays as it is, with its types; else it is made
 * anew, which it always is with --full-refresh.
 */
export async function runSeed(
  context: RunContext,
  node: ProjectNode,
  session: AdapterSession,
): Promise<Ending> {
  const build = new Build(context, session, node);
  try {
    const seed = await readSeedTable(node, join(node.packageRoot, node.originalFilePath));
    const rows = await build.all((existing) => load(build, seed, existing));
    await writeSql(context, "run", node, build.done.join(";\n\n") + ";");
    const verb = fullRefresh(build) ? "CREATE" : "INSERT";
    return { status: "success", message: `${verb} ${rows ?? 0}`, rows };
  } catch (error) {
    return failed(context, node, error, "");
  }
}
