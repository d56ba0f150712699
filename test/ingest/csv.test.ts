import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const orders = { orders: { files: "orders*.csv" } };
const typesOf = (table: string): string =>
  `select column_name, data_type from duckdb_columns() where schema_name = 'raw_shop'
   and table_name = '${table}' and not starts_with(column_name, '_') order by column_index`;

describe("loading CSV", () => {
  it("adds where each row came from", async () => {
    const at = landing();
    at.put("orders.csv", "id,amount\n1,10.50\n2,3.25\n");
    const summary = await at.ingest(orders);
    const loadedAt = new Date("2024-05-01T10:00:00Z");
    expect(await at.query("select * exclude (_load_id) from raw_shop.orders")).toEqual([
      [1n, 10.5, loadedAt, "orders.csv", 1n],
      [2n, 3.25, loadedAt, "orders.csv", 2n],
    ]);
    expect(summary.tables[0]).toMatchObject({
      files: { new: 1, changed: 0, unchanged: 0 },
      rowsRead: 2,
      rowsLoaded: 2,
      rowsRejected: 0,
    });
  });

  it("types a column only when nothing of its text is lost", async () => {
    const at = landing();
    at.put(
      "orders.csv",
      [
        "n,zip,code,money,long,float,day,local_day,moment,flag,letter,phone,empty",
        "1,00123,12E4,1.5,12345678901234567890,1.123456,2024-01-31,31/01/2024,2024-01-31T10:00:00Z,true,F,+4930,",
        "-2,99999,1,20,1,2,2024-02-01,01/02/2024,2024-02-01 10:00:00,false,T,4930,",
      ].join("\n"),
    );
    await at.ingest(orders);
    expect(Object.fromEntries(await at.query(typesOf("orders")))).toEqual({
      n: "BIGINT",
      zip: "VARCHAR",
      code: "VARCHAR",
      money: "DECIMAL(18,4)",
      long: "VARCHAR",
      float: "DOUBLE",
      day: "DATE",
      local_day: "VARCHAR",
      moment: "TIMESTAMP",
      flag: "BOOLEAN",
      letter: "VARCHAR",
      phone: "VARCHAR",
      empty: "VARCHAR",
    });
  });

  it("sees a value that breaks the pattern far behind the sample", async () => {
    const at = landing();
    const rows = Array.from({ length: 30_000 }, (_, i) => `${String(i + 1)},${String(i)},7`);
    at.put("orders.csv", `id,code,late\n${rows.join("\n")}\n30001,007,2024-01-01\n`);
    await at.ingest(orders);
    expect(await at.query(typesOf("orders"))).toEqual([
      ["id", "BIGINT"],
      ["code", "VARCHAR"],
      ["late", "VARCHAR"],
    ]);
    expect(await at.query("select code from raw_shop.orders where id = 30001")).toEqual([["007"]]);
  });

  it("converts timestamps with an offset to UTC", async () => {
    const at = landing();
    at.put(
      "orders.csv",
      "id,moment\n1,2024-01-01T10:00:00+02:00\n2,2024-01-01T10:00:00.5-02:00\n3,2024-01-01 10:00:00-02\n",
    );
    await at.ingest(orders);
    expect(await at.query("select moment::varchar from raw_shop.orders order by id")).toEqual([
      ["2024-01-01 08:00:00"],
      ["2024-01-01 12:00:00.5"],
      ["2024-01-01 12:00:00"],
    ]);
  });

  it.each(["+02", "-02"])("converts the short offset %s of a declared timestamp", async (sign) => {
    const at = landing();
    const columns = { moment: "TIMESTAMP" };
    at.put("orders.csv", `moment\n2024-01-01 10:00:00${sign}\n`);
    await at.ingest({ orders: { files: "orders.csv", columns } });
    expect(await at.query("select hour(moment) from raw_shop.orders")).toEqual([
      [sign === "+02" ? 8n : 12n],
    ]);
  });

  it("tells a quoted nothing from a missing value", async () => {
    const at = landing();
    at.put("orders.csv", 'id,note,n\n1,"",""\n2,,\n3,x,5\n');
    await at.ingest(orders);
    expect(await at.query("select note, n from raw_shop.orders order by id")).toEqual([
      ["", null],
      [null, null],
      ["x", 5n],
    ]);
  });

  it.each([
    [";", "id;name\n1;a,b\n"],
    ["tab", "id\tname\n1\ta,b\n"],
    ["|", "id|name\n1|a,b\n"],
    ["quoted", 'id,name\n1,"a,b"\n'],
    ["CRLF", 'id,name\r\n1,"a,b"\r\n'],
    ["byte order mark", '\uFEFFid,name\n1,"a,b"'],
  ])("finds the dialect: %s", async (_, content) => {
    const at = landing();
    at.put("orders.csv", content);
    await at.ingest(orders);
    expect(await at.query("select id, name from raw_shop.orders")).toEqual([[1n, "a,b"]]);
  });

  it("obeys the configured dialect", async () => {
    const at = landing();
    at.put("orders.csv", Buffer.from("1;'caf\xe9;1';2,5\n", "latin1"));
    const columns = { id: "INTEGER", name: "VARCHAR", rate: "VARCHAR" };
    const orders = {
      files: "orders.csv",
      header: false,
      delimiter: ";",
      quote: "'",
      encoding: "latin-1",
      columns,
    };
    await at.ingest({ orders });
    expect(await at.query("select id, name, rate from raw_shop.orders")).toEqual([
      [1, "café;1", "2,5"],
    ]);
  });

  it("reads UTF-16 and gzip", async () => {
    const at = landing();
    at.put("orders.csv", Buffer.from("\uFEFFid,name\n1,ü\n2,x\n", "utf16le"));
    await at.ingest({ orders: { files: "orders.csv", encoding: "utf-16" } });
    at.put("zipped.csv.gz", gzipSync("id,name\n1,ü\n2,x\n"));
    await at.ingest({ zipped: { files: "zipped.csv.gz" } });
    const rows = [
      [1n, "ü"],
      [2n, "x"],
    ];
    expect(await at.query("select id, name from raw_shop.orders")).toEqual(rows);
    expect(await at.query("select id, name from raw_shop.zipped")).toEqual(rows);
  });

  it("reads fields parted by runs of blanks", async () => {
    const at = landing();
    at.put("orders.csv", " id  day n\r\n 00001 19970101  1\r\n\r\n 00002 19970112  12\r\n");
    const columns = { id: "VARCHAR", day: "VARCHAR", n: "INTEGER" };
    await at.ingest({ orders: { files: "orders.csv", delimiter: "whitespace", columns } });
    expect(await at.query("select id, day, n, _source_position from raw_shop.orders")).toEqual([
      ["00001", "19970101", 1, 1n],
      ["00002", "19970112", 12, 2n],
    ]);
  });

  it("keeps declared ids as text and takes columns by name", async () => {
    const at = landing();
    at.put("orders1.csv", "id,n\n00123,1\n");
    at.put("orders2.csv", "n,id\n2,00456\n");
    await at.ingest({ orders: { ...orders.orders, columns: { id: "VARCHAR", n: "int" } } });
    expect(await at.query("select id, n from raw_shop.orders order by n")).toEqual([
      ["00123", 1],
      ["00456", 2],
    ]);
  });

  it("widens a column when a later file needs it", async () => {
    const at = landing();
    at.put("orders1.csv", "a,b,c,d,e\n1,1,2024-01-01,2,\n");
    await at.ingest(orders);
    at.put("orders2.csv", "a,b,c,d,e\nx,1.5,2024-01-01 10:00:00,,7\n");
    await at.ingest(orders);
    expect(await at.query("select a, b::varchar, c::varchar, d, e from raw_shop.orders")).toEqual([
      ["1", "1.0000", "2024-01-01 00:00:00", 2n, null],
      ["x", "1.5000", "2024-01-01 10:00:00", null, "7"],
    ]);
  });

  it("numbers records across line breaks in values", async () => {
    const at = landing();
    at.put("orders.csv", 'id,note\n1,"a\nb"\n2,"he said ""x"""\n3,5" pipe\n');
    await at.ingest(orders);
    expect(await at.query("select note, _source_position from raw_shop.orders")).toEqual([
      ["a\nb", 1n],
      ['he said "x"', 2n],
      ['5" pipe', 3n],
    ]);
  });
});
