import { utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const orders = { orders: { files: "*.csv" } };
const ROWS = "select id, _source_file from raw_shop.orders order by id, _source_file";
const STATUS = "select status, count(*) from meta.loads group by all order by status";

describe("loading again", () => {
  it("skips files with the same content, touched or renamed", async () => {
    const at = landing();
    at.put("a.csv", "id\n1\n2\n");
    await at.ingest(orders);
    utimesSync(join(at.root, "files", "a.csv"), new Date(0), new Date(0));
    const touched = await at.ingest(orders);
    at.remove("a.csv");
    at.put("b.csv", "id\n1\n2\n");
    const renamed = await at.ingest(orders);
    for (const summary of [touched, renamed]) {
      expect(summary.tables[0]).toMatchObject({
        files: { new: 0, changed: 0, unchanged: 1 },
        rowsRead: 0,
      });
    }
    expect(await at.query("select count(*) from raw_shop.orders")).toEqual([[2n]]);
  });

  it("loads the same content in two files once", async () => {
    const at = landing();
    at.put("a.csv", "id\n1\n");
    at.put("b.csv", "id\n1\n");
    await at.ingest(orders);
    expect(await at.query(ROWS)).toEqual([[1n, "a.csv"]]);
  });

  it("replaces the rows of a file whose content changed", async () => {
    const at = landing();
    at.put("a.csv", "id\n1\n2\n");
    at.put("b.csv", "id\n5\n");
    await at.ingest(orders);
    at.put("a.csv", "id\n2\n3\n4\n");
    const summary = await at.ingest(orders);
    expect(summary.tables[0]?.files).toEqual({ new: 0, changed: 1, unchanged: 1 });
    expect((await at.query(ROWS)).map((row) => row[0])).toEqual([2n, 3n, 4n, 5n]);
    expect(await at.query(STATUS)).toEqual([
      ["loaded", 2n],
      ["superseded", 1n],
    ]);
  });

  it("keeps both contents when two files trade names", async () => {
    const at = landing();
    at.put("z.csv", "id\n1\n");
    await at.ingest(orders);
    at.put("a.csv", "id\n1\n");
    at.put("z.csv", "id\n2\n");
    await at.ingest(orders);
    expect((await at.query(ROWS)).map((row) => row[0])).toEqual([1n, 2n]);
  });

  it("loads a content that comes back after it was replaced", async () => {
    const at = landing();
    for (const content of ["id\n1\n", "id\n2\n", "id\n1\n"]) {
      at.put("a.csv", content);
      await at.ingest(orders);
    }
    expect((await at.query(ROWS)).map((row) => row[0])).toEqual([1n]);
    expect(await at.query("select count(distinct load_id) from meta.loads")).toEqual([[3n]]);
  });

  it("gives the same load ids in every warehouse", async () => {
    const ids = [];
    for (const at of [landing(), landing()]) {
      at.put("a.csv", "id\n1\n");
      ids.push((await at.ingest(orders)).tables[0]?.loadIds);
    }
    expect(ids[0]).toEqual(ids[1]);
  });

  it("reads the whole table again when its settings change", async () => {
    const at = landing();
    at.put("a.csv", "id\n1\n");
    at.put("b.csv", "id\n2\n");
    await at.ingest(orders);
    await at.ingest({ orders: { files: "*.csv", columns: { id: "VARCHAR" } } });
    expect((await at.query(ROWS)).map((row) => row[0])).toEqual(["1", "2"]);
    expect(await at.query(STATUS)).toEqual([
      ["loaded", 2n],
      ["superseded", 2n],
    ]);
  });

  it("keeps the old rows when reading with new settings fails", async () => {
    const at = landing();
    at.put("a.csv", "id\n1\n");
    at.put("b.csv", "id\nx\n");
    await at.ingest(orders);
    await at.failure({ orders: { files: "*.csv", columns: { id: "BIGINT" } } });
    expect((await at.query(ROWS)).map((row) => row[0])).toEqual(["1", "x"]);
  });

  it("widens a column while replacing a file", async () => {
    const at = landing();
    at.put("a.csv", "id\n1\n");
    at.put("b.csv", "id\n2\n");
    await at.ingest(orders);
    at.put("a.csv", "id\nx\n");
    await at.ingest(orders);
    expect((await at.query(ROWS)).map((row) => row[0])).toEqual(["2", "x"]);
  });
});
