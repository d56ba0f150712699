import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { landing, type Landing } from "./landing.js";

const typesOf = (table: string): string =>
  `select column_name, data_type from duckdb_columns() where schema_name = 'raw_shop'
   and table_name = '${table}' and not starts_with(column_name, '_') order by column_index`;

async function putParquet(at: Landing, file: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const path = join(at.root, "made.parquet");
  await connection.run(`copy (${select}) to '${path}' (format parquet)`);
  instance.closeSync();
  at.put(file, readFileSync(path));
}

describe("loading JSON", () => {
  it("keeps text as text and nested values as JSON", async () => {
    const at = landing();
    at.put(
      "calls.jsonl",
      '{"id":1,"ref":"007","at":"2024-01-01T00:00:00Z","open":true,"tags":["a"],"o":{"x":1},"n":null}\n\n{"id":2.5,"ref":"8","extra":9223372036854775808}\r\n',
    );
    await at.ingest({ calls: { files: "*.jsonl" } });
    expect(await at.query(typesOf("calls"))).toEqual([
      ["id", "DOUBLE"],
      ["ref", "VARCHAR"],
      ["extra", "VARCHAR"],
      ["at", "VARCHAR"],
      ["open", "BOOLEAN"],
      ["tags", "JSON"],
      ["o", "JSON"],
      ["n", "VARCHAR"],
    ]);
    expect(
      await at.query(
        "select id, ref, tags::varchar, o::varchar, n, extra, _source_position from raw_shop.calls",
      ),
    ).toEqual([
      [1, "007", '["a"]', '{"x":1}', null, null, 1n],
      [2.5, "8", null, null, null, "9223372036854775808", 2n],
    ]);
  });

  it("reads arrays", async () => {
    const at = landing();
    at.put("calls.json", '[\n {"id": 1, "t": "a,]b"},\n {"id": 2, "t": "{\\"x"}\n]\n');
    at.put("none.json", "[]");
    const summary = await at.ingest({
      calls: { files: "*.json", columns: { id: "BIGINT", t: "VARCHAR" } },
    });
    expect(summary.tables[0]).toMatchObject({ files: { new: 2 }, rowsRead: 2, rowsLoaded: 2 });
    expect(await at.query("select id, t from raw_shop.calls")).toEqual([
      [1n, "a,]b"],
      [2n, '{"x'],
    ]);
  });

  it("casts declared columns, offsets to UTC", async () => {
    const at = landing();
    at.put("calls.jsonl", '{"id":"1","m":19.99,"t":"2024-01-01T10:00:00+02:00"}\n{"id":"2"}\n');
    const columns = { id: "BIGINT", m: "DECIMAL(18,4)", t: "TIMESTAMP", later: "VARCHAR" };
    await at.ingest({ calls: { files: "*.jsonl", columns } });
    expect(await at.query("select id, m::varchar, t::varchar, later from raw_shop.calls")).toEqual([
      [1n, "19.9900", "2024-01-01 08:00:00", null],
      [2n, null, null, null],
    ]);
    expect(at.events).toContainEqual({
      type: "note",
      level: "warn",
      message: expect.stringContaining('"later"') as string,
    });
  });

  it("does not take an unknown key", async () => {
    const at = landing();
    at.put("calls.jsonl", '{"id":1,"renamed":2}\n');
    const error = await at.failure({
      calls: { files: "*.jsonl", columns: { id: "BIGINT", name: "BIGINT" } },
    });
    expect(error.code).toBe("INGEST_HEADER_MISMATCH");
    expect(error.details).toContain('unexpected: "renamed"');
  });
});

describe("loading Parquet", () => {
  it("compares the sums of exact numbers with those of the file", async () => {
    const at = landing();
    await putParquet(
      at,
      "lines.parquet",
      `select i as id, (i / 3)::decimal(18,4) as amount, i / 7 as rate, null::integer as nothing,
         i::varchar as digits, 9e37::decimal(38,0) as huge from range(1, 1001) t(i)`,
    );
    const columns = {
      id: "INTEGER",
      amount: "DECIMAL(18,4)",
      rate: "DOUBLE",
      nothing: "BIGINT",
      digits: "BIGINT",
      huge: "VARCHAR",
    };
    await at.ingest({ lines: { files: "*.parquet", columns } });
    expect(
      await at.query(
        "select measure, source_value, raw_value, difference from meta.reconciliations",
      ),
    ).toEqual([
      ["rows", "1000", "1000", "0"],
      ["sum(id)", "500500", "500500", "0"],
      ["sum(amount)", "166833.3333", "166833.3333", "0"],
      ["sum(nothing)", null, null, "0"],
    ]);
  });

  it("keeps types as they are and numbers rows", async () => {
    const at = landing();
    await putParquet(
      at,
      "lines.parquet",
      `select i::integer as id, (i / 8)::decimal(9, 3) as amount, (i / 3)::float as rate,
       date '2024-01-01' + i::integer as day, [i] as list, 'x'::blob as body from range(3) t(i)`,
    );
    await at.ingest({ lines: { files: "*.parquet" } });
    expect(await at.query(typesOf("lines"))).toEqual([
      ["id", "INTEGER"],
      ["amount", "DECIMAL(9,3)"],
      ["rate", "FLOAT"],
      ["day", "DATE"],
      ["list", "BIGINT[]"],
      ["body", "BLOB"],
    ]);
    expect(await at.query("select id, amount, _source_position from raw_shop.lines")).toEqual([
      [0, 0, 1n],
      [1, 0.125, 2n],
      [2, 0.25, 3n],
    ]);
  });

  it("widens without loss across files", async () => {
    const at = landing();
    await putParquet(at, "1.parquet", "select 9007199254740993 as a, 1.5::decimal(9,2) as b");
    await at.ingest({ lines: { files: "*.parquet" } });
    await putParquet(at, "2.parquet", "select 0.5::double as a, 1.2345::decimal(18,4) as b");
    await at.ingest({ lines: { files: "*.parquet" } });
    expect(await at.query("select a, b::varchar from raw_shop.lines order by b")).toEqual([
      ["0.5", "1.2345"],
      ["9007199254740993", "1.5000"],
    ]);
    expect(await at.query(typesOf("lines"))).toEqual([
      ["a", "VARCHAR"],
      ["b", "DECIMAL(18,4)"],
    ]);
  });

  it("rejects values a declared type cannot take", async () => {
    const at = landing();
    await putParquet(at, "1.parquet", "select unnest(['1', 'x']) as a, unnest([1.5, 2]) as b");
    const lines = { files: "*.parquet", columns: { a: "INTEGER", b: "INTEGER" } };
    const error = await at.failure({ lines });
    expect(error.details).toEqual([
      expect.stringMatching(/record 1, column "b": "1.5" is not a INTEGER: \{.*1.5.*\}/),
      expect.stringMatching(/record 2, column "a": "x" is not a INTEGER/),
    ]);
    const summary = await at.ingest({ lines: { ...lines, onError: "quarantine" } });
    expect(summary.tables[0]).toMatchObject({ rowsRead: 2, rowsLoaded: 0, rowsRejected: 2 });
  });
});
