import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const TEXT = "id,name\n1,客户甲乙\n2,产品名称\n";
const orders = { orders: { files: "orders*" } };

describe("encodings", () => {
  it.each([
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${TEXT}`)],
    ["UTF-16 little-endian with a mark", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    ["UTF-16 big-endian with a mark", Buffer.from(`\uFEFF${TEXT}`, "utf16le").swap16()],
    ["UTF-16 little-endian", Buffer.from(TEXT + "3,x\n".repeat(20), "utf16le")],
    ["UTF-16 big-endian", Buffer.from(TEXT + "3,x\n".repeat(20), "utf16le").swap16()],
    ["GB18030", iconv.encode(TEXT, "gb18030")],
  ])("are found: %s", async (_, bytes) => {
    const at = landing();
    at.put("orders.csv", bytes);
    await at.ingest(orders);
    expect(
      await at.query("select id, name, _source_position from raw_shop.orders limit 2"),
    ).toEqual([
      [1n, "客户甲乙", 1n],
      [2n, "产品名称", 2n],
    ]);
  });

  it.each([
    ["gbk", "客户", iconv.encode("客户", "gbk")],
    ["latin-1", "caf\u00e9\u0080", Buffer.from("caf\xe9\x80", "latin1")],
    ["windows-1252", "café €", Buffer.from("caf\xe9 \x80", "latin1")],
    ["shift_jis", "顧客", iconv.encode("顧客", "shift_jis")],
    ["utf-16be", "ü", Buffer.from([0, 0xfc])],
  ])("are obeyed: %s", async (encoding, name, bytes) => {
    const at = landing();
    const wide = encoding === "utf-16be";
    const around = (text: string): Buffer =>
      wide ? Buffer.from(text, "utf16le").swap16() : Buffer.from(text);
    at.put("orders.csv", Buffer.concat([around("id,name\n1,"), bytes, around("\n")]));
    await at.ingest({ orders: { files: "orders.csv", encoding } });
    expect(await at.query("select name from raw_shop.orders")).toEqual([[name]]);
  });

  it.each([
    ["gb18030", Buffer.from("id,name\n1,x\n2,\xff\xff\n", "latin1"), 3],
    ["windows-1252", Buffer.from("id,name\n1,\x81\n", "latin1"), 2],
    [
      "utf-16le",
      Buffer.concat([Buffer.from("id,n\n1,", "utf16le"), Buffer.from([0, 0xdc, 0x0a, 0])]),
      2,
    ],
    ["utf-16le", Buffer.from("id,n\n1,x\n2", "utf16le").subarray(0, -1), 3],
    ["euc-kr", Buffer.from("id,name\n1,\xff\n", "latin1"), 2],
  ])("name the line with bytes that are not %s", async (encoding, bytes, line) => {
    const at = landing();
    at.put("orders.csv", bytes);
    const error = await at.failure({ orders: { files: "orders.csv", encoding } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain(`orders.csv cannot be read: line ${String(line)} holds bytes`);
  });

  it("never become replacement characters", async () => {
    const at = landing();
    at.put("orders.jsonl", Buffer.from('{"id":1,"name":"a"}\n{"id":2,"name":"\xe9"}\n', "latin1"));
    const error = await at.failure({ orders: { files: "orders.jsonl" } });
    expect(error.code).toMatch(/INGEST_ROWS_REJECTED|INGEST_FILE_UNREADABLE/);
    await at.ingest({ orders: { files: "orders.jsonl", encoding: "latin-1" } });
    expect(await at.query("select name from raw_shop.orders")).toEqual([["a"], ["é"]]);
  });

  it("keep positions, lines and raw text of rejects", async () => {
    const at = landing();
    const columns = { id: "BIGINT", name: "VARCHAR" };
    at.put("orders.csv", Buffer.from("\uFEFFid||name\r\n1||é\r\nx||ü\r\n2||y||z\r\n", "utf16le"));
    const table = { files: "orders.csv", delimiter: "||", columns };
    const error = await at.failure({ orders: table });
    expect(error.details).toEqual([
      expect.stringMatching(/^orders.csv, line 3, column "id": .*: x\|\|ü$/),
      expect.stringMatching(/^orders.csv, line 4.*: 2\|\|y\|\|z$/),
    ]);
    await at.ingest({ orders: { ...table, onError: "quarantine" } });
    expect(await at.query("select position, raw from meta.quarantine order by 1")).toMatchObject([
      [2n, expect.stringContaining("x||ü")],
      [3n, expect.stringContaining("2||y||z")],
    ]);
  });

  it("are refused when unknown", async () => {
    const at = landing();
    at.put("orders.csv", "id\n1\n");
    const error = await at.failure({ orders: { files: "orders.csv", encoding: "klingon" } });
    expect(error.code).toBe("CONFIG_INVALID");
  });
});
