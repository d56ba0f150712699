import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { landing, type Landing } from "./landing.js";

async function zstd(at: Landing, select: string, format: string): Promise<Buffer> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const path = join(at.root, "made.zst");
  await connection.run(`copy (${select}) to '${path}' (format ${format}, compression zstd)`);
  instance.closeSync();
  return readFileSync(path);
}

const ROWS = "select i as id, 'name ' || i as name from range(1, 100001) t(i)";
const table = { orders: { files: "orders*" } };

describe("packed files", () => {
  it.each(["csv", "json"])("are read from zstd: %s", async (format) => {
    const at = landing();
    at.put(`orders.${format}.zst`, await zstd(at, ROWS, format));
    await at.ingest(table);
    expect(await at.query("select count(*), sum(id), max(name) from raw_shop.orders")).toEqual([
      [100_000n, 5_000_050_000n, "name 99999"],
    ]);
  });

  it.each([0.5, 0.99])("are an error when cut off at %d: zstd", async (part) => {
    const at = landing();
    const whole = await zstd(at, ROWS, "csv");
    at.put("orders.csv.zst", whole.subarray(0, Math.floor(whole.length * part)));
    const error = await at.failure(table);
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain("orders.csv.zst");
  });

  it("are an error when cut off: JSON in gzip", async () => {
    const at = landing();
    const whole = gzipSync('{"id":1,"name":"abc"}\n'.repeat(1000));
    at.put("orders.jsonl.gz", whole.subarray(0, whole.length - 12));
    const error = await at.failure(table);
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
  });

  it("are known by their content, not their name", async () => {
    const at = landing();
    at.put("orders.csv", gzipSync("id\n1\n"));
    await at.ingest(table);
    expect(await at.query("select id from raw_shop.orders")).toEqual([[1n]]);
  });
});
