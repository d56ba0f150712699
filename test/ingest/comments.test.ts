import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const file = { files: "orders*", comment: "#" };
const rows = "select id, note, _source_position from raw_shop.orders order by id";
const read = "select rows_read, rows_loaded, rows_rejected from meta.loads";

describe("comment lines", () => {
  it("are no data, and do not count as records", async () => {
    const at = landing();
    at.put("orders.csv", "# export of 2024\n#\nid,note\n1,a\n# half-time\n\n2,b # no comment\n#");
    await at.ingest({ orders: file });
    expect(await at.query(rows)).toEqual([
      [1n, "a", 1n],
      [2n, "b # no comment", 2n],
    ]);
    expect(await at.query(read)).toEqual([[2n, 2n, 0n]]);
  });

  it("are none inside quotes", async () => {
    const at = landing();
    at.put("orders.csv", 'id;note\n1;"one\n# two ""\n# three"\n# comment "\n2;5" pipe\n# end\n');
    await at.ingest({ orders: file });
    expect(await at.query(rows)).toEqual([
      [1n, 'one\n# two "\n# three', 1n],
      [2n, '5" pipe', 2n],
    ]);
  });

  it("are none inside quotes with an escape of their own", async () => {
    const at = landing();
    at.put("orders.csv", 'id,note\n1,"one \\" and\n# two"\n# "\n2,b\n');
    await at.ingest({ orders: { ...file, escape: "\\" } });
    expect(await at.query(rows)).toEqual([
      [1n, 'one " and\n# two', 1n],
      [2n, "b", 2n],
    ]);
  });

  it("count as lines where a bad record is told", async () => {
    const at = landing();
    at.put("orders.csv", "title\n# a\nid,note\n# b\n# c\n1,x\n# d\nbad,y\n");
    const columns = { id: "BIGINT", note: "VARCHAR" };
    const error = await at.failure({ orders: { ...file, columns, skipRows: 1 } });
    expect([error.message, ...error.details].join("\n")).toContain("line 8");
    const table = { ...file, columns, skipRows: 1, onError: "quarantine" as const };
    await at.ingest({ orders: table });
    expect(await at.query("select position, raw from meta.quarantine")).toEqual([[2n, "bad,y"]]);
    expect(await at.query(`${read} where status = 'loaded'`)).toEqual([[2n, 1n, 1n]]);
  });

  it("are found in UTF-16, in fixed columns and between blanks", async () => {
    const at = landing();
    at.put("orders.csv", Buffer.from("\ufeffid|note\r\n# ü\r\n1|é\r\n", "utf16le"));
    at.put("fixed.dat", "* head\n1 a\n* middle\n2 b\n");
    at.put("blank.dat", "// head\n1   a\n");
    const columns = { id: "BIGINT", note: "VARCHAR" };
    await at.ingest({
      orders: file,
      fixed: { files: "fixed.dat", format: "fixed", widths: { id: 2, note: 1 }, comment: "*" },
      blank: {
        files: "blank.dat",
        delimiter: "whitespace",
        header: false,
        columns,
        comment: "//",
      },
    });
    expect(await at.query("select note from raw_shop.orders")).toEqual([["é"]]);
    expect(await at.query("select note, _source_position from raw_shop.fixed")).toEqual([
      ["a", 1n],
      ["b", 2n],
    ]);
    expect(await at.query("select note from raw_shop.blank")).toEqual([["a"]]);
  });

  it("keep one column's empty values apart from them", async () => {
    const at = landing();
    at.put("orders.csv", "note\na\n#\n\nb\n");
    await at.ingest({ orders: file });
    expect(await at.query("select note from raw_shop.orders order by _source_position")).toEqual([
      ["a"],
      [null],
      ["b"],
    ]);
  });

  it("cannot begin with the delimiter or the quote", async () => {
    const at = landing();
    at.put("orders.csv", "id\n1\n");
    const error = await at.failure({ orders: { ...file, comment: '"' } });
    expect(error.code).toBe("CONFIG_INVALID");
  });
});
