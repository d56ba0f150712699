import { copyFileSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { expect, it } from "vitest";
import { sqliteSource } from "../../ingest/sqlite/sqlite-source.js";
import type { Source } from "../../ingest/source.js";
import { temporaryDir } from "../temporary-dir.js";
import { plainTable, readTable } from "./connector.js";

type TableSettings = typeof plainTable & { table?: string; query?: string };

interface Shop {
  root: string;
  file: string;
  source: Source;
}

function shop(script: string, tables: Record<string, TableSettings> = { "*": plainTable }): Shop {
  const root = temporaryDir();
  const file = join(root, "shop.db");
  change(file, script);
  const source = sqliteSource("shop", { type: "sqlite", path: file, tables });
  return { root, file, source };
}

function change(file: string, script: string): void {
  const database = new sqlite.Database(file);
  try {
    database.exec(script);
  } finally {
    database.close();
  }
}

const typesOf = (piece: { columns?: readonly { name: string; type: string }[] } | undefined) =>
  Object.fromEntries((piece?.columns ?? []).map(({ name, type }) => [name, type]));

it("keeps every value of every storage class", async () => {
  const { root, source } = shop(`
    create table all_kinds (id integer primary key, whole bigint, share real, name text, raw blob, amount decimal(10,2),
      day date, at datetime, flag boolean, loose);
    insert into all_kinds values
      (-9223372036854775808, 9223372036854775807, 0.1, 'Ünï "quoted", 😀', x'00FF22', 12.5, '2024-02-29', '2024-02-29 10:11:12.123456', 1, 1),
      (2, -9007199254740993, 1e300, '', x'', 1000000, '0001-01-01', '2024-02-29T23:59:59', 0, 'text'),
      (3, 0, 0.30000000000000004, 'two' || char(10) || 'lines' || char(13,10), null, -0.01, null, null, null, 2.5),
      (4, null, null, null, null, null, null, null, null, null)`);
  const [piece] = await readTable(source, "all_kinds", root);
  expect(typesOf(piece)).toEqual({
    id: "BIGINT",
    whole: "BIGINT",
    share: "DOUBLE",
    name: "VARCHAR",
    raw: "BLOB",
    amount: "DECIMAL(10,2)",
    day: "DATE",
    at: "TIMESTAMP",
    flag: "BOOLEAN",
    loose: "VARCHAR",
  });
  expect(piece?.rows).toEqual([
    [
      "-9223372036854775808",
      "9223372036854775807",
      "0.1",
      'Ünï "quoted", 😀',
      "\\x00\\xFF\\x22",
      "12.50",
      "2024-02-29",
      "2024-02-29 10:11:12.123456",
      "true",
      "1",
    ],
    [
      "2",
      "-9007199254740993",
      "1e+300",
      "",
      "",
      "1000000.00",
      "0001-01-01",
      "2024-02-29 23:59:59",
      "false",
      "text",
    ],
    ["3", "0", "0.30000000000000004", "two\nlines\r\n", null, "-0.01", null, null, null, "2.5"],
    ["4", null, null, null, null, null, null, null, null, null],
  ]);
  expect(piece?.controls).toEqual({
    rows: 4,
    sums: { id: "-9223372036854775799", whole: "9214364837600034814", amount: "1000012.49" },
  });
});

it("widens a column to text when a value does not fit its declared type", async () => {
  const { root, source } = shop(`
    create table t (id integer primary key, n integer, r integer, d date, b boolean, m numeric(4,1), mixed text, at timestamp, big real);
    insert into t values (1, 1, 1, '2024-01-01', 1, 1.5, 'a', '2024-01-01 00:00:00', 1.5),
      (2, 'n/a', 2.5, '0000-00-00', 2, 1.25, x'4142', '2024-01-01 00:00:00+02:00', 9e999)`);
  const [piece] = await readTable(source, "t", root);
  expect(typesOf(piece)).toEqual({
    id: "BIGINT",
    n: "VARCHAR",
    r: "DOUBLE",
    d: "VARCHAR",
    b: "BIGINT",
    m: "DOUBLE",
    mixed: "VARCHAR",
    at: "VARCHAR",
    big: "DOUBLE",
  });
  expect(piece?.rows).toEqual([
    ["1", "1", "1.0", "2024-01-01", "1", "1.5", "a", "2024-01-01 00:00:00", "1.5"],
    ["2", "n/a", "2.5", "0000-00-00", "2", "1.25", "X'4142'", "2024-01-01 00:00:00+02:00", "inf"],
  ]);
});

it("reads a table of one column with null in it", async () => {
  const { root, source } = shop(
    "create table one (v text); insert into one values ('a'), (null), (''), ('b')",
  );
  const [piece] = await readTable(source, "one", root);
  expect(piece?.rows).toEqual([["a"], [null], [""], ["b"]]);
});

it("cuts a table into pieces by its key, and a later run continues behind the last one committed", async () => {
  const { root, source } = shop(`
    create table n (id integer primary key, v integer);
    with recursive s(i) as (select -50 union all select i + 1 from s where i < 949) insert into n select i * 3, i from s`);
  const whole = await readTable(source, "n", root, { chunkRows: 300 });
  expect(whole.map((piece) => [piece.file, piece.rows.length, piece.controls?.rows])).toEqual([
    ["n#1", 300, 300],
    ["n#2", 300, 300],
    ["n#3", 300, 300],
    ["n#4", 100, 100],
  ]);
  expect(whole.at(-1)?.state).toEqual({ done: true });
  const ids = whole.flatMap((piece) => piece.rows.map(([id]) => Number(id)));
  expect(ids).toEqual(Array.from({ length: 1000 }, (_, i) => (i - 50) * 3));

  const killed = await readTable(source, "n", root, { chunkRows: 300, pieces: 2 });
  const rest = await readTable(source, "n", root, {
    chunkRows: 300,
    state: killed[1]?.state ?? {},
  });
  expect(rest.map((piece) => piece.file)).toEqual(["n#3", "n#4"]);
  expect(rest.map((piece) => piece.sha256)).toEqual(whole.slice(2).map((piece) => piece.sha256));
});

it("begins anew in a later run where a value shows that what is loaded has the wrong types", async () => {
  const { root, source } = shop(`create table late (id integer primary key, day date);
    insert into late values (1, '2024-01-01'), (2, '2024-01-02'), (3, 'never')`);
  const told = (pieces: Awaited<ReturnType<typeof readTable>>): unknown[] =>
    pieces.map((piece) => [piece.anew ?? false, piece.columns?.[1]?.type, piece.rows[0]?.[1]]);
  const killed = await readTable(source, "late", root, { chunkRows: 1, pieces: 1 });
  expect(told(killed)).toEqual([[false, "DATE", "2024-01-01"]]);
  const state = killed[0]?.state ?? {};
  const again = await readTable(source, "late", root, { chunkRows: 1, pieces: 2, state });
  expect(told(again)).toEqual([
    [true, "VARCHAR", "2024-01-01"],
    [false, "VARCHAR", "2024-01-02"],
  ]);
  const rest = await readTable(source, "late", root, {
    chunkRows: 1,
    state: again[1]?.state ?? {},
  });
  expect(told(rest)).toEqual([[false, "VARCHAR", "never"]]);
});

it("ends exactly at a piece's end without an empty piece", async () => {
  const { root, source } = shop(
    "create table n (id integer primary key); insert into n values (1), (2), (3), (4)",
  );
  const pieces = await readTable(source, "n", root, { chunkRows: 2 });
  expect(pieces.map((piece) => piece.rows.length)).toEqual([2, 2]);
});

it("gives an empty table as one empty piece with its columns", async () => {
  const { root, source } = shop(
    "create table e (id integer primary key, raw blob, name varchar(10))",
  );
  const [piece, ...rest] = await readTable(source, "e", root);
  expect(rest).toEqual([]);
  expect(typesOf(piece)).toEqual({ id: "BIGINT", raw: "BLOB", name: "VARCHAR" });
  expect(piece?.controls).toEqual({ rows: 0, sums: { id: null } });
});

it("reads only what lies behind the cursor, less the lag", async () => {
  const { root, file, source } = shop(`
    create table o (id integer primary key, updated_at datetime, v text);
    insert into o values (1, '2024-01-01 00:00:00', 'a'), (2, '2024-01-05 00:00:00', 'b'), (3, null, 'c')`);
  const config = { mode: "merge" as const, cursor: "updated_at", lag: "2d" };
  const first = await readTable(source, "o", root, { config });
  expect(first.map((piece) => [piece.coverage, piece.rows.length])).toEqual([["full", 3]]);
  expect(first[0]?.state).toEqual({ cursor: "2024-01-05 00:00:00" });

  change(
    file,
    `insert into o values (4, '2024-01-03 00:00:00', 'late'), (5, '2024-01-02 23:59:59', 'too late'),
    (6, '2024-01-09 08:00:00', 'new')`,
  );
  const second = await readTable(source, "o", root, { config, state: first[0]?.state ?? {} });
  expect(second.map((piece) => piece.coverage)).toEqual(["increment"]);
  expect(second[0]?.rows.map(([id]) => id)).toEqual(["2", "3", "4", "6"]);
  expect(second[0]?.state).toEqual({ cursor: "2024-01-09 08:00:00" });
});

it("begins where the last whole increment ended when an increment was cut short", async () => {
  const { root, file, source } = shop(`
    create table o (id integer primary key, v integer); insert into o values (1, 10), (2, 20), (3, 30)`);
  const config = { mode: "append" as const, cursor: "v" };
  const [cut] = await readTable(source, "o", root, { config, chunkRows: 2, pieces: 1 });
  expect(cut?.state).toEqual({ next: "30", after: ["2"], piece: 2 });
  change(file, "insert into o values (0, 25), (4, 40)");
  const rest = await readTable(source, "o", root, {
    config,
    chunkRows: 2,
    state: cut?.state ?? {},
  });
  expect(rest.flatMap((piece) => piece.rows)).toEqual([
    ["3", "30"],
    ["4", "40"],
  ]);
  expect(rest.at(-1)?.state).toEqual({ cursor: "30" });
});

it("lists the keys of all rows after an increment, for rows that were deleted", async () => {
  const { root, source } = shop(`
    create table o (id integer primary key, v integer); insert into o values (1, 10), (2, 20), (3, 30)`);
  const config = { mode: "merge" as const, cursor: "v", deletes: "compare_keys" as const };
  const pieces = await readTable(source, "o", root, { config, state: { cursor: "30" } });
  expect(pieces.map((piece) => [piece.coverage, piece.rows.length])).toEqual([
    ["increment", 1],
    ["keys", 3],
  ]);
  expect(typesOf(pieces[1])).toEqual({ id: "BIGINT" });
});

it("reads views, queries and tables without row numbers in one piece", async () => {
  const { root, source } = shop(
    `create table w (code text primary key, n integer) without rowid; insert into w values ('b', 2), ('a', 1);
     create view doubled as select code, n * 2 as twice from w`,
    {
      "*": plainTable,
      big: { ...plainTable, query: "select code, n from w where n > 1 -- more;" },
    },
  );
  const twice = await readTable(source, "doubled", root, { chunkRows: 1 });
  expect(twice.map((piece) => piece.rows)).toEqual([
    [
      ["a", "2"],
      ["b", "4"],
    ],
  ]);
  expect((await readTable(source, "w", root))[0]?.rows).toEqual([
    ["a", "1"],
    ["b", "2"],
  ]);
  expect((await readTable(source, "big", root))[0]?.rows).toEqual([["b", "2"]]);
});

it("does not take a key with an index of its own for the row number", async () => {
  const { root, source } = shop(
    "create table d (id integer primary key desc, v text); insert into d values (null, 'a'), (5, 'b'), (null, 'c')",
  );
  const pieces = await readTable(source, "d", root, { chunkRows: 1 });
  expect(pieces.flatMap((piece) => piece.rows)).toEqual([
    [null, "a"],
    ["5", "b"],
    [null, "c"],
  ]);
});

it("expands patterns and names raw tables in lower case", async () => {
  const { source } = shop(
    "create table Sales_Orders (a); create table sales_lines (a); create table other (a); create view v as select 1 as a",
    { "sales_*": plainTable, kept: { ...plainTable, table: "OTHER" } },
  );
  const open = await source.open();
  expect([...(await open.tables())].sort()).toEqual(["kept", "sales_lines", "sales_orders"]);
  await open.close();
});

it("discovers tables with types, keys, counts and a mode", async () => {
  const { source } = shop(`
    create table customer (id integer primary key, name text, updated_at timestamp);
    insert into customer values (1, 'a', '2024-01-01 00:00:00');
    create table line (order_id integer, n integer, primary key (order_id, n))`);
  expect(await source.discover()).toEqual([
    {
      name: "customer",
      columns: [
        { name: "id", type: "BIGINT" },
        { name: "name", type: "VARCHAR" },
        { name: "updated_at", type: "TIMESTAMP" },
      ],
      primaryKey: ["id"],
      rows: 1,
      suggested: { mode: "merge", cursor: "updated_at" },
    },
    {
      name: "line",
      columns: [
        { name: "order_id", type: "BIGINT" },
        { name: "n", type: "BIGINT" },
      ],
      primaryKey: ["order_id", "n"],
      rows: 0,
      suggested: { mode: "replace" },
    },
  ]);
});

it("sees what stands in the write-ahead log of a database in use, and leaves nothing beside it", async () => {
  const { root, file } = shop("create table seed (a)");
  const writer = new sqlite.Database(file);
  writer.exec("pragma locking_mode = exclusive");
  expect(writer.get("pragma journal_mode = wal")).toEqual({ journal_mode: "wal" });
  writer.exec("create table t (a integer primary key); insert into t values (1), (2)");
  const live = join(root, "live.db");
  copyFileSync(file, live);
  copyFileSync(`${file}-wal`, `${live}-wal`);
  writer.close();
  const before = readdirSync(root);
  const source = sqliteSource("shop", { type: "sqlite", path: live, tables: { t: plainTable } });
  const open = await source.open();
  expect(readdirSync(root)).toEqual(before);
  await open.close();
  expect((await readTable(source, "t", root))[0]?.rows).toEqual([["1"], ["2"]]);
});

it("refuses a missing file, a file that is no database and an unknown table by name", async () => {
  const { root, source } = shop("create table t (a)", { absent: plainTable });
  const at = (path: string): Source =>
    sqliteSource("shop", { type: "sqlite", path, tables: { t: plainTable } });
  const nowhere = join(root, "nowhere.db");
  await expect(at(nowhere).open()).rejects.toMatchObject({ code: "INGEST_SOURCE_MISSING" });
  expect(existsSync(nowhere)).toBe(false);
  writeFileSync(
    join(root, "text.db"),
    "this is text, and has never been anything else\n".repeat(100),
  );
  await expect(at(join(root, "text.db")).open()).rejects.toMatchObject({
    code: "INGEST_CONNECTION_FAILED",
  });
  await expect(source.open()).rejects.toMatchObject({ code: "INGEST_SOURCE_QUERY_FAILED" });
});

it("reads a big table in blocks, within bounded memory", async () => {
  const { root, source } = shop(`
    create table big (id integer primary key, v integer, s text);
    with recursive s(i) as (select 1 union all select i + 1 from s where i < 200000)
      insert into big select i, i * 7919, 'row ' || i || hex(zeroblob(100)) from s`);
  const before = process.memoryUsage().rss;
  const open = await source.open();
  let rows = 0;
  let most = 0;
  const request = {
    table: "big",
    config: plainTable,
    state: undefined,
    spoolDir: root,
    onRows: (more: number) => {
      rows += more;
      most = Math.max(most, process.memoryUsage().rss);
    },
    signal: new AbortController().signal,
    chunkRows: 1_000_000,
  };
  for await (const piece of open.extracts(request)) {
    expect(piece.controls).toEqual({
      rows: 200_000,
      sums: { id: "20000100000", v: "158380791900000" },
    });
  }
  await open.close();
  expect(rows).toBe(200_000);
  expect((most - before) / 2 ** 20).toBeLessThan(200);
});
