import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { postgresSource } from "../../ingest/postgres/postgres-source.js";
import type { SourceState } from "../../ingest/source.js";
import { postgresSource as configSchema } from "../../warehouse/config-postgres.js";
import { GranaryError } from "../../warehouse/errors.js";
import { temporaryDir } from "../temporary-dir.js";
import {
  breakingProxy,
  connected,
  engine,
  extraction,
  postgresServer,
  spoolReader,
} from "./postgres-database.js";

const server = postgresServer();

async function failureOf(work: Promise<unknown>): Promise<GranaryError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GranaryError) return error;
  throw new Error("it did not fail with a typed error", { cause: error });
}

describe("a full extraction", () => {
  it("delivers a table as one checked piece", async () => {
    const schema = await server.schema();
    await schema.run(`create table "Orders" (id int primary key, "Net Amount" numeric(10,2))`);
    await schema.run(`insert into "Orders" values (1, 1.50), (2, null), (3, -0.25)`);
    let told = 0;
    const source = schema.source({ orders: {} });
    const { extracts, pieces } = await extraction(source, "orders", {
      request: { onRows: (rows) => (told += rows) },
      between: (extract) => {
        const bytes = readFileSync(extract.path);
        expect(extract.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
        expect(extract.bytes).toBe(bytes.length);
        return Promise.resolve();
      },
    });
    expect(extracts).toHaveLength(1);
    expect(extracts[0]).toMatchObject({
      file: "orders#1",
      coverage: "full",
      temporary: true,
      controls: { rows: 3, sums: { id: "6", "Net Amount": "1.25" } },
    });
    expect(pieces).toEqual([
      [
        ["1", "1.50"],
        ["2", null],
        ["3", "-0.25"],
      ],
    ]);
    expect(told).toBe(3);
  });

  it("delivers an empty table as a piece without rows", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, a numeric(5,1))");
    const { extracts, pieces } = await extraction(schema.source({ t: {} }), "t");
    expect(pieces).toEqual([[]]);
    expect(extracts[0]?.controls).toEqual({ rows: 0, sums: { id: null, a: null } });
  });

  it("reads a query, its last comment and semicolon included", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int); insert into t values (1), (2), (3)");
    const query = `select id, 'it''s' as note from ${schema.name}.t where id > 1 order by id -- two`;
    const { pieces } = await extraction(schema.source({ some: { query } }), "some");
    expect(pieces).toEqual([
      [
        ["2", "it's"],
        ["3", "it's"],
      ],
    ]);
    const ended = schema.source({ some: { query: "select 1 as a;" } });
    expect((await extraction(ended, "some")).pieces).toEqual([[["1"]]]);
  });

  it.each([
    ["int", ["1", "2", "3", "4", "5"]],
    ["text", ["a", "b'c", "d\\e", 'f"g', "z"]],
    ["timestamptz", [1, 2, 3, 4, 5].map((n) => `2024-01-01 00:00:00.00000${String(n)}+00`)],
  ])("cuts a table with a key of %s into chunks", async (type, keys) => {
    const schema = await server.schema();
    await schema.run(`create table t (part int, id ${type}, primary key (part, id))`);
    for (const key of keys) {
      await schema.run(`insert into t values (1, $q$${key}$q$), (2, $q$${key}$q$)`);
    }
    const { extracts, pieces } = await extraction(schema.source({ t: {} }), "t", { chunkRows: 4 });
    expect(extracts.map((extract) => extract.file)).toEqual(["t#1", "t#2", "t#3"]);
    expect(extracts.map((extract) => extract.controls?.rows)).toEqual([4, 4, 2]);
    const all = pieces.flat();
    expect(all).toEqual(["1", "2"].flatMap((part) => keys.map((key) => [part, key])));
  });

  it("goes on behind the last committed chunk", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key)");
    await schema.run("insert into t select generate_series(1, 10)");
    const source = schema.source({ t: {} });
    let committed: SourceState | undefined;
    const cut = extraction(source, "t", {
      chunkRows: 4,
      between: (extract) => {
        if (committed !== undefined) throw new Error("killed");
        committed = extract.state;
        return Promise.resolve();
      },
    });
    await expect(cut).rejects.toThrow("killed");
    const rest = await extraction(source, "t", { chunkRows: 4, state: committed });
    expect(rest.extracts.map((extract) => extract.file)).toEqual(["t#2", "t#3"]);
    expect(rest.pieces.flat().flat()).toEqual(["5", "6", "7", "8", "9", "10"]);
    // Killed after the last commit: nothing is delivered a second time.
    expect((await extraction(source, "t", { state: rest.state })).extracts).toEqual([]);
  });

  it("shows all tables as of one moment while others write", async () => {
    const schema = await server.schema();
    await schema.run("create table a (id int primary key); create table b (id int primary key)");
    await schema.run("insert into a select generate_series(1, 6)");
    const source = schema.source({ "*": {} });
    const open = await source.open();
    const other = await connected(server.settings());
    try {
      expect(await open.tables()).toEqual(["a", "b"]);
      const rows: Record<string, number> = {};
      for (const table of await open.tables()) {
        rows[table] = 0;
        const config = source.tables["*"];
        if (config === undefined) throw new Error("no pattern");
        const request = {
          table,
          config,
          state: undefined,
          spoolDir: temporaryDir(),
          onRows: () => undefined,
          signal: new AbortController().signal,
          chunkRows: 2,
        };
        for await (const extract of open.extracts(request)) {
          rows[table] += extract.controls?.rows ?? 0;
          await other.query(
            `insert into ${schema.name}.b select coalesce(max(id), 0) + 1 from ${schema.name}.b`,
          );
          await other.query(
            `delete from ${schema.name}.a where id = (select max(id) from ${schema.name}.a)`,
          );
        }
      }
      expect(rows).toEqual({ a: 6, b: 0 });
    } finally {
      await other.end();
      await open.close();
    }
  });

  it("brings 200,000 rows within little memory", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, note text)");
    await schema.run(
      "insert into t select n, repeat(md5(n::text), 10) from generate_series(1, 200000) n",
    );
    const connection = await engine();
    const open = await schema.source({ t: {} }).open();
    const spoolDir = temporaryDir();
    const before = process.memoryUsage().rss;
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 5);
    const request = {
      table: "t",
      config: { onError: "fail" as const, maxRejected: undefined, tags: [] },
      state: undefined,
      spoolDir,
      onRows: () => undefined,
      signal: new AbortController().signal,
      chunkRows: 1_000_000,
    };
    for await (const extract of open.extracts(request)) {
      clearInterval(timer);
      const sums = await connection.runAndReadAll(
        `select count(*), sum(id)::bigint, sum(length(note))::bigint from ${spoolReader(extract)}`,
      );
      expect(sums.getRows()).toEqual([[200_000n, 20_000_100_000n, 64_000_000n]]);
    }
    await open.close();
    expect(most).toBeLessThan(100 << 20);
  });
});

