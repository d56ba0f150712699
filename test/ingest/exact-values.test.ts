import { expect, it } from "vitest";
import { checkedCast } from "../../ingest/checked-cast.js";
import { landing } from "./landing.js";
import { engine } from "./postgres-database.js";

it.each([
  ["1.0000000000000", "BIGINT", "1"],
  ["1.0000000000001", "BIGINT", undefined],
  [
    "12345678901234567890123456789012345678.00000000000000",
    "HUGEINT",
    "12345678901234567890123456789012345678",
  ],
  ["0.00005", "DECIMAL(18,4)", undefined],
  ["0.1234500000000000000000000", "DECIMAL(18,5)", "0.12345"],
  ["1.23e2", "BIGINT", "123"],
  ["1.234e2", "BIGINT", undefined],
  ["100e-2", "BIGINT", "1"],
  ["150e-2", "BIGINT", undefined],
  ["0.00e-9", "BIGINT", "0"],
  ["1.5E-3", "DECIMAL(18,4)", "0.0015"],
  ["1.55E-4", "DECIMAL(18,4)", undefined],
  ["2024-01-31 00:00:00", "DATE", "2024-01-31"],
  ["2024-01-31 00:00:01", "DATE", undefined],
  ["2024-01-31T10:00:00.1234560Z", "TIMESTAMP", "2024-01-31 10:00:00.123456"],
  ["2024-01-31T10:00:00.1234567", "TIMESTAMP", undefined],
])("takes %s as %s only where nothing of it is lost", async (text, type, expected) => {
  const connection = await engine();
  const cast = checkedCast("t", type);
  const result = await connection.runAndReadAll(
    `select case when not ${cast.fails} then (${cast.value})::varchar end from (values ('${text}')) v(t)`,
  );
  expect(result.getRowsJS()).toEqual([[expected ?? null]]);
});

it("rejects a timestamp finer than a microsecond", async () => {
  const at = landing();
  at.put("a.csv", "id,at\n1,2024-01-31T10:00:00.1234567\n2,2024-01-31T10:00:00.1234560\n");
  const columns = { id: "BIGINT", at: "TIMESTAMP" };
  await at.ingest({ t: { files: "*.csv", columns, onError: "quarantine" } });
  expect(await at.query("select id from raw_shop.t")).toEqual([[2n]]);
  expect(await at.query("select position, column_name from meta.quarantine")).toEqual([[1n, "at"]]);
});

it("keeps every digit of JSON columns that mix long whole numbers with fractions", async () => {
  const at = landing();
  at.put("a.jsonl", '{"v":9007199254740993}\n{"v":0.5}\n');
  await at.ingest({ t: { files: "*.jsonl" } });
  expect(await at.query("select v::varchar from raw_shop.t order by _source_position")).toEqual([
    ["9007199254740993.0"],
    ["0.5"],
  ]);
  at.put("b.jsonl", '{"v":0.25}\n{"v":9223372036854775807}\n');
  await at.ingest({ t: { files: "*.jsonl" } });
  expect(await at.query("select sum(v)::varchar, typeof(any_value(v)) from raw_shop.t")).toEqual([
    ["9232379236109516800.75", "DECIMAL(21,2)"],
  ]);
});

it("turns a JSON column of floating point numbers into text when a long whole number comes", async () => {
  const at = landing();
  at.put("a.jsonl", '{"v":0.5}\n');
  await at.ingest({ t: { files: "*.jsonl" } });
  at.put("b.jsonl", '{"v":9007199254740993}\n');
  await at.ingest({ t: { files: "*.jsonl" } });
  expect(await at.query("select v from raw_shop.t order by _source_file")).toEqual([
    ["0.5"],
    ["9007199254740993"],
  ]);
});

it.each([
  ["lines", (objects: readonly string[]) => objects.join("\n")],
  ["an array", (objects: readonly string[]) => `[${objects.join(",\n ")}]`],
])("keeps long decimals of JSON %s digit by digit", async (_, written) => {
  const at = landing();
  const objects = [
    '{"id":1,"v":12345678901234567.89,"n":{"x":0.12345678901234567890}}',
    '{"id":2,"v":1,"s":"9.99999999999999999, \\"q\\""}',
    '{"id":3,"v":-123456789012345678901234567890}',
  ];
  at.put("a.json", written(objects));
  const columns = { id: "BIGINT", v: "DECIMAL(38,2)", n: "JSON", s: "VARCHAR" };
  await at.ingest({ t: { files: "*.json", columns } });
  expect(await at.query("select v::varchar, n::varchar, s from raw_shop.t order by id")).toEqual([
    ["12345678901234567.89", '{"x":"0.12345678901234567890"}', null],
    ["1.00", null, '9.99999999999999999, "q"'],
    ["-123456789012345678901234567890.00", null, null],
  ]);
  await at.ingest({ u: { files: "*.json" } });
  expect(await at.query("select v from raw_shop.u order by id")).toEqual([
    ["12345678901234567.89"],
    ["1"],
    ["-123456789012345678901234567890"],
  ]);
});
