import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const typesOf = `select column_name, data_type from duckdb_columns() where schema_name = 'raw_shop'
  and table_name = 'orders' and not starts_with(column_name, '_') order by column_index`;

function orders(): arrow.Table {
  const moment = new arrow.Timestamp(arrow.TimeUnit.MICROSECOND, "UTC");
  const amount = new arrow.Decimal(4, 18, 128);
  const words = (value: bigint): Uint32Array =>
    Uint32Array.from([0n, 32n, 64n, 96n].map((by) => Number((value >> by) & 0xffffffffn)));
  return new arrow.Table({
    id: arrow.vectorFromArray([1n, 9007199254740993n, null], new arrow.Int64()),
    name: arrow.vectorFromArray(
      ["a", null, "é"],
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
    ),
    amount: arrow.makeVector(
      arrow.makeData({
        type: amount,
        length: 3,
        data: Uint32Array.from([...words(123_456n), ...words(-5n), ...words(0n)]),
      }),
    ),
    at: arrow.makeVector(
      arrow.makeData({
        type: moment,
        length: 3,
        data: BigInt64Array.from([1_706_700_600_000_001n, -1n, 0n]),
      }),
    ),
    day: arrow.makeVector(
      arrow.makeData({
        type: new arrow.DateDay(),
        length: 3,
        data: Int32Array.from([19_753, -1, 0]),
      }),
    ),
    rate: arrow.vectorFromArray([0.1, 2, null], new arrow.Float64()),
    ok: arrow.vectorFromArray([true, false, null], new arrow.Bool()),
  });
}

describe("Arrow files", () => {
  it.each(["file", "stream"] as const)("keep their types: %s", async (form) => {
    const at = landing();
    at.put("orders.arrow", Buffer.from(arrow.tableToIPC(orders(), form)));
    await at.ingest({ orders: { files: "orders.arrow" } });
    expect(await at.query(typesOf)).toEqual([
      ["id", "BIGINT"],
      ["name", "VARCHAR"],
      ["amount", "DECIMAL(18,4)"],
      ["at", "TIMESTAMP"],
      ["day", "DATE"],
      ["rate", "DOUBLE"],
      ["ok", "BOOLEAN"],
    ]);
    expect(
      await at.query(
        'select id, name, amount::varchar, "at"::varchar, day::varchar, rate, ok, _source_position from raw_shop.orders',
      ),
    ).toEqual([
      [1n, "a", "12.3456", "2024-01-31 11:30:00.000001", "2024-01-31", 0.1, true, 1n],
      [
        9007199254740993n,
        null,
        "-0.0005",
        "1969-12-31 23:59:59.999999",
        "1969-12-31",
        2,
        false,
        2n,
      ],
      [null, "é", "0.0000", "1970-01-01 00:00:00", "1970-01-01", null, null, 3n],
    ]);
  });

  it("are refused with a type that has no counterpart", async () => {
    const at = landing();
    const parts = arrow.vectorFromArray([1n, 2n], new arrow.DurationNanosecond());
    at.put("orders.arrow", Buffer.from(arrow.tableToIPC(new arrow.Table({ parts }), "file")));
    const error = await at.failure({ orders: { files: "orders.arrow" } });
    expect(error.code).toBe("INGEST_TYPE_UNSUPPORTED");
    expect(error.message).toContain('"parts"');
  });

  it.each([
    ["no Arrow", (): Buffer => Buffer.from("id\n1\n")],
    [
      "a cut stream",
      (): Buffer => Buffer.from(arrow.tableToIPC(orders(), "stream")).subarray(0, -300),
    ],
    ["a cut file", (): Buffer => Buffer.from(arrow.tableToIPC(orders(), "file")).subarray(0, -300)],
  ])("are unreadable: %s", async (_, bytes) => {
    const at = landing();
    at.put("orders.arrow", bytes());
    const error = await at.failure({ orders: { files: "orders.arrow" } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
  });
});
