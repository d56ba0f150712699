import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const typesOf = `select column_name, data_type from duckdb_columns() where schema_name = 'raw_shop'
  and table_name = 'orders' and not starts_with(column_name, '_') order by column_index`;

describe("delimited text", () => {
  it.each(["||", "~|~", "|~|", "^|^", "::"])("takes the delimiter %s", async (delimiter) => {
    const at = landing();
    const rows = [
      ["id", "note", "n"],
      ["1", "a|b~c", "2.50"],
      ["2", '"x y"', ""],
    ];
    at.put("orders.csv", rows.map((row) => row.join(delimiter)).join("\r\n"));
    await at.ingest({ orders: { files: "orders.csv", delimiter } });
    expect(await at.query("select id, note, n::varchar from raw_shop.orders")).toEqual([
      [1n, "a|b~c", "2.5000"],
      [2n, "x y", null],
    ]);
  });

  it("finds a delimiter of several characters", async () => {
    const at = landing();
    at.put("orders.csv", "id||name\n1||a|b\n");
    await at.ingest({ orders: { files: "orders.csv" } });
    expect(await at.query("select id, name from raw_shop.orders")).toEqual([[1n, "a|b"]]);
  });

  it("takes a backslash as escape", async () => {
    const at = landing();
    at.put("orders.csv", 'id,note\n1,"say \\"hi\\", ok"\n2,"back\\\\slash"\n3,plain\n');
    await at.ingest({ orders: { files: "orders.csv", escape: "\\" } });
    expect(await at.query("select note, _source_position from raw_shop.orders")).toEqual([
      ['say "hi", ok', 1n],
      ["back\\slash", 2n],
      ["plain", 3n],
    ]);
  });

  it("takes texts that stand for null, and keeps quoted ones", async () => {
    const at = landing();
    at.put("orders.csv", 'id,n,note\n1,5,?\n2,?,NULL\n3,\\N,"NULL"\n4,,x\n');
    await at.ingest({ orders: { files: "orders.csv", nullValues: ["?", "NULL", "\\N"] } });
    expect(await at.query("select id, n, note from raw_shop.orders order by id")).toEqual([
      [1n, 5n, null],
      [2n, null, null],
      [3n, null, "NULL"],
      [4n, null, "x"],
    ]);
    expect(await at.query(typesOf)).toEqual([
      ["id", "BIGINT"],
      ["n", "BIGINT"],
      ["note", "VARCHAR"],
    ]);
  });

  it("takes the decimal comma and thousands points", async () => {
    const at = landing();
    at.put(
      "orders.csv",
      "id;price;big;text\n1;1.234,56;1.000;1,5 kg\n2;0,5;20;x\n3;-12,25;3.000.000;y\n",
    );
    await at.ingest({ orders: { files: "orders.csv", decimal: ",", thousands: "." } });
    expect(
      await at.query("select price::varchar, big, text from raw_shop.orders order by id"),
    ).toEqual([
      ["1234.5600", 1000n, "1,5 kg"],
      ["0.5000", 20n, "x"],
      ["-12.2500", 3000000n, "y"],
    ]);
  });

  it("does not take a point for a decimal comma, nor groups that are none", async () => {
    const at = landing();
    at.put("orders.csv", "id;price\n1;1.5\n2;1,5\n3;12.34\n4;1.234\n");
    const columns = { id: "BIGINT", price: "DECIMAL(18,4)" };
    const table = { files: "orders.csv", decimal: ",", columns, onError: "quarantine" } as const;
    await at.ingest({ orders: table });
    expect(await at.query("select id, price::varchar from raw_shop.orders")).toEqual([
      [2n, "1.5000"],
    ]);
    await at.ingest({ orders: { ...table, thousands: "." } });
    expect(await at.query("select id, price::varchar from raw_shop.orders order by id")).toEqual([
      [2n, "1.5000"],
      [4n, "1234.0000"],
    ]);
  });

  it("takes quoted thousands commas", async () => {
    const at = landing();
    at.put("orders.csv", 'id,price\n1,"1,234.56"\n2,7.5\n');
    await at.ingest({ orders: { files: "orders.csv", thousands: "," } });
    expect(await at.query("select price::varchar from raw_shop.orders order by id")).toEqual([
      ["1234.5600"],
      ["7.5000"],
    ]);
  });

  it("takes whole numbers written with zeros behind the point", async () => {
    const at = landing();
    at.put("orders1.csv", "id,customer\n1,13068\n");
    const table = { orders: { files: "orders*.csv" } };
    await at.ingest(table);
    at.put("orders2.csv", "id,customer\n2,13069.0\n3,\n4,13070.00\n");
    await at.ingest(table);
    expect(await at.query("select customer from raw_shop.orders order by id")).toEqual([
      [13068n],
      [13069n],
      [null],
      [13070n],
    ]);
    at.put("orders3.csv", "id,customer\n5,13071.5\n");
    await at.ingest(table);
    expect(await at.query("select customer::varchar from raw_shop.orders where id = 5")).toEqual([
      ["13071.5000"],
    ]);
  });

  it.each([{ skipRows: 2 }, { headerRow: 3 }])(
    "passes over lines before the header: %j",
    async (lines) => {
      const at = landing();
      at.put("orders.csv", "Report of today\n\nid,n\n1,5\n2,x\n");
      const columns = { id: "BIGINT", n: "BIGINT" };
      const table = { files: "orders.csv", columns, ...lines };
      const error = await at.failure({ orders: table });
      expect(error.details).toEqual([expect.stringMatching(/^orders.csv, line 5, column "n"/)]);
      await at.ingest({ orders: { ...table, onError: "quarantine" } });
      expect(await at.query("select id, _source_position from raw_shop.orders")).toEqual([
        [1n, 1n],
      ]);
    },
  );

  it("finds columns by name whatever their order, and under their old names", async () => {
    const at = landing();
    at.put("orders1.csv", "id,customer,amount\n1,Ann,5\n");
    at.put("orders2.csv", "amount,kunde,id\n6,Bob,2\n");
    at.put("orders3.jsonl", '{"id":3,"kunde":"Cid","amount":7}\n');
    await at.ingest({ orders: { files: "orders*", rename: { kunde: "customer" } } });
    expect(await at.query("select id, customer, amount from raw_shop.orders order by id")).toEqual([
      [1n, "Ann", 5n],
      [2n, "Bob", 6n],
      [3n, "Cid", 7n],
    ]);
  });
});

