import { describe, expect, it } from "vitest";
import { extraction, postgresServer } from "./postgres-database.js";

const server = postgresServer();

/** Type, literal, the engine's type, the engine's text where it writes the same value differently. */
const VALUES: [string, string, string, string?][] = [
  ["int2", "-32768", "SMALLINT"],
  ["int4", "2147483647", "INTEGER"],
  ["int8", "-9223372036854775808", "BIGINT"],
  ["numeric(10,2)", "-12345678.90", "DECIMAL(10,2)"],
  ["numeric(38,10)", "1234567890123456789012345678.0123456789", "DECIMAL(38,10)"],
  ["numeric(5,-2)", "1234567", "DECIMAL(7,0)", "1234600"],
  ["numeric(3,5)", "0.00123", "DECIMAL(5,5)", ".00123"],
  ["numeric(40,2)", "12345678901234567890123456789012345678.12", "VARCHAR"],
  ["numeric", "3.14159265358979323846264338327950288419716939937510", "VARCHAR"],
  ["numeric", "NaN", "VARCHAR"],
  ["numeric", "-Infinity", "VARCHAR"],
  ["float4", "1.1", "FLOAT"],
  ["float8", "0.1", "DOUBLE"],
  ["float8", "1.7976931348623157e+308", "DOUBLE"],
  ["float8", "NaN", "DOUBLE", "nan"],
  ["float8", "-Infinity", "DOUBLE", "-inf"],
  ["bool", "true", "BOOLEAN"],
  ["bool", "false", "BOOLEAN"],
  ["text", "", "VARCHAR"],
  ["text", `a "quoted", text\r\nwith lines\ttabs \\ and 'single' 汉字 🙂`, "VARCHAR"],
  ["text", "NULL", "VARCHAR"],
  ["text", "\\.", "VARCHAR"],
  ["varchar(5)", "abc  ", "VARCHAR"],
  ["char(5)", "ab", "VARCHAR", "ab   "],
  ["name", "pg_class", "VARCHAR"],
  ['"char"', "x", "VARCHAR"],
  ["uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "UUID"],
  ["date", "2024-02-29", "DATE"],
  ["date", "infinity", "DATE"],
  ["date", "-infinity", "DATE"],
  ["date", "0044-03-15 BC", "DATE", "0044-03-15 (BC)"],
  ["date", "5874897-12-31", "DATE"],
  ["timestamp", "2024-02-29 23:59:59.999999", "TIMESTAMP"],
  ["timestamp", "infinity", "TIMESTAMP"],
  ["timestamp", "0044-03-15 10:00:00.5 BC", "TIMESTAMP", "0044-03-15 (BC) 10:00:00.5"],
  [
    "timestamptz",
    "2024-03-31 03:30:00.123456+02",
    "TIMESTAMP WITH TIME ZONE",
    "2024-03-31 01:30:00.123456+00",
  ],
  ["timestamptz", "-infinity", "TIMESTAMP WITH TIME ZONE"],
  [
    "timestamptz",
    "0044-03-15 10:00:00+00 BC",
    "TIMESTAMP WITH TIME ZONE",
    "0044-03-15 (BC) 10:00:00+00",
  ],
  ["time", "24:00:00", "TIME"],
  ["time", "23:59:59.999999", "TIME"],
  ["timetz", "10:00:00+02", "VARCHAR"],
  ["interval", "1 year 2 mons 3 days 04:05:06.789", "VARCHAR"],
  ["json", '{"a": 1.10,  "b": [1e400, "\\u0000"]}', "JSON"],
  ["jsonb", '{"a": 1.10, "b": [null, "x\\ny"]}', "JSON"],
  ["json", "null", "JSON"],
  ["bytea", "\\x00ff22270a5c78", "BLOB", "\\x00\\xFF\\x22\\x27\\x0A\\x5Cx"],
  ["bytea", "\\x", "BLOB", ""],
  ["int4[]", "{1,NULL,3}", "JSON", "[1,null,3]"],
  ["text[]", '{"a,b","c\\"d",NULL,""}', "JSON", '["a,b","c\\"d",null,""]'],
  ["numeric(10,2)[]", "{{1.10,2.20},{3.30,4.40}}", "JSON", "[[1.10,2.20],[3.30,4.40]]"],
  ["mood", "so so", "VARCHAR"],
  ["positive", "7", "INTEGER"],
  ["point2", "(1,2)", "VARCHAR"],
  ["inet", "192.168.0.1/24", "VARCHAR"],
  ["cidr", "10.0.0.0/8", "VARCHAR"],
  ["macaddr", "08:00:2b:01:02:03", "VARCHAR"],
  ["money", "-$1,234.50", "VARCHAR"],
  ["int4range", "[1,10)", "VARCHAR"],
  ["point", "(1.5,2)", "VARCHAR"],
  ["bit(4)", "1010", "VARCHAR"],
  ["xml", "<a>1</a>", "VARCHAR"],
  ["tsvector", "'a' 'b'", "VARCHAR"],
  ["oid", "4294967295", "BIGINT"],
  ["int2vector", "1 2", "VARCHAR"],
];

describe("types of PostgreSQL", () => {
  it("arrive without loss", async () => {
    const schema = await server.schema();
    await schema.run("create type mood as enum ('so so', 'fine')");
    await schema.run("create domain positive as int check (value > 0)");
    await schema.run("create type point2 as (x int, y int)");
    const columns = VALUES.map(([type], i) => `c${String(i)} ${type}`);
    await schema.run(`create table t (id int primary key, ${columns.join(", ")})`);
    const texts = VALUES.map(([type, text]) => `'${text.replaceAll("'", "''")}'::${type}`);
    await schema.run(`insert into t values (1, ${texts.join(", ")})`);
    await schema.run("insert into t (id) values (2)");
    const said = await schema.run(
      `select ${VALUES.map((_, i) => `c${String(i)}::text`).join(", ")} from t where id = 1`,
    );
    const { extracts, pieces } = await extraction(schema.source({ t: {} }), "t");
    const [row = [], nulls = []] = pieces[0] ?? [];
    const types = (extracts[0]?.columns ?? []).map((column) => column.type);
    const seen = VALUES.map(([type, text], i) => [type, text, types[i + 1], row[i + 1]]);
    const expected = VALUES.map(([type, text, engine, different], i) => [
      type,
      text,
      engine,
      different ?? said[0]?.[i],
    ]);
    expect(seen).toEqual(expected);
    expect(new Set(nulls.slice(1))).toEqual(new Set([null]));
  });

  it("tell null from an empty text, also where it is the only column", async () => {
    const schema = await server.schema();
    await schema.run("create table one (a text); insert into one values (null), (''), ('x')");
    const { pieces } = await extraction(schema.source({ one: {} }), "one");
    expect(pieces).toEqual([[[null], [""], ["x"]]]);
  });

  it("bring a text of millions of characters", async () => {
    const schema = await server.schema();
    await schema.run("create table t (a text, b bytea)");
    await schema.run(
      "insert into t values (repeat('x,y', 1000000), decode(repeat('5c', 100000), 'hex'))",
    );
    const { pieces } = await extraction(schema.source({ t: {} }), "t");
    expect(pieces[0]?.[0]).toEqual(["x,y".repeat(1_000_000), "\\x5C".repeat(100_000)]);
  });

  it.each([
    ["numeric(10,2)", "NaN", "DECIMAL(10,2)"],
    ["timestamptz", "294276-01-01 00:00:00+00", "TIMESTAMP WITH TIME ZONE"],
    ["timestamp", "294276-01-01 00:00:00", "TIMESTAMP"],
  ])("name the column whose %s value %s would be lost", async (type, text, engine) => {
    const schema = await server.schema();
    await schema.run(
      `create table t (id int, amount ${type}); insert into t values (1, '${text}')`,
    );
    await expect(extraction(schema.source({ t: {} }), "t")).rejects.toMatchObject({
      code: "INGEST_SOURCE_VALUE",
      message: expect.stringMatching(
        new RegExp(`"amount".*${engine.replace(/[()]/g, "\\$&")}`),
      ) as string,
    });
    const asText = schema.source({ t: { columns: { amount: "VARCHAR" } } });
    const { pieces } = await extraction(asText, "t");
    expect(pieces).toEqual([[["1", text]]]);
  });

  it("type a numeric without precision by contract, and only where nothing is lost", async () => {
    const schema = await server.schema();
    await schema.run("create table t (a numeric); insert into t values (1.5), (null), (2.25)");
    const source = schema.source({ t: { columns: { a: "DECIMAL(18,4)" } } });
    const { extracts, pieces } = await extraction(source, "t");
    expect(pieces).toEqual([[["1.5000"], [null], ["2.2500"]]]);
    expect(extracts[0]?.controls).toEqual({ rows: 3, sums: { a: "3.75" } });
    for (const value of ["1.00001", "100000000000000", "'NaN'", "'Infinity'"]) {
      await schema.run(`delete from t; insert into t values (${value})`);
      await expect(extraction(source, "t")).rejects.toMatchObject({ code: "INGEST_SOURCE_VALUE" });
    }
  });
});
