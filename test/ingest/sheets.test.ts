import { writeXlsx } from "hucre/xlsx";
import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const day = (iso: string): Date => new Date(`${iso}Z`);
const typesOf = `select column_name, data_type from duckdb_columns() where schema_name = 'raw_shop'
  and table_name = 'orders' and not starts_with(column_name, '_') order by column_index`;

async function book(
  ...sheets: { name: string; rows: (string | number | boolean | Date | null)[][] }[]
) {
  return Buffer.from(await writeXlsx({ sheets }));
}

const ORDERS = [
  ["code", "n", "price", "rate", "day", "moment", "paid", "note"],
  [
    "007",
    1,
    19.99,
    0.1 + 0.2,
    day("2024-01-31T00:00:00"),
    day("2024-01-31T10:30:00"),
    true,
    'a, "b"',
  ],
  [],
  ["8", 2, 5, 1e-7, day("2024-02-01T00:00:00"), day("2024-02-01T00:00:00"), false, null],
];

describe("sheets of workbooks", () => {
  it("are typed by their cells", async () => {
    const at = landing();
    at.put("orders.xlsx", await book({ name: "Orders", rows: ORDERS }));
    await at.ingest({ orders: { files: "orders.xlsx" } });
    expect(await at.query(typesOf)).toEqual([
      ["code", "VARCHAR"],
      ["n", "BIGINT"],
      ["price", "DECIMAL(18,4)"],
      ["rate", "DOUBLE"],
      ["day", "DATE"],
      ["moment", "TIMESTAMP"],
      ["paid", "BOOLEAN"],
      ["note", "VARCHAR"],
    ]);
    expect(
      await at.query(
        "select code, n, price::varchar, rate, day::varchar, moment::varchar, paid, note, _source_position from raw_shop.orders",
      ),
    ).toEqual([
      [
        "007",
        1n,
        "19.9900",
        0.30000000000000004,
        "2024-01-31",
        "2024-01-31 10:30:00",
        true,
        'a, "b"',
        1n,
      ],
      ["8", 2n, "5.0000", 1e-7, "2024-02-01", "2024-02-01 00:00:00", false, null, 2n],
    ]);
  });

  it.each(["Second", 2])("are chosen by name or number: %s", async (sheet) => {
    const at = landing();
    const second = { name: "Second", rows: [["Title"], ["id"], [5]] };
    at.put("orders.xlsx", await book({ name: "First", rows: ORDERS }, second));
    await at.ingest({ orders: { files: "orders.xlsx", sheet, headerRow: 2 } });
    expect(await at.query("select id from raw_shop.orders")).toEqual([[5n]]);
  });

  it("that are absent are named with those there are", async () => {
    const at = landing();
    at.put("orders.xlsx", await book({ name: "First", rows: ORDERS }));
    const error = await at.failure({ orders: { files: "orders.xlsx", sheet: "Nope" } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain('"First"');
  });

  it("tell the cells with errors, which are null", async () => {
    const at = landing();
    at.put(
      "orders.xlsx",
      await book({
        name: "S",
        rows: [
          ["id", "n"],
          [1, "#N/A"],
          [2, 5],
        ],
      }),
    );
    await at.ingest({ orders: { files: "orders.xlsx" } });
    expect(await at.query("select id, n from raw_shop.orders order by id")).toEqual([
      [1n, null],
      [2n, 5n],
    ]);
    expect(at.events).toContainEqual(
      expect.objectContaining({
        level: "warn",
        message: expect.stringContaining('#N/A in "n" (1)') as string,
      }),
    );
  });

  it("reject what a declared type cannot take, by the row of the sheet", async () => {
    const at = landing();
    at.put("orders.xlsx", await book({ name: "S", rows: [["id"], [1], [null], ["x"]] }));
    const error = await at.failure({ orders: { files: "orders.xlsx", columns: { id: "BIGINT" } } });
    expect(error.code).toBe("INGEST_ROWS_REJECTED");
    expect(error.details[0]).toContain('column "id"');
  });

  it.each([
    ["no workbook", Buffer.from("id\n1\n")],
    ["a cut workbook", undefined],
  ])("are unreadable in %s", async (_, bytes) => {
    const at = landing();
    const whole = await book({ name: "S", rows: ORDERS });
    at.put("orders.xlsx", bytes ?? whole.subarray(0, whole.length >> 1));
    const error = await at.failure({ orders: { files: "orders.xlsx" } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
  });

  it("is refused where it is larger than memory should hold", async () => {
    const at = landing();
    at.put("orders.xlsx", Buffer.concat([Buffer.from("PK"), Buffer.alloc(64 << 20)]));
    const error = await at.failure({ orders: { files: "orders.xlsx" } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain("more than 64 MiB");
  });

  it("that are damaged or cut off are refused, wherever it is", async () => {
    const at = landing();
    const rows = Array.from({ length: 500 }, (_, i) => [i, `name ${String(i * 7919)}`]);
    const whole = await book({ name: "Orders", rows: [["id", "name"], ...rows] });
    const sheet = whole.indexOf("sheet1.xml");
    const table = { orders: { files: "orders.xlsx", onError: "quarantine" as const } };
    for (const place of [sheet + 200, sheet + 1500, sheet + 3000]) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8((damaged[place] ?? 0) ^ 0x10, place);
      at.put("orders.xlsx", damaged);
      const error = await at.failure(table);
      expect(error.code, String(place)).toBe("INGEST_FILE_UNREADABLE");
      expect(error.message).toMatch(/part xl\/\S+ is damaged/);
    }
    at.put("orders.xlsx", whole.subarray(0, whole.length - 30));
    expect((await at.failure(table)).code).toBe("INGEST_FILE_UNREADABLE");
    at.put("orders.xlsx", whole);
    await at.ingest(table);
    expect(await at.query("select count(*) from raw_shop.orders")).toEqual([[500n]]);
  });
});
