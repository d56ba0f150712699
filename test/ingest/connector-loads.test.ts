import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { describe, expect, it } from "vitest";
import { runIngest, type IngestSummary } from "../../ingest/run.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { landing, type Landing } from "./landing.js";

type SqliteTables = Extract<GranaryConfig["sources"][string], { type: "sqlite" }>["tables"];

interface Shop extends Landing {
  change(script: string): void;
  load(settings?: Partial<SqliteTables[string]>, signal?: AbortSignal): Promise<IngestSummary>;
}

/** A SQLite database with the table `item`, loaded two rows at a time. */
function shop(rows: string): Shop {
  const at = landing();
  const file = join(at.root, "shop.db");
  const change = (script: string): void => {
    const database = new sqlite.Database(file);
    try {
      database.exec(script);
    } finally {
      database.close();
    }
  };
  change(`create table item (id integer primary key, name text, price decimal(10,2), changed integer);
    insert into item values ${rows}`);
  const load: Shop["load"] = async (settings = {}, signal) => {
    const table: SqliteTables[string] = {
      onError: "fail",
      maxRejected: undefined,
      tags: [],
      ...settings,
    };
    const config: GranaryConfig = {
      ...at.config,
      sources: { shop: { type: "sqlite", path: file, tables: { item: table } } },
    };
    const workspace = await openWorkspace(config, { holder: "test" });
    try {
      return await runIngest({
        config,
        workspace,
        onEvent: (event) => at.events.push(event),
        chunkRows: 2,
        ...(signal === undefined ? {} : { signal }),
      });
    } finally {
      await workspace.close();
    }
  };
  return { ...at, change, load };
}

const FIVE = "(1,'a',1.10,1),(2,'b',2.20,1),(3,'c',3.30,1),(4,null,null,1),(5,'',5.50,1)";
const ALL = "select id, name, price::varchar, changed from raw_shop.item order by id";
const LOADED = [
  [1n, "a", "1.10", 1n],
  [2n, "b", "2.20", 1n],
  [3n, "c", "3.30", 1n],
  [4n, null, null, 1n],
  [5n, "", "5.50", 1n],
];
const STATUS = "select status, count(*) from meta.loads group by all order by status";

describe("mode replace", () => {
  it("takes a table over in pieces and swaps it in whole", async () => {
    const at = shop(FIVE);
    const summary = await at.load();
    expect(summary.tables[0]).toMatchObject({ files: { new: 3 }, rowsRead: 5, rowsLoaded: 5 });
    expect(await at.query(ALL)).toEqual(LOADED);
    at.change("delete from item where id < 4; insert into item values (9, 'z', 0, 2)");
    await at.load();
    expect((await at.query(ALL)).map((row) => row[0])).toEqual([4n, 5n, 9n]);
    expect(await at.query(STATUS)).toEqual([
      ["loaded", 2n],
      ["superseded", 3n],
    ]);
    expect(await at.query("select count(*) from meta.source_state")).toEqual([[0n]]);
    expect(existsSync(join(at.config.dataDir, "spool"))).toBe(true);
    expect(readdirSync(join(at.config.dataDir, "spool"))).toEqual([]);
  });

  it("keeps the old rows until the last piece, and continues where it was cut short", async () => {
    const at = shop(FIVE);
    await at.load();
    at.change("update item set price = 7");
    const stop = new AbortController();
    const events = at.events.length;
    at.events.push = (...added) => {
      if (added.some((event) => event.type === "step")) stop.abort();
      return added.length + events;
    };
    await expect(at.load({}, stop.signal)).rejects.toThrow();
    expect(await at.query(ALL)).toEqual(LOADED);
    expect(await at.query("select id from raw_shop.item__next order by id")).toEqual([[1n], [2n]]);
    const summary = await at.load();
    expect(summary.tables[0]?.rowsRead).toBe(3);
    expect(await at.query("select count(*), sum(price)::varchar from raw_shop.item")).toEqual([
      [5n, "35.00"],
    ]);
  });

  it("compares rows and sums with the source's own", async () => {
    const at = shop(FIVE);
    await at.load();
    const sums = await at.query(
      `select measure, sum(source_value::decimal(18,2))::varchar, bool_and(difference = '0')
       from meta.reconciliations group by all order by measure`,
    );
    expect(sums).toContainEqual(["rows", "5.00", true]);
    expect(sums).toContainEqual(["sum(price)", "12.10", true]);
  });
});

