import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { withinMemory } from "../../ingest/memory-bound.js";
import { rowsOf, textOf } from "../../ingest/query.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";

async function limitWithin(ingestMemory: string): Promise<{ during: string; after: string }> {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "2GiB" });
  const connection = await instance.connect();
  const limit = async (): Promise<string> => {
    const rows = await rowsOf(connection, "select current_setting('memory_limit') as m");
    return textOf(rows[0]?.["m"]);
  };
  const engine = { memoryLimit: "2GiB", threads: 1, ingestMemory };
  try {
    const during = await withinMemory(connection, testConfig(temporaryDir(), { engine }), limit);
    return { during, after: await limit() };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

it("leaves the engine what the process may take less its own share, while it loads", async () => {
  expect(await limitWithin("1GiB")).toEqual({ during: "704.0 MiB", after: "2.0 GiB" });
});

it("refuses a bound that nothing can be loaded in", async () => {
  await expect(limitWithin("300MiB")).rejects.toMatchObject({ code: "CONFIG_INVALID" });
});
