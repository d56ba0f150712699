import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { expect, it } from "vitest";
import { currentLoads } from "../../ingest/load-log.js";
import { runIngest, type IngestSummary } from "../../ingest/run.js";
import { sqliteSource } from "../../warehouse/config-sqlite.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { landing } from "./landing.js";

type Settings = Record<string, unknown>;

/** A SQLite table of five rows, loaded two rows at a time; `standing` is what a pipeline's fingerprint sees. */
function shop(settings: Settings) {
  const at = landing();
  const path = join(at.root, "shop.db");
  const change = (script: string): void => {
    const database = new sqlite.Database(path);
    database.exec(script);
    database.close();
  };
  change(`create table item (id integer primary key, name text, price decimal(10,2), changed integer);
    insert into item values (1,'a',1.1,1),(2,'b',2.2,1),(3,'c',3.3,1),(4,null,null,1),(5,'',5.5,1)`);
  const load = async (): Promise<{ summary: IngestSummary; standing: string[] }> => {
    const source = sqliteSource.parse({ type: "sqlite", path, tables: { item: settings } });
    const config = { ...at.config, sources: { shop: source } };
    const workspace = await openWorkspace(config, { holder: "test" });
    try {
      const onEvent = (): void => undefined;
      const summary = await runIngest({ config, workspace, onEvent, chunkRows: 2 });
      const connection = await workspace.connect();
      const loads = await currentLoads(connection);
      connection.closeSync();
      return { summary, standing: loads.map(({ loadId }) => loadId) };
    } finally {
      await workspace.close();
    }
  };
  return { ...at, change, load };
}

const WAYS: [string, Settings][] = [
  ["replace", {}],
  ["merge", { mode: "merge", primary_key: "id", deletes: "compare_keys" }],
  ["merge by cursor", { mode: "merge", primary_key: "id", cursor: "changed" }],
  ["snapshot", { mode: "snapshot", primary_key: "id", deletes: "soft_flag" }],
];

it.each(WAYS)("leaves the standing loads alone when nothing changed: %s", async (_, settings) => {
  const at = shop(settings);
  const first = await at.load();
  const second = await at.load();
  expect(second.standing).toEqual(first.standing);
  expect(second.summary.tables[0]).toMatchObject({ rowsRead: 5, rowsLoaded: 0, rowsUnchanged: 5 });
  const odd =
    "select 1 from meta.loads where rows_read <> rows_loaded + rows_rejected + rows_unchanged";
  expect(await at.query(odd)).toEqual([]);
  at.change("update item set name = 'B', changed = 2 where id = 2");
  const third = await at.load();
  expect(third.standing).not.toEqual(first.standing);
  expect(await at.query("select name from raw_shop.item where id = 2")).toEqual([["B"]]);
  expect(await at.query("select count(*) from raw_shop.item")).toEqual([[5n]]);
});

it.each(WAYS.filter(([, { deletes }]) => deletes !== undefined))(
  "takes deleted rows for a change: %s",
  async (_, settings) => {
    const at = shop(settings);
    const first = await at.load();
    at.change("delete from item where id = 5");
    expect((await at.load()).standing).not.toEqual(first.standing);
    const again = await at.load();
    expect((await at.load()).standing).toEqual(again.standing);
  },
);

it("takes another type of a column for a change, though its text is the same", async () => {
  const at = shop({});
  const first = await at.load();
  at.change(`create table item_next (id integer primary key, name text, price decimal(12,2), changed integer);
    insert into item_next select * from item; drop table item; alter table item_next rename to item`);
  expect((await at.load()).standing).not.toEqual(first.standing);
  expect(await at.query("select typeof(price) from raw_shop.item limit 1")).toEqual([
    ["DECIMAL(12,2)"],
  ]);
});

it("keeps a rejected row once", async () => {
  const at = shop({ columns: { name: "INTEGER" }, on_error: "quarantine" });
  const first = await at.load();
  expect((await at.load()).standing).toEqual(first.standing);
  expect(await at.query("select count(*) from meta.quarantine")).toEqual([[4n]]);
});
