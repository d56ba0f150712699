import { inflateSync } from "node:zlib";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { landing } from "./landing.js";

const field = (name: string, type: arrow.DataType): arrow.Field => new arrow.Field(name, type);

function nested(): arrow.Table {
  const line = new arrow.Struct([
    field("sku", new arrow.Utf8()),
    field("sizes", new arrow.List(field("item", new arrow.Int64()))),
  ]);
  const pair = new arrow.Struct<{ key: arrow.Utf8; value: arrow.Int32 }>([
    new arrow.Field("key", new arrow.Utf8(), false),
    new arrow.Field("value", new arrow.Int32()),
  ]);
  const map = new arrow.Map_<arrow.Utf8, arrow.Int32>(new arrow.Field("entries", pair, false));
  return new arrow.Table({
    lines: arrow.vectorFromArray(
      [
        [
          { sku: "a", sizes: [9007199254740993n, null] },
          { sku: null, sizes: [] },
        ],
        [],
        null,
      ],
      new arrow.List(field("item", line)),
    ),
    attributes: arrow.vectorFromArray([new Map([["x", 1]]), new Map(), null], map),
    days: arrow.vectorFromArray(
      [[new Date("2024-01-31"), null], null, [new Date("1969-12-31"), new Date("2024-02-29")]],
      new arrow.FixedSizeList(2, field("item", new arrow.DateDay())),
    ),
  });
}

/** 40 rows of an id and a list of texts, LZ4 in every buffer, as pyarrow 26 writes them. */
const LZ4 =
  "eNrV1d+LTGEYwPHnzK9zjLPrzE9jjd01w9o2hDZNbMxu2pbs2pbaCyW2nbS1SqyUCzuUcqFcKEkpSigXyoVyQS6UC+VC1CoXygW5UJRyofi+Z56z5kz5A7z1mfd957znnec5M887gxMT+yY3i/ymLYiIJ6YlxZWExMVhRLNizIWZw2tMX0UiOK7je9zPwlyWcVHfs5DV8dyRoyfNVguse9NYG/ea1or2M3O1Y41xzJ977OAQi+1H4Gl8VqT1XhPLzLSJ0YXtx2gWVvW6yc+xGvGY5kpBM3T9nSUa8/frjspic3nH8/NtrLmmn2n26P27bDFWW/7dnmr/TPui9h+0f6L9TSt8XzDfr/3PSKNv/vxoy7z5erDdWMv1ql6IlUYLh6vn7zIsWaxOR2wpS9SRTAxxJGDDwRIksRQu2tCOZfCQQhoZZJFDHstRwAp0YCWKWIVOdKEbq1FCGWuwFj1Y50g9nGFcQvEzrZuveD64PhLO7w7DDOllIppZQjNKaibtmkFaI89rxB0aaadGWNLITFS96MN6bMQmbEE/tqKCbRjADlQxhF0Yxgj2YK8j+TFHxpvzGwjHz7QefNW2X6Ai7Ughh4L+pLpQRg/6sAFUt/Sjgu3YiSEMYzdGYT77ACZxEIcwhZopK8xqqZsaPo0zOItzuICLuITLuIKruI4buIXb5ojAfTzAQzzCY/3pm7J4jhd4iVd4jbd4h/daKh/xCV/wFd/ww5QFfpkyN8+IR5dAEm1INZdUKvxczfObP1Gbnpo9VbPl+7g/CM4L0fPQpeIT/ingNc4Kqr2iNRacc591f0/3bz5H5H8+Owlk0P+P+AP7Fo1C";

describe("nested columns of Arrow files", () => {
  it.each(["file", "stream"] as const)("are lists, structs and maps: %s", async (form) => {
    const at = landing();
    at.put("orders.arrow", Buffer.from(arrow.tableToIPC(nested(), form)));
    await at.ingest({ orders: { files: "orders.arrow" } });
    expect(
      await at.query(
        "select typeof(lines), typeof(attributes), typeof(days) from raw_shop.orders limit 1",
      ),
    ).toEqual([["STRUCT(sku VARCHAR, sizes BIGINT[])[]", "MAP(VARCHAR, INTEGER)", "DATE[]"]]);
    expect(
      await at.query(
        "select lines::varchar, attributes::varchar, days::varchar from raw_shop.orders",
      ),
    ).toEqual([
      [
        "[{'sku': a, 'sizes': [9007199254740993, NULL]}, {'sku': NULL, 'sizes': []}]",
        "{x=1}",
        "[2024-01-31, NULL]",
      ],
      ["[]", "{}", null],
      [null, null, "[1969-12-31, 2024-02-29]"],
    ]);
  });

  it("merge by key: what is the same is not stored again", async () => {
    const at = landing();
    const table = { orders: { files: "*.arrow", mode: "merge" as const, primaryKey: ["id"] } };
    const of = (tags: string[]): Buffer =>
      Buffer.from(
        arrow.tableToIPC(
          new arrow.Table({
            id: arrow.vectorFromArray([1, 2], new arrow.Int32()),
            tags: arrow.vectorFromArray(
              [["a"], tags],
              new arrow.List(field("item", new arrow.Utf8())),
            ),
          }),
          "file",
        ),
      );
    at.put("1.arrow", of(["b"]));
    at.put("2.arrow", of(["b", "c"]));
    await at.ingest(table);
    expect(await at.query("select id, tags::varchar from raw_shop.orders order by id")).toEqual([
      [1, "[a]"],
      [2, "[b, c]"],
    ]);
    expect(await at.query("select count(*) from raw_shop.orders__history")).toEqual([[3n]]);
  });
});

describe("Arrow files with LZ4 buffers", () => {
  const packed = inflateSync(Buffer.from(LZ4, "base64"));

  it("are loaded", async () => {
    const at = landing();
    at.put("orders.arrow", packed);
    await at.ingest({ orders: { files: "orders.arrow" } });
    expect(
      await at.query(
        "select count(*), sum(id)::bigint, count(tags), max(tags)::varchar from raw_shop.orders",
      ),
    ).toEqual([[40n, 820n, 39n, "[red, blue]"]]);
  });

  it("are unreadable when a buffer is damaged", async () => {
    const at = landing();
    const damaged = Buffer.from(packed);
    damaged.write("damaged", damaged.indexOf(Buffer.from("04224d18", "hex")) + 4);
    at.put("orders.arrow", damaged);
    const error = await at.failure({ orders: { files: "orders.arrow" } });
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain("orders.arrow");
  });
});
