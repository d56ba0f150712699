import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { arrowStream } from "../../warehouse/arrow.js";

async function throughArrow(sql: string): Promise<ReturnType<typeof tableFromIPC>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  const parts: Uint8Array[] = [];
  for await (const part of arrowStream(await connection.stream(sql))) parts.push(part);
  connection.closeSync();
  instance.closeSync();
  return tableFromIPC(parts);
}

describe("arrowStream", () => {
  it("carries every type exactly, nulls included", async () => {
    const table = await throughArrow(`
      select * from (values
        (1::tinyint, 9007199254740993::bigint, 1.5::double, 'a中', date '2024-02-29',
         timestamp '2024-02-29 12:00:00.123456', -12345678901234.5678::decimal(18,4), true, (2::hugeint ** 100)::hugeint),
        (null, null, null, null, null, null, null, null, null)) t(a, b, c, d, e, f, g, h, i)`);
    const [first, second] = table
      .toArray()
      .map((row) => (row as { toJSON(): Record<string, unknown> }).toJSON());
    expect(first).toMatchObject({ a: 1, b: 9007199254740993n, c: 1.5, d: "a中", h: true });
    expect(new Date(Number(first?.["e"])).toISOString()).toBe("2024-02-29T00:00:00.000Z");
    expect((table.getChild("f")?.data[0]?.values as BigInt64Array | undefined)?.[0]).toBe(
      1709208000123456n,
    );
    expect(table.schema.fields[6]?.type).toMatchObject({ scale: 4, precision: 18, bitWidth: 128 });
    const [low = 0, ...high] = first?.["g"] as Uint32Array;
    const value = high.reduce(
      (sum, word, i) => sum + (BigInt(word) << BigInt(32 * (i + 1))),
      BigInt(low),
    );
    expect(BigInt.asIntN(128, value)).toBe(-123456789012345678n);
    expect(Object.values(second ?? {})).toEqual(Array.from({ length: 9 }, () => null));
  });

  it("streams many chunks in order", async () => {
    const table = await throughArrow("select i, 'row ' || i as t from range(10000) r(i)");
    expect(table.numRows).toBe(10_000);
    expect(table.batches.length).toBeGreaterThan(1);
    expect(table.get(9_999)?.toJSON()).toEqual({ i: 9_999n, t: "row 9999" });
  });

  it("gives an empty result its schema", async () => {
    const table = await throughArrow("select 1 as a where false");
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map((field) => field.name)).toEqual(["a"]);
  });

  it("names a column it cannot map", async () => {
    await expect(throughArrow("select [1] as list_column")).rejects.toMatchObject({
      code: "QUERY_FAILED",
      message: expect.stringContaining("list_column") as string,
    });
  });
});
