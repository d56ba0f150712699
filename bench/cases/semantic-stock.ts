/** Cube as it comes: its own gateway, queue, driver and dialect, on a machine without its Rust binary. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import native from "@cubejs-backend/native";
import type { Express } from "express";
import type { ModelFile } from "../../cube/cube-packages.js";
import { applyCubeSettings, inProduction } from "../../cube/cube-settings.js";
import { compiledModel, skipTranspiling } from "../../cube/model-compiler.js";
import { provideNativeFunctions } from "../../cube/native-substitutes.js";
import type { GranaryConfig } from "../../warehouse/config.js";

interface StockOptions {
  modelDir: string;
  file: string;
  engine: GranaryConfig["engine"];
}

/** What the binary would do to each result. */
interface Facts {
  aliasToMemberNameMap: Record<string, string>;
  resType?: string;
}

export async function mountStockCube(app: Express, options: StockOptions): Promise<void> {
  applyCubeSettings();
  provideNativeFunctions();
  Object.assign(native, {
    getFinalQueryResult: (facts: Facts, columns: Uint8Array, result: object) =>
      Promise.resolve(encode({ ...result, data: dataOf(facts, columns) })),
    getFinalQueryResultMulti: (facts: Facts[], columns: Uint8Array[], response: MultiResponse) =>
      Promise.resolve(
        encode({
          ...response,
          pivotQuery: response.results[0]?.["query"],
          results: response.results.map((result, index) => ({
            ...result,
            data: dataOf(facts[index] as Facts, columns[index] as Uint8Array),
          })),
        }),
      ),
  });
  Object.assign(process.env, {
    CUBEJS_DB_DUCKDB_DATABASE_PATH: options.file,
    CUBEJS_DB_DUCKDB_MEMORY_LIMIT: options.engine.memoryLimit,
    CUBEJS_CONCURRENCY: "4",
    // The other planner is part of the binary.
    CUBEJS_TESSERACT_SQL_PLANNER: "false",
  });
  const load = createRequire(import.meta.url) as (name: string) => Record<string, unknown>;
  const { CubejsServerCore } = load("@cubejs-backend/server-core") as {
    CubejsServerCore: new (options: object) => { initApp(app: Express): Promise<void> };
  };
  const files = compiledModel(modelFiles(options.modelDir), (cube) => {
    Reflect.deleteProperty(cube, "pre_aggregations");
    Reflect.deleteProperty(cube, "preAggregations");
    // By itself Cube asks every ten seconds whether the data is still the same, and forgets its answers.
    if ("sql_table" in cube || "sql" in cube) cube["refresh_key"] = { every: "1 day" };
  });
  skipTranspiling();
  const core = inProduction(
    () =>
      new CubejsServerCore({
        apiSecret: "bench",
        devServer: false,
        telemetry: false,
        scheduledRefreshTimer: false,
        cacheAndQueueDriver: "memory",
        allowUngroupedWithoutPrimaryKey: true,
        checkAuth: () => ({ security_context: {} }),
        repositoryFactory: () => ({ dataSchemaFiles: () => Promise.resolve(files) }),
        logger: () => undefined,
      }),
  );
  await core.initApp(app);
}

interface MultiResponse {
  results: Record<string, unknown>[];
}

function dataOf(facts: Facts, buffer: Uint8Array): object[] {
  const table = JSON.parse(new TextDecoder().decode(buffer)) as {
    members: string[];
    columns: unknown[][];
  };
  const names = table.members.map((alias) => facts.aliasToMemberNameMap[alias] ?? alias);
  return (table.columns[0] ?? []).map((_, row) =>
    Object.fromEntries(names.map((name, column) => [name, table.columns[column]?.[row]])),
  );
}

function encode(value: unknown): ArrayBufferLike {
  return new TextEncoder().encode(JSON.stringify(value)).buffer;
}

function modelFiles(dir: string): ModelFile[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yml"))
    .map((fileName) => ({ fileName, content: readFileSync(join(dir, fileName), "utf8") }));
}
