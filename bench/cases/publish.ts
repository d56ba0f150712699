import { rmSync } from "node:fs";
import { join } from "node:path";
import { publish } from "../../warehouse/publish.js";
import { quoteLiteral, quoteTable } from "../../warehouse/sql.js";
import { compare, type BenchCase } from "../measure.js";
import { demoConfig, execute, loadedWorkspace, silent } from "../prepared-warehouse.js";
import { dbt } from "./build.js";

/** Publishing a version against copying the same tables into a file with plain SQL. */
export function publishCase(repository: string): BenchCase {
  return {
    name: "publish",
    run: async (dir) => {
      const config = { ...(await demoConfig(repository, dir)), retention: { keep: 2 } };
      const workspace = await loadedWorkspace(config);
      try {
        await dbt(config, workspace, "build");
        const once = (): ReturnType<typeof publish> =>
          publish({
            config,
            workspace,
            build: {
              loads: [],
              tests: { passed: 0, failed: 0, warned: 0 },
              fingerprint: "bench",
              gitCommit: null,
            },
            onEvent: silent,
          });
        const { manifest } = await once();
        const tables = Object.keys(manifest.rows);
        const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
        return [
          await compare(
            `publish ${String(tables.length)} tables, ${rows.toLocaleString("en")} rows`,
            "create table as select, checkpoint",
            {
              granary: once,
              peer: (repetition) => copyOnce(join(dir, `raw-${String(repetition)}.duckdb`), tables),
            },
          ),
        ];

        async function copyOnce(path: string, names: readonly string[]): Promise<void> {
          const targets = names.map((name) => name.split(".") as [string, string]);
          await execute(workspace, [
            `attach ${quoteLiteral(path)} as raw_copy`,
            ...targets.flatMap(([schema, table]) => [
              `create schema if not exists raw_copy.${schema}`,
              `create table raw_copy.${quoteTable(schema, table)} as select * from warehouse.${quoteTable(schema, table)}`,
            ]),
            "checkpoint raw_copy",
            "detach raw_copy",
          ]);
          rmSync(path);
        }
      } finally {
        await workspace.close();
      }
    },
  };
}
