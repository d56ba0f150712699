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
/** A header and 40 rows, with a checksum, as zstd 1.5 packs them. */
const CHECKED = Buffer.from(
  "KLUv/QRYxQUAQokXFaAnbYjsM232nwBA393dOyVgRw2reB5qHo94P7vVi07/ffed5zzRPtvscsm9a089496Vrr2itay2ZtWqNT1nkhHrO6xZtcolyvltbDI4DMKhFEVgKJ+WkkChOAiAEU+oMXi5O9sBkJOUPBASqig8O4yMdz4KC5IEBmSGTOZwT95A+8KJAy8euHHExYxDheihPlPELP4yfJDhO4YPMXzD8AE2JluaoluZ22DaNua2AjW/qgSQGiZITP8=",
  "base64",
);
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

  it("are read from zstd in several frames, with frames to be passed over", async () => {
    const at = landing();
    const half = (from: number): Promise<Buffer> =>
      zstd(at, `select i as id from range(${String(from)}, ${String(from + 50_000)}) t(i)`, "json");
    const skipped = Buffer.from("502a4d1804000000deadbeef", "hex");
    const frames = [skipped, await half(1), skipped, await half(50_001)];
    at.put("orders.json.zst", Buffer.concat(frames));
    await at.ingest(table);
    expect(await at.query("select count(*), sum(id) from raw_shop.orders")).toEqual([
      [100_000n, 5_000_050_000n],
    ]);
  });

  it("are refused with a zstd window that is too large, in any frame", async () => {
    const at = landing();
    const window = Buffer.from("28b52ffd00a8" + "00".repeat(20), "hex");
    at.put("orders.csv.zst", Buffer.concat([await zstd(at, ROWS, "csv"), window]));
    const error = await at.failure(table);
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain("zstd window is 2048 MiB");
    expect(error.hint).toContain("--long=27");
  });

  it("are an error when damaged anywhere: zstd with a checksum", async () => {
    const at = landing();
    at.put("orders.csv.zst", CHECKED);
    await at.ingest(table);
    expect(await at.query("select count(*), sum(id) from raw_shop.orders")).toEqual([[40n, 820n]]);
    for (const place of [20, 60, 100, CHECKED.length - 1]) {
      const damaged = Buffer.from(CHECKED);
      damaged.writeUInt8((damaged[place] ?? 0) ^ 1, place);
      at.put("orders.csv.zst", damaged);
      const error = await at.failure(table);
      expect(error.code, String(place)).toBe("INGEST_FILE_UNREADABLE");
      expect(error.message).toContain("zstd archive is cut off or damaged");
    }
  });
});