describe("mode append", () => {
  it("reads only what lies behind the cursor", async () => {
    const at = shop(FIVE);
    const settings = { mode: "append" as const, cursor: "id" };
    await at.load(settings);
    expect((await at.load(settings)).tables[0]).toMatchObject({ rowsRead: 0, loadIds: [] });
    at.change("insert into item values (6,'f',1,1),(7,'g',1,1)");
    expect((await at.load(settings)).tables[0]?.rowsLoaded).toBe(2);
    expect(await at.query("select count(*), count(distinct id) from raw_shop.item")).toEqual([
      [7n, 7n],
    ]);
  });

  it("needs a cursor", async () => {
    const failure = shop(FIVE).load({ mode: "append" });
    await expect(failure).rejects.toThrow(/mode append needs cursor/);
  });
});

describe("mode merge", () => {
  const merge = { mode: "merge" as const, primaryKey: ["id"] };

  it("brings changed rows by cursor, and deleted ones by comparing keys", async () => {
    const at = shop(FIVE);
    const settings = { ...merge, cursor: "changed", deletes: "compare_keys" as const };
    await at.load(settings);
    expect(await at.query(ALL)).toEqual(LOADED);
    at.change(
      "update item set name = 'B', changed = 2 where id = 2; delete from item where id = 3",
    );
    const summary = await at.load(settings);
    expect(summary.tables[0]?.rowsLoaded).toBe(1);
    expect((await at.query(ALL)).map((row) => row.slice(0, 2))).toEqual([
      [1n, "a"],
      [2n, "B"],
      [4n, null],
      [5n, ""],
    ]);
    expect(
      await at.query("select id, _op from raw_shop.item__history where _version > 3 order by id"),
    ).toEqual([
      [2n, "upsert"],
      [3n, "delete"],
    ]);
  });

  it("without a cursor reads all rows on each run and appends those that changed", async () => {
    const at = shop(FIVE);
    await at.load(merge);
    at.change("update item set price = 9 where id = 5");
    const summary = await at.load(merge);
    expect(summary.tables[0]).toMatchObject({ rowsRead: 5, rowsLoaded: 1, rowsUnchanged: 4 });
    expect(await at.query("select count(*) from raw_shop.item__history")).toEqual([[6n]]);
  });
});

describe("drift", () => {
  const CHANGES =
    "select column_name, change, old_type, new_type from meta.schema_changes order by all";
  const replaced =
    "alter table item rename column name to label; alter table item add column extra text";

  it("is taken in and recorded under evolve", async () => {
    const at = shop(FIVE);
    const settings = { mode: "merge" as const, primaryKey: ["id"] };
    await at.load(settings);
    at.change(`${replaced}; update item set label = 'new' where id = 1`);
    await at.load(settings);
    await at.load(settings);
    expect(await at.query(CHANGES)).toEqual([
      ["extra", "added", null, "VARCHAR"],
      ["label", "added", null, "VARCHAR"],
      ["name", "removed", "VARCHAR", null],
    ]);
    expect(await at.query("select name, label from raw_shop.item where id = 1")).toEqual([
      [null, "new"],
    ]);
  });

  it("is recorded and left out under freeze", async () => {
    const at = shop(FIVE);
    const settings = { mode: "append", cursor: "id", onDrift: "freeze" } as const;
    await at.load(settings);
    at.change(`${replaced}; insert into item values (6,'f',1,1,'x')`);
    await at.load(settings);
    expect((await at.query(CHANGES)).length).toBe(3);
    expect(await at.query("select name from raw_shop.item where id = 6")).toEqual([[null]]);
    expect(
      await at.query(
        "select * exclude (_load_id, _loaded_at, _source_file, _source_position) from raw_shop.item where id = 6",
      ),
    ).toHaveLength(1);
  });

  it("fails the load under fail, and changes nothing", async () => {
    const at = shop(FIVE);
    const settings = { mode: "append", cursor: "id", onDrift: "fail" } as const;
    await at.load(settings);
    at.change(`${replaced}; insert into item values (6,'f',1,1,'x')`);
    const error: unknown = await at.load(settings).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GranaryError);
    expect(error).toMatchObject({ code: "INGEST_DRIFT" });
    expect(await at.query("select count(*) from raw_shop.item")).toEqual([[5n]]);
  });
});