describe("an incremental extraction", () => {
  const merge = { mode: "merge", cursor: "updated_at" };

  it("brings only what changed, and nothing when nothing did", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, updated_at timestamp not null)");
    await schema.run(
      "insert into t values (1, '2024-01-01 00:00:00.123456'), (2, '2024-01-02 00:00:00')",
    );
    const source = schema.source({ t: { ...merge, mode: "append" } });
    const first = await extraction(source, "t");
    expect(first.pieces.flat()).toHaveLength(2);
    const none = await extraction(source, "t", { state: first.state });
    expect(none.extracts).toEqual([]);
    await schema.run("update t set updated_at = '2024-01-02 00:00:00.000001' where id = 1");
    const next = await extraction(source, "t", { state: first.state });
    expect(next.extracts[0]?.coverage).toBe("increment");
    expect(next.pieces.flat()).toEqual([["1", "2024-01-02 00:00:00.000001"]]);
  });

  it("reads again what lies within the lag, so that late rows come too", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, updated_at timestamptz not null)");
    await schema.run("insert into t values (1, '2024-01-01Z'), (3, '2024-01-03 12:00Z')");
    const source = schema.source({ t: { ...merge, lag: "1d" } });
    const first = await extraction(source, "t");
    await schema.run("insert into t values (2, '2024-01-03Z')");
    const next = await extraction(source, "t", { state: first.state });
    expect(next.pieces.flat().map((row) => row[0])).toEqual(["2", "3"]);
  });

  it("brings rows that share the last cursor value, and rows that have none", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, updated_at date)");
    await schema.run("insert into t values (1, '2024-01-01'), (2, 'infinity')");
    const source = schema.source({ t: merge });
    const first = await extraction(source, "t");
    await schema.run("insert into t values (3, '2024-01-01'), (4, null)");
    const next = await extraction(source, "t", { state: first.state });
    expect(next.pieces.flat().map((row) => row[0])).toEqual(["1", "2", "3", "4"]);
  });

  it("comes in chunks too, and goes on within them", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, updated_at int not null)");
    await schema.run("insert into t select n, 100 - n from generate_series(1, 9) n");
    const source = schema.source({ t: merge });
    const states: (SourceState | undefined)[] = [];
    const first = await extraction(source, "t", {
      chunkRows: 4,
      between: (extract) => Promise.resolve(void states.push(extract.state)),
    });
    expect(first.extracts.map((extract) => extract.controls?.rows)).toEqual([4, 4, 1]);
    await schema.run("update t set updated_at = 200 where id = 1");
    const rest = await extraction(source, "t", { chunkRows: 4, state: states[0] });
    expect(rest.pieces.flat().map((row) => row[0])).toEqual(["5", "6", "7", "8", "9"]);
    const next = await extraction(source, "t", { state: rest.state });
    expect(next.pieces.flat().map((row) => row[0])).toContain("1");
  });

  it("lists the keys that are there, so that deleted rows are found", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, updated_at int not null, note text)");
    await schema.run("insert into t values (1, 1, 'a'), (2, 2, 'b')");
    const source = schema.source({ t: { ...merge, deletes: "soft_flag" } });
    const first = await extraction(source, "t");
    await schema.run("delete from t where id = 1");
    const next = await extraction(source, "t", { state: first.state });
    const keys = next.extracts.at(-1);
    expect(keys).toMatchObject({ coverage: "keys", columns: [{ name: "id", type: "INTEGER" }] });
    expect(next.pieces.at(-1)).toEqual([["2"]]);
  });
});