describe("fixed-column text", () => {
  const widths = { id: 4, _gap: 1, name: 6, amount: 7 };

  it("is cut by widths, in characters", async () => {
    const at = landing();
    at.put("orders.txt", "0001 Zoë     12,50\r\n\r\n0002 客户甲      7,00\r\n0003        \r\n");
    const columns = { id: "VARCHAR", amount: "DECIMAL(18,4)" };
    await at.ingest({
      orders: { files: "orders.txt", format: "fixed", widths, columns, decimal: "," },
    });
    expect(
      await at.query("select id, name, amount::varchar, _source_position from raw_shop.orders"),
    ).toEqual([
      ["0001", "Zoë", "12.5000", 1n],
      ["0002", "客户甲", "7.0000", 2n],
      ["0003", null, null, 3n],
    ]);
  });

  it("rejects lines of another length and values of another type", async () => {
    const at = landing();
    at.put("orders.txt", "0001 Ann       5\n0002\n0003 Bob       x\n0004 Cid       7 more text\n");
    const columns = { id: "BIGINT", amount: "BIGINT" };
    const error = await at.failure({
      orders: { files: "orders.txt", format: "fixed", widths, columns },
    });
    expect(error.details).toEqual([
      "orders.txt, line 2: a line of 4 characters ends before the last column: 0002",
      'orders.txt, line 3, column "amount": "x" is not a BIGINT: 0003 Bob       x',
      expect.stringContaining("orders.txt, line 4: a line of"),
    ]);
  });
});

describe("files that are empty or cut off", () => {
  it("are an error without bytes, unless the table allows them", async () => {
    const at = landing();
    at.put("orders1.csv", "");
    const error = await at.failure({ orders: { files: "orders*.csv" } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain("allow_empty");
    at.put("orders2.csv", "id\n1\n");
    const summary = await at.ingest({ orders: { files: "orders*.csv", allowEmpty: true } });
    expect(summary.tables[0]).toMatchObject({ rowsRead: 1, rowsLoaded: 1 });
  });

  it("name the line of a quote that is never closed", async () => {
    const at = landing();
    at.put("orders.csv", 'id,note\n1,ok\n2,"cut off\n3,lost\n');
    const error = await at.failure({ orders: { files: "orders.csv", onError: "quarantine" } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain("line 3");
  });
});
