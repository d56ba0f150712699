import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { readBuild, recordBuild } from "../../schedules/build-record.js";

it("keeps the outcome of tests in a workspace where nothing was built", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const tests = { passed: 0, failed: 1, warned: 0 };
    const result = { status: "failed" as const, tests, results: [], errors: [] };
    await recordBuild(connection, "f", result);
    expect(await readBuild(connection)).toMatchObject({ status: "failed", tests });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
