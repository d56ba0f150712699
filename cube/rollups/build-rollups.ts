import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { syncPath } from "../../warehouse/durable-file.js";
import { messageOf } from "../../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import type { CompilerApi, DeclaredRollup } from "../cube-packages.js";
import type { VersionCore } from "../version-core.js";
import { rollupTable } from "./rollup-table.js";

/** The SELECT that makes one rollup, and the table it is kept in. */
interface RollupRecipe {
  readonly id: string;
  readonly table: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

interface EngineBounds {
  memoryLimit: string;
  threads: number;
}

/** Makes every rollup of the model from a version's database file, in the new file `target`. */
export async function makeRollups(
  core: VersionCore,
  version: string,
  target: string,
  engine: EngineBounds,
): Promise<{ recipes: RollupRecipe[]; unmade: UnmadeRollup[] }> {
  const recipes = await rollupRecipes(core);
  return { recipes, unmade: await buildRollups(version, target, recipes, engine) };
}

/** How every rollup of the model is made, by Cube's own planner. */
async function rollupRecipes(core: VersionCore): Promise<RollupRecipe[]> {
  const context = { securityContext: {}, requestId: randomUUID() };
  const compiler = await core.compiler(context);
  const declared = await compiler.preAggregations();
  return Promise.all(
    declared
      .filter(({ preAggregation }) => preAggregation.type === "rollup")
      .map((rollup) => recipeOf(compiler, rollup)),
  );
}

async function recipeOf(compiler: CompilerApi, rollup: DeclaredRollup): Promise<RollupRecipe> {
  const compiled = await compiler.getSql({
    ...rollup.references,
    preAggregationId: rollup.id,
    disableExternalPreAggregations: false,
    timezone: "UTC",
    contextSymbols: { securityContext: {} },
  });
  const chosen = compiled.preAggregations.find((one) => one.preAggregationId === rollup.id);
  if (!chosen) throw new Error(`Cube does not use the rollup ${rollup.id} for its own members.`);
  const [sql, values] = chosen.sql;
  return { id: rollup.id, table: rollupTable(chosen), sql, values };
}

/** A rollup that could not be made, for example because the version lacks one of its tables. */
interface UnmadeRollup {
  readonly id: string;
  readonly reason: string;
}

/**
 * Makes the rollups of a version in a database file of their own. The file is complete and on disk when this returns.
 *
 * @param version the version's database file
 * @param target a file that does not exist yet
 * @returns those that could not be made
 */
async function buildRollups(
  version: string,
  target: string,
  recipes: readonly RollupRecipe[],
  engine: EngineBounds,
): Promise<UnmadeRollup[]> {
  const unmade: UnmadeRollup[] = [];
  rmSync(target, { force: true });
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: engine.memoryLimit,
    threads: String(engine.threads),
    temp_directory: `${target}.spill`,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  try {
    const connection = await instance.connect();
    await connection.run("set global TimeZone = 'UTC'");
    await connection.run(`attach ${quoteLiteral(version)} as warehouse (read_only)`);
    await connection.run(`attach ${quoteLiteral(target)} as rollups_out`);
    await connection.run("use warehouse");
    for (const { id, table, sql, values } of recipes) {
      try {
        await connection.run(
          `create table rollups_out.main.${quoteIdent(table)} as ${sql}`,
          values as string[],
        );
      } catch (error) {
        unmade.push({ id, reason: messageOf(error) });
      }
    }
    await connection.run("checkpoint rollups_out");
    await connection.run("detach rollups_out");
    connection.closeSync();
  } finally {
    instance.closeSync();
    rmSync(`${target}.wal`, { force: true });
    rmSync(`${target}.spill`, { recursive: true, force: true });
  }
  syncPath(target);
  return unmade;
}
