import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { expect, it } from "vitest";
import { runIngest, type IngestSummary } from "../../ingest/run.js";
import { sqliteSource } from "../../warehouse/config-sqlite.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { landing, type Landing } from "./landing.js";

interface Shop extends Landing {
  change(script: string): void;
  load(settings?: Record<string, unknown>): Promise<IngestSummary>;
}

/** A SQLite database with the table `item`, loaded two rows at a time. */
function shop(script: string): Shop {
  const at = landing();
  const path = join(at.root, "shop.db");
  const change = (text: string): void => {
    const database = new sqlite.Database(path);
    database.exec(text);
    database.close();
  };
  change(script);
  const load = async (settings: Record<string, unknown> = {}): Promise<IngestSummary> => {
    const source = sqliteSource.parse({ type: "sqlite", path, tables: { item: settings } });
    const config = { ...at.config, sources: { shop: source } };
    const workspace = await openWorkspace(config, { holder: "test" });
    try {
      return await runIngest({ config, workspace, onEvent: () => undefined, chunkRows: 2 });
    } finally {
      await workspace.close();
    }
  };
  return { ...at, change, load };
}

const TYPES = `select column_name, data_type from duckdb_columns()
  where schema_name = 'raw_shop' and table_name = 'item' and column_name not like '\\_%' escape '\\'`;

it("begins a table anew when a value in a later piece is none of its column's type", async () => {
  const at = shop(`create table item (id integer primary key, day date, seen datetime, n integer);
    insert into item values (1, '2024-01-01', '2024-01-01T10:00:00', 1), (2, '2024-01-02', null, 2),
      (3, '2024-01-03', '2024-01-01 10:00:00.50', 3), (4, null, null, 4),
      (5, '0000-00-00', '2024-01-01 10:00:00+02:00', 'n/a'), (6, '2024-01-06', '', 6)`);
  const summary = await at.load();
  expect(summary.tables[0]).toMatchObject({ files: { new: 3 }, rowsRead: 6, rowsLoaded: 6 });
  expect(await at.query(TYPES)).toEqual([
    ["id", "BIGINT"],
    ["day", "VARCHAR"],
    ["seen", "VARCHAR"],
    ["n", "VARCHAR"],
  ]);
  // The text of the first rows is the source's own, not that of a type they were read as first.
  expect(await at.query("select id, day, seen, n from raw_shop.item order by id")).toEqual([
    [1n, "2024-01-01", "2024-01-01T10:00:00", "1"],
    [2n, "2024-01-02", null, "2"],
    [3n, "2024-01-03", "2024-01-01 10:00:00.50", "3"],
    [4n, null, null, "4"],
    [5n, "0000-00-00", "2024-01-01 10:00:00+02:00", "n/a"],
    [6n, "2024-01-06", "", "6"],
  ]);
  expect(await at.query("select count(*) from meta.schema_changes")).toEqual([[0n]]);
  const standing = "select status, sum(rows_loaded)::int from meta.loads group by all order by all";
  expect(await at.query(standing)).toContainEqual(["loaded", 6]);
  await at.load();
  expect(await at.query("select count(*) from raw_shop.item")).toEqual([[6n]]);
});

const RENAMED =
  "alter table item rename column name to NAME; alter table item rename column id to ID";

it.each([
  ["append", { mode: "append", cursor: "id" }],
  ["append by a cursor spelled as it is now", { mode: "append", cursor: "ID" }],
  ["merge", { mode: "merge", primary_key: "id" }],
  ["merge by the database's own key", { mode: "merge", cursor: "id", deletes: "compare_keys" }],
  ["snapshot", { mode: "snapshot", deletes: "soft_flag" }],
])("takes a column whose name changes in case for the same one: %s", async (_, settings) => {
  const at = shop(`create table item (id integer primary key, name text, price decimal(10,2));
    insert into item values (1, 'a', 1.5), (2, 'b', 2), (3, 'c', 3)`);
  await at.load({
    ...settings,
    ...("cursor" in settings && settings.cursor === "ID" ? { cursor: "id" } : {}),
  });
  at.change(`${RENAMED}; insert into item values (4, 'd', 4)`);
  await at.load(settings);
  expect(await at.query("select id, name from raw_shop.item order by id")).toEqual([
    [1n, "a"],
    [2n, "b"],
    [3n, "c"],
    [4n, "d"],
  ]);
  expect(await at.query("select count(*) from meta.schema_changes")).toEqual([[0n]]);
  const sums = "select count(*) from meta.reconciliations where measure ilike 'sum(id)'";
  expect(Number((await at.query(sums))[0]?.[0])).toBeGreaterThan(2);
});

