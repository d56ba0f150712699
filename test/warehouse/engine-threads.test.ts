import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { whileNodesRun } from "../../warehouse/engine-threads.js";

const instance = await DuckDBInstance.create(":memory:", { threads: "4" });
const workspace = { connect: () => instance.connect() };

afterAll(() => {
  instance.closeSync();
});

async function threads(): Promise<number> {
  const connection = await instance.connect();
  const result = await connection.runAndReadAll("select current_setting('threads')");
  connection.closeSync();
  return Number(result.getRowsJS()[0]?.[0]);
}

function configured(count: number): Parameters<typeof whileNodesRun>[0] {
  return { engine: { memoryLimit: "1GB", threads: count } };
}

it.each([
  [1, 1],
  [2, 1],
  [3, 1],
  [4, 2],
])("of %i threads leaves %i to the engine while nodes run", async (count, left) => {
  expect(await whileNodesRun(configured(count), workspace, threads)).toBe(left);
  expect(await threads()).toBe(4);
});

it("gives all threads back where a build fails", async () => {
  const failing = whileNodesRun(configured(2), workspace, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await threads()).toBe(4);
});