describe("failures", () => {
  it("show neither password nor URL", async () => {
    const { host, port } = server.settings();
    const password = "wr0ng p@ss";
    const url = `postgres://granary:${encodeURIComponent(password)}@${host}:${String(port)}/postgres`;
    for (const config of [
      { url },
      { host, port, user: "granary", password, database: "postgres" },
      { url: url.replace(String(port), "1") },
    ]) {
      const source = postgresSource(
        "shop",
        configSchema.parse({ type: "postgres", ...config, tables: { t: {} } }),
      );
      const error = await failureOf(source.open());
      expect(error.code).toBe("INGEST_CONNECTION_FAILED");
      expect(error.message).toContain(`postgres://granary@${host}`);
      const said = [error.message, error.hint, ...error.details, String(error.cause)].join(" ");
      expect(said).not.toMatch(/wr0ng/);
    }
    const file = join(temporaryDir(), "password");
    writeFileSync(file, `${server.settings().password}\n`);
    const tables = { t: { query: "select 1 as a" } };
    const address = { type: "postgres", host, port, user: "granary", database: "postgres", tables };
    const found = postgresSource("shop", configSchema.parse({ ...address, password: { file } }));
    expect((await extraction(found, "t")).pieces).toEqual([[["1"]]]);
    const lost = { ...address, password: { file: "/no/such/file" } };
    const absent = await failureOf(postgresSource("shop", configSchema.parse(lost)).open());
    expect(absent.code).toBe("CONFIG_INVALID");
    const bad = configSchema.safeParse({
      type: "postgres",
      url: "mysql://u:wr0ng@h/d",
      tables: { t: {} },
    });
    expect(JSON.stringify(bad.error?.issues)).not.toContain("wr0ng");
    expect(bad.success).toBe(false);
  });

  it("name the table that is missing and the query that is wrong", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int)");
    const missing = await failureOf(schema.source({ nosuch: {} }).open());
    expect(missing).toMatchObject({ code: "INGEST_SOURCE_QUERY_FAILED" });
    expect(missing.message).toContain("nosuch");
    for (const query of [
      "select nosuch from t",
      "delete from t",
      "select 1 as a; select 2",
      "select 1/0 as a",
    ]) {
      const error = await failureOf(extraction(schema.source({ some: { query } }), "some"));
      expect(error.code).toBe("INGEST_SOURCE_QUERY_FAILED");
      expect(error.message).toContain("some");
    }
    const twice = schema.source({ some: { query: "select 1 as a, 2 as A" } });
    const double = schema.source({ some: { query: `select 1 as a, 2 as "A"` } });
    for (const source of [twice, double]) {
      expect((await failureOf(extraction(source, "some"))).message).toContain("twice");
    }
    const cursor = schema.source({ t: { mode: "append", cursor: "nosuch" } });
    expect((await failureOf(extraction(cursor, "t"))).message).toContain("nosuch");
  });

  it.each([20_000, 3_000_000])(
    "leave no piece when the connection breaks after %i bytes",
    async (bytes) => {
      const schema = await server.schema();
      await schema.run("create table t (id int primary key, note text)");
      await schema.run(
        "insert into t select n, repeat('x', 100) from generate_series(1, 100000) n",
      );
      const port = await breakingProxy(server.settings(), bytes);
      const spoolDir = temporaryDir();
      const pieces: unknown[] = [];
      const reading = extraction(schema.source({ t: {} }, { port }), "t", {
        request: { spoolDir },
        between: (extract) => Promise.resolve(void pieces.push(extract)),
      });
      const error = await failureOf(reading);
      expect(error.code).toBe("INGEST_SOURCE_LOST");
      expect(error.hint).toContain("again");
      expect(pieces).toEqual([]);
      expect(readdirSync(spoolDir)).toEqual([]);
    },
  );

  it("leave what was committed before the server ended the connection", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key)");
    await schema.run("insert into t select generate_series(1, 10)");
    const source = schema.source({ t: {} });
    let committed: SourceState | undefined;
    const rows: unknown[] = [];
    const connection = await engine();
    const error = await failureOf(
      extraction(source, "t", {
        chunkRows: 2,
        between: async (extract) => {
          committed = extract.state;
          const read = await connection.runAndReadAll(`select id from ${spoolReader(extract)}`);
          rows.push(...read.getRows().flat());
          await schema.run(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'granary'",
          );
        },
      }),
    );
    expect(error.code).toBe("INGEST_SOURCE_LOST");
    const rest = await extraction(source, "t", { chunkRows: 4, state: committed });
    expect([...rows, ...rest.pieces.flat().flat().map(Number)]).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  it("stop at once when the run is cancelled", async () => {
    const schema = await server.schema();
    await schema.run("create table t (id int primary key, note text)");
    await schema.run("insert into t select n, repeat('x', 1000) from generate_series(1, 100000) n");
    const controller = new AbortController();
    const spoolDir = temporaryDir();
    const reading = extraction(schema.source({ t: {} }), "t", {
      request: {
        spoolDir,
        signal: controller.signal,
        onRows: () => {
          controller.abort(new Error("enough"));
        },
      },
    });
    await expect(reading).rejects.toThrow("enough");
    expect(readdirSync(spoolDir)).toEqual([]);
  });
});

