import { runDbt, type DbtCommand } from "../../dbt/run.js";
import type { DbtResult } from "../../dbt/result.js";
import { dbtVars, type GranaryConfig } from "../../warehouse/config.js";
import type { Workspace } from "../../warehouse/workspace.js";
import { compare, type BenchCase } from "../measure.js";
import { demoConfig, execute, loadedWorkspace, silent } from "../prepared-warehouse.js";

/** Building the models through the shim against running their compiled SQL alone, one after another. */
export function buildCase(repository: string): BenchCase {
  return {
    name: "build",
    run: async (dir) => {
      const config = await demoConfig(repository, dir);
      const workspace = await loadedWorkspace(config);
      try {
        const built = await dbt(config, workspace, "build");
        const statements = compiledStatements(built);
        const models = String(statements.length);
        return [
          await compare(
            `build ${models} models of the demo at scale 1`,
            "their compiled SQL alone",
            {
              granary: () => dbt(config, workspace, "run"),
              peer: () => execute(workspace, statements),
            },
          ),
        ];
      } finally {
        await workspace.close();
      }
    },
  };
}

/** Runs one dbt command in a workspace. */
export async function dbt(
  config: GranaryConfig,
  workspace: Workspace,
  command: DbtCommand,
): Promise<DbtResult> {
  const result = await runDbt({
    command,
    projectDir: config.projectDir,
    targetDir: `${config.dataDir}/target`,
    vars: dbtVars(config),
    threads: config.engine.threads,
    target: { name: "bench", schema: "main", database: workspace.database },
    connect: () => workspace.connect(),
    onEvent: silent,
  });
  if (result.status === "failed") throw result.errors[0] ?? new Error("the build failed");
  return result;
}

function compiledStatements(result: DbtResult): string[] {
  return result.results
    .filter((node) => node.resourceType === "model")
    .filter((node) => node.relationName !== null && node.compiledSql !== null)
    .map(({ relationName, compiledSql, rows }) => {
      const kind = rows === null ? "view" : "table";
      return `create or replace ${kind} ${relationName ?? ""} as ${compiledSql ?? ""}`;
    });
}
