import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const LOG = "select status, rows_read, rows_loaded, rows_rejected from meta.loads order by load_id";
const QUARANTINE =
  "select position, column_name, raw from meta.quarantine order by table_name, position";

const RAGGED = [
  "id,name,n",
  "1,Ann,1",
  "2,Bob,x",
  "3,Cid",
  "4,Dan,4,5",
  '5,"two\nlines",6',
  '6,"bad"q,7',
  "7,Eve,8.5",
  "8,Fay,9",
].join("\n");
const columns = { id: "BIGINT", name: "VARCHAR", n: "BIGINT" };

describe("rows that cannot be loaded", () => {
  it("fail the load with line, column, text and reason, and change no data", async () => {
    const at = landing();
    at.put("orders.csv", "id,name,n\n1,Ann,1\n");
    const orders = { orders: { files: "orders.csv", columns } };
    await at.ingest(orders);
    at.put("orders.csv", RAGGED);
    const error = await at.failure(orders);
    expect(error.code).toBe("INGEST_ROWS_REJECTED");
    expect(error.message).toContain("5 of 8 rows of orders.csv");
    expect(error.details).toEqual([
      expect.stringMatching(/^orders.csv, line 3, column "n": .*x.*BIGINT.*: 2,Bob,x$/),
      expect.stringMatching(/^orders.csv, line 4.*Found: 2: 3,Cid$/),
      expect.stringMatching(/^orders.csv, line 5.*Found: 4: 4,Dan,4,5$/),
      expect.stringMatching(/^orders.csv, line 8.*unterminated quote.*: 6,"bad"q,7$/),
      expect.stringMatching(/^orders.csv, line 9, column "n": .*8.5.*BIGINT.*: 7,Eve,8.5$/),
    ]);
    expect(await at.query("select id, name, n from raw_shop.orders")).toEqual([[1n, "Ann", 1n]]);
    expect(await at.query(LOG)).toEqual(
      expect.arrayContaining([
        ["loaded", 1n, 1n, 0n],
        ["failed", 8n, 3n, 5n],
      ]),
    );
  });

  it("go to the quarantine when the table says so, and the rest keeps its positions", async () => {
    const at = landing();
    at.put("orders.csv", RAGGED);
    const summary = await at.ingest({
      orders: { files: "orders.csv", columns, onError: "quarantine" },
    });
    expect(summary.tables[0]).toMatchObject({ rowsRead: 8, rowsLoaded: 3, rowsRejected: 5 });
    expect(await at.query("select id, _source_position from raw_shop.orders order by id")).toEqual([
      [1n, 1n],
      [5n, 5n],
      [8n, 8n],
    ]);
    expect(await at.query(QUARANTINE)).toEqual([
      [2n, "n", "2,Bob,x"],
      [3n, "n", "3,Cid"],
      [4n, null, "4,Dan,4,5"],
      [6n, "name", '6,"bad"q,7'],
      [7n, "n", "7,Eve,8.5"],
    ]);
    expect(await at.query(LOG)).toEqual([["loaded", 8n, 3n, 5n]]);
  });

  it("fail the load above max_rejected", async () => {
    const at = landing();
    at.put("orders.csv", RAGGED);
    const orders = { files: "orders.csv", columns, onError: "quarantine" as const, maxRejected: 4 };
    const error = await at.failure({ orders });
    expect(error.message).toContain("max_rejected is 4");
    expect(await at.query("select count(*) from meta.quarantine")).toEqual([[0n]]);
  });

  it("are found in JSON lines with their physical line", async () => {
    const at = landing();
    at.put(
      "calls.jsonl",
      '{"id":1,"day":"2024-01-01"}\n\n{bad\n[1]\n{"id":"x","day":"2024-01-01"}\n{"id":2,"day":"2024-13-01"}\n{"id":3}\n',
    );
    const calls = { files: "calls.jsonl", columns: { id: "BIGINT", day: "DATE" } };
    const error = await at.failure({ calls });
    expect(error.details).toEqual([
      "calls.jsonl, line 3: not valid JSON: {bad",
      "calls.jsonl, line 4: a JSON array, not an object: [1]",
      'calls.jsonl, line 5, column "id": "x" is not a BIGINT: {"id":"x","day":"2024-01-01"}',
      'calls.jsonl, line 6, column "day": "2024-13-01" is not a DATE: {"id":2,"day":"2024-13-01"}',
    ]);
    await at.ingest({ calls: { ...calls, onError: "quarantine" } });
    expect(await at.query("select id, day::varchar, _source_position from raw_shop.calls")).toEqual(
      [
        [1n, "2024-01-01", 1n],
        [3n, null, 6n],
      ],
    );
    expect(await at.query(QUARANTINE)).toEqual([
      [2n, null, "{bad"],
      [3n, null, "[1]"],
      [4n, "id", '{"id":"x","day":"2024-01-01"}'],
      [5n, "day", '{"id":2,"day":"2024-13-01"}'],
    ]);
  });

  it("are never cut or rounded into a declared type", async () => {
    const at = landing();
    at.put(
      "orders.csv",
      "a,b,c\n1.0,1.50000,2024-01-01 00:00:00\n1.5,1,2024-01-01\n1,1.23456,2024-01-01\n1,1,2024-01-01 10:00:00\n",
    );
    const columns = { a: "INTEGER", b: "DECIMAL(18,4)", c: "DATE" };
    await at.ingest({ orders: { files: "orders.csv", columns, onError: "quarantine" } });
    expect(await at.query("select a, b, c::varchar from raw_shop.orders")).toEqual([
      [1, 1.5, "2024-01-01"],
    ]);
    expect(await at.query(QUARANTINE)).toMatchObject([
      [2n, "a", expect.anything()],
      [3n, "b", expect.anything()],
      [4n, "c", expect.anything()],
    ]);
  });

  it("include whitespace records of another width", async () => {
    const at = landing();
    at.put("orders.csv", " 1 19970101\n 2\n 3 x\n");
    const columns = { id: "INTEGER", day: "INTEGER" };
    const orders = { files: "orders.csv", delimiter: "whitespace", header: false, columns };
    const error = await at.failure({ orders });
    expect(error.details).toEqual([
      "orders.csv, line 2: 1 fields instead of 2:  2",
      'orders.csv, line 3, column "day": "x" is not a INTEGER:  3 x',
    ]);
  });

  it("cannot vanish behind a quote that is never closed", async () => {
    const at = landing();
    at.put("orders.csv", 'id,name\n1,"abc\n2,def\n3,x\n');
    const error = await at.failure({ orders: { files: "orders.csv" } });
    expect(error.code).toBe("INGEST_ROWS_REJECTED");
    expect(error.details[0]).toContain("line 2");
  });
});
