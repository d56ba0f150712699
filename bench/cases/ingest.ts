import { rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { runIngest } from "../../ingest/run.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { compare, type BenchCase } from "../measure.js";
import { demoConfig, silent } from "../prepared-warehouse.js";

/** Loading the demo's files against reading them with the engine's own readers. */
export function ingestCase(repository: string): BenchCase {
  return {
    name: "ingest",
    run: async (dir) => {
      const config = await demoConfig(repository, dir);
      return [
        await compare(
          "load the demo at scale 1 (CSV, JSON lines, Parquet)",
          "create table as select * from file",
          {
            granary: (repetition) => ingestOnce(config, join(dir, `granary-${String(repetition)}`)),
            peer: (repetition) => rawOnce(config, join(dir, `raw-${String(repetition)}.duckdb`)),
          },
        ),
      ];
    },
  };
}

async function ingestOnce(config: GranaryConfig, dataDir: string): Promise<void> {
  const fresh = { ...config, dataDir };
  const workspace = await openWorkspace(fresh, { holder: "bench" });
  await runIngest({ config: fresh, workspace, onEvent: silent });
  await workspace.close();
  rmSync(dataDir, { recursive: true });
}

async function rawOnce(config: GranaryConfig, path: string): Promise<void> {
  const { memoryLimit, threads } = config.engine;
  const instance = await DuckDBInstance.create(path, {
    memory_limit: memoryLimit,
    threads: String(threads),
  });
  const connection = await instance.connect();
  for (const source of Object.values(config.sources)) {
    if (source.type !== "files") continue;
    for (const [table, { files }] of Object.entries(source.tables)) {
      const file = quoteLiteral(join(source.path, files));
      await connection.run(`create table ${quoteIdent(table)} as select * from ${file}`);
    }
  }
  await connection.run("checkpoint");
  connection.closeSync();
  instance.closeSync();
  rmSync(path);
}