it("discovers tables with keys, sizes and how to load them", async () => {
  const schema = await server.schema();
  await schema.run(
    "create table orders (id bigint primary key, updated_at timestamptz, total numeric(12,2))",
  );
  await schema.run("create table parts (day date, n int) partition by range (day)");
  await schema.run(
    "create table parts_2024 partition of parts for values from ('2024-01-01') to ('2025-01-01')",
  );
  await schema.run("create view v as select * from orders");
  await schema.run("insert into orders select n from generate_series(1, 50) n");
  await schema.run("analyze");
  expect(await schema.source({ "*": {} }).discover()).toEqual([
    {
      name: "orders",
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "updated_at", type: "TIMESTAMP WITH TIME ZONE" },
        { name: "total", type: "DECIMAL(12,2)" },
      ],
      primaryKey: ["id"],
      rows: 50,
      suggested: { mode: "merge", cursor: "updated_at" },
    },
    {
      name: "parts",
      columns: [
        { name: "day", type: "DATE" },
        { name: "n", type: "INTEGER" },
      ],
      primaryKey: [],
      rows: 0,
      suggested: { mode: "replace" },
    },
  ]);
});

it("reads tables of other schemas and views by name", async () => {
  const schema = await server.schema();
  const other = await server.schema();
  await other.run("create table people (id int); insert into people values (7)");
  await schema.run("create view v as select 1 as a");
  const source = schema.source({
    people: { table: `${other.name}.people` },
    v: {},
  });
  expect((await extraction(source, "people")).pieces).toEqual([[["7"]]]);
  expect((await extraction(source, "v")).pieces).toEqual([[["1"]]]);
});
