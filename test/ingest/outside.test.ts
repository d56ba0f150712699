import { expect, it } from "vitest";
import { landing } from "./landing.js";

it.each(["utf-16le", "utf-16be"])(
  "finds %s without a mark where hardly a character is ASCII",
  async (name) => {
    const at = landing();
    const text = "编号||姓名\n一||张三丰的名字，北京市朝阳区\n二||李四\n";
    const bytes = Buffer.from(text, "utf16le");
    at.put("a.txt", name === "utf-16le" ? bytes : bytes.swap16());
    await at.ingest({ t: { files: "*.txt" } });
    expect(await at.query('select "编号" from raw_shop.t order by _source_position')).toEqual([
      ["一"],
      ["二"],
    ]);
  },
);

it("says that a header of zero bytes is read in a wrong encoding", async () => {
  const at = landing();
  at.put("a.csv", Buffer.from("id,name\n1,a\n", "utf16le"));
  const error = await at.failure({ t: { files: "*.csv", encoding: "utf-8" } });
  expect(error.code).toBe("INGEST_HEADER_MISMATCH");
  expect(error.message).toContain("encoding");
  expect(await at.query("select status from meta.loads")).toEqual([["failed"]]);
});

it("names lines that end with a carriage return alone", async () => {
  const at = landing();
  at.put("a.csv", "id,name\r1,a\r2,b\r");
  const error = await at.failure({ t: { files: "*.csv" } });
  expect(error.message).toContain("carriage return");
});

it("takes content that comes back for the state it is, in a snapshot of many files", async () => {
  const at = landing();
  const tables = { t: { files: "*.csv", mode: "snapshot" as const, primaryKey: ["id"] } };
  at.put("day1.csv", "id,v\n1,open\n");
  at.put("day2.csv", "id,v\n1,shut\n");
  await at.ingest(tables);
  at.put("day3.csv", "id,v\n1,open\n");
  await at.ingest(tables);
  expect(await at.query("select v, _source_file from raw_shop.t")).toEqual([["open", "day3.csv"]]);
  at.remove("day1.csv");
  at.put("day1-renamed.csv", "id,v\n1,open\n");
  at.put("day4.csv", "id,v\n1,shut\n");
  await at.ingest(tables);
  await at.ingest(tables);
  expect(await at.query("select v from raw_shop.t")).toEqual([["shut"]]);
  expect(await at.query("select count(*) from meta.loads")).toEqual([[4n]]);
});

it.each(["merge", "snapshot"] as const)(
  "takes a file back to what it held before (mode %s)",
  async (mode) => {
    const at = landing();
    const tables = { t: { files: "latest.csv", mode, primaryKey: ["id"] } };
    for (const v of ["open", "shut", "open"]) {
      at.put("latest.csv", `id,v\n1,${v}\n`);
      await at.ingest(tables);
    }
    expect(await at.query("select v from raw_shop.t")).toEqual([["open"]]);
    expect(await at.query("select count(*) from raw_shop.t__history")).toEqual([[3n]]);
  },
);

it("takes a file of no bytes for no rows in a table with a key", async () => {
  const at = landing();
  const key = { primaryKey: ["id"], allowEmpty: true, deletes: "compare_keys" as const };
  const tables = { t: { files: "*.csv", mode: "snapshot" as const, ...key } };
  at.put("1.csv", "");
  await at.ingest(tables);
  at.put("2.csv", "id,v\n1,a\n");
  await at.ingest(tables);
  expect(await at.query("select id from raw_shop.t")).toEqual([[1n]]);
  at.put("3.csv", "");
  await at.ingest(tables);
  expect(await at.query("select id from raw_shop.t")).toEqual([]);
});

it("replaces the rows of a renamed file that grows", async () => {
  const at = landing();
  const tables = {
    t: { files: "*.csv", onError: "quarantine" as const, columns: { id: "BIGINT" } },
  };
  at.put("a.csv", "id\n1\nx\n");
  at.put("b.csv", "id\n7\n");
  await at.ingest(tables);
  at.remove("a.csv");
  at.put("z.csv", "id\n1\nx\n");
  at.put("copy-of-b.csv", "id\n7\n");
  await at.ingest(tables);
  const files = "select id, _source_file from raw_shop.t order by id";
  expect(await at.query(files)).toEqual([
    [1n, "z.csv"],
    [7n, "b.csv"],
  ]);
  expect(await at.query("select file from meta.quarantine")).toEqual([["z.csv"]]);
  at.put("z.csv", "id\n1\n2\n");
  await at.ingest(tables);
  await at.ingest(tables);
  expect(await at.query(files)).toEqual([
    [1n, "z.csv"],
    [2n, "z.csv"],
    [7n, "b.csv"],
  ]);
});

it("keeps a file that was moved to an archive apart from its successor", async () => {
  const at = landing();
  const tables = { t: { files: "**/*.csv" } };
  at.put("daily.csv", "id\n1\n");
  await at.ingest(tables);
  at.put("archive/1.csv", "id\n1\n");
  at.put("daily.csv", "id\n2\n");
  await at.ingest(tables);
  at.put("archive/2.csv", "id\n2\n");
  at.put("daily.csv", "id\n3\n");
  await at.ingest(tables);
  expect(await at.query("select id, _source_file from raw_shop.t order by id")).toEqual([
    [1n, "archive/1.csv"],
    [2n, "archive/2.csv"],
    [3n, "daily.csv"],
  ]);
});
