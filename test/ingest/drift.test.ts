import { expect, it } from "vitest";
import { landing } from "./landing.js";

const CHANGES =
  "select column_name, change, old_type, new_type from meta.schema_changes order by all";

it("takes a header that changes over the years, old rows having null in new columns", async () => {
  const at = landing();
  const tables = { orders: { files: "*.csv", onDrift: "evolve" as const } };
  at.put("2019.csv", "id,region\n1,north\n");
  at.put("2020.csv", "id,region,channel\n2,south,web\n");
  at.put("2021.csv", "channel,id\nshop,3\n");
  at.put("2022.csv", "channel,id\nshop,4\n");
  at.put("2023.csv", "id,region\nx5,west\n");
  await at.ingest(tables);
  expect(await at.query("select id, region, channel from raw_shop.orders order by id")).toEqual([
    ["1", "north", null],
    ["2", "south", "web"],
    ["3", null, "shop"],
    ["4", null, "shop"],
    ["x5", "west", null],
  ]);
  expect(await at.query(CHANGES)).toEqual([
    ["channel", "added", null, "VARCHAR"],
    ["channel", "removed", "VARCHAR", null],
    ["id", "retyped", "BIGINT", "VARCHAR"],
    ["region", "added", "VARCHAR", "VARCHAR"],
    ["region", "removed", "VARCHAR", null],
  ]);
});

it("leaves out columns that were not declared under freeze, and records them", async () => {
  const at = landing();
  const columns = { id: "BIGINT", region: "VARCHAR" };
  const tables = { orders: { files: "*.csv", columns, onDrift: "freeze" as const } };
  at.put("a.csv", "id,extra\n1,x\n");
  await at.ingest(tables);
  expect(await at.query("select id, region from raw_shop.orders")).toEqual([[1n, null]]);
  expect(await at.query(CHANGES)).toEqual([
    ["extra", "added", null, "VARCHAR"],
    ["region", "removed", "VARCHAR", null],
  ]);
});

it("brings the load log of an earlier release up to date", async () => {
  const at = landing();
  at.put("a.csv", "id\n1\n");
  await at.ingest({ orders: { files: "*.csv" } });
  await at.query(`
    create table meta.old as select * exclude (rows_unchanged) from meta.loads;
    drop table meta.loads; alter table meta.old rename to loads;
    alter table meta.quarantine drop column fields`);
  const summary = await at.ingest({ orders: { files: "*.csv" } });
  expect(summary.tables[0]?.files.unchanged).toBe(1);
  expect(await at.query("select rows_loaded, rows_unchanged from meta.loads")).toEqual([[1n, 0n]]);
});