const LARGE = `drop table item; create table item (id integer primary key, n integer);
  insert into item values (3, 9007199254740992), (4, 9007199254740993), (5, 7)`;
const READ = "select id, n::varchar from raw_shop.item order by id";

it("does not round a large integer into a standing DOUBLE: the column is widened", async () => {
  const at = shop(`create table item (id integer primary key, n real);
    insert into item values (1, 1.5), (2, 2.5)`);
  await at.load({ mode: "append", cursor: "id" });
  at.change(LARGE);
  await at.load({ mode: "append", cursor: "id" });
  expect((await at.query(READ)).slice(2)).toEqual([
    [3n, "9007199254740992"],
    [4n, "9007199254740993"],
    [5n, "7"],
  ]);
  expect(await at.query("select column_name, old_type, new_type from meta.schema_changes")).toEqual(
    [["n", "DOUBLE", "VARCHAR"]],
  );
});

it("keeps DOUBLE where it holds every integer that comes", async () => {
  const at = shop(
    "create table item (id integer primary key, n real); insert into item values (1, 1.5)",
  );
  await at.load({ mode: "append", cursor: "id" });
  at.change(LARGE.replace("740993", "740994"));
  await at.load({ mode: "append", cursor: "id" });
  expect(await at.query(TYPES)).toContainEqual(["n", "DOUBLE"]);
});

it("rejects a large integer that a frozen DOUBLE would round, and names it", async () => {
  const at = shop(
    "create table item (id integer primary key, n real); insert into item values (1, 1.5)",
  );
  const settings = { mode: "append", cursor: "id", on_drift: "freeze", on_error: "quarantine" };
  await at.load(settings);
  at.change(LARGE);
  await at.load(settings);
  expect(await at.query("select id, n from raw_shop.item order by id")).toEqual([
    [1n, 1.5],
    [3n, 9007199254740992],
    [5n, 7],
  ]);
  expect(await at.query("select column_name, reason from meta.quarantine")).toEqual([
    ["n", '"9007199254740993" is not a DOUBLE'],
  ]);
});

it("does not round the integers of a Parquet file either", async () => {
  const at = landing();
  await at.query(`copy (select 1.5::double as n) to '${at.root}/files/1.parquet'`);
  await at.ingest({ t: { files: "*.parquet" } });
  await at.query(`copy (select 9007199254740993 as n) to '${at.root}/files/2.parquet'`);
  await at.ingest({ t: { files: "*.parquet" } });
  expect(await at.query("select n from raw_shop.t order by 1")).toEqual([
    ["1.5"],
    ["9007199254740993"],
  ]);
});

it("names the row of a database that is too long", async () => {
  const at = shop(`create table item (id integer primary key, doc text);
    insert into item values (1, 'short'), (2, hex(zeroblob(9000000)))`);
  await expect(at.load()).rejects.toMatchObject({
    code: "INGEST_SOURCE_VALUE",
    message: expect.stringMatching(/table item: the row id 2 has more than 16 MiB/) as string,
  });
});

it("names text that is not UTF-8 instead of loading something else", async () => {
  const at = shop(`create table item (id integer primary key, name text);
    insert into item values (1, 'a'), (2, cast(x'ff41' as text))`);
  await expect(at.load()).rejects.toMatchObject({
    code: expect.stringMatching(/^INGEST_/) as string,
  });
});
