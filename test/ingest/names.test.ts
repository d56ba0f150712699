import { expect, it } from "vitest";
import { landing } from "./landing.js";

const modes = [undefined, "evolve", "freeze", "fail"] as const;

it.each(modes)(
  "takes a column whose name changes in case for the same one (on_drift: %s)",
  async (onDrift) => {
    const at = landing();
    const drift = onDrift === undefined ? {} : { onDrift };
    const tables = {
      c: { files: "*.csv", ...drift },
      j: { files: "*.jsonl", ...drift },
      d: { files: "*.csv", columns: { Id: "BIGINT", NAME: "VARCHAR" }, ...drift },
    };
    at.put("1.csv", "id,name\n1,a\n");
    at.put("1.jsonl", '{"id":1,"name":"a"}\n');
    await at.ingest(tables);
    at.put("2.csv", "ID, Name \n2,b\n");
    at.put("2.jsonl", '{"ID":2,"Name":"b"}\n{"ID":3,"Name":null}\n');
    await at.ingest(tables);
    expect(await at.query("select id, name from raw_shop.c order by id")).toEqual([
      [1n, "a"],
      [2n, "b"],
    ]);
    expect(await at.query("select id, name from raw_shop.j order by id")).toEqual([
      [1n, "a"],
      [2n, "b"],
      [3n, null],
    ]);
    expect(await at.query('select "Id", "NAME" from raw_shop.d order by 1')).toEqual([
      [1n, "a"],
      [2n, "b"],
    ]);
    expect(await at.query("select count(*) from meta.schema_changes")).toEqual([[0n]]);
    const width = "select count(*) from duckdb_columns() where schema_name = 'raw_shop'";
    expect(await at.query(`${width} and table_name in ('c', 'j', 'd')`)).toEqual([[18n]]);
  },
);

it("does not take two columns of one file for one", async () => {
  const at = landing();
  at.put("1.csv", "id,name\n1,a\n");
  await at.ingest({ t: { files: "*.csv", onDrift: "evolve" } });
  at.put("2.csv", "id,name,NAME\n2,b,c\n");
  const error = await at.failure({ t: { files: "*.csv", onDrift: "evolve" } });
  expect(error.code).toBe("INGEST_HEADER_MISMATCH");
  expect(error.message).toContain('names the column "NAME" twice');
});

it("matches the names of Parquet columns without regard to case", async () => {
  const at = landing();
  await at.query(`copy (select 1 as id, 'a' as name) to '${at.root}/files/1.parquet'`);
  await at.ingest({ t: { files: "*.parquet", onDrift: "evolve" } });
  await at.query(`copy (select 2 as "ID", 'b' as " Name ") to '${at.root}/files/2.parquet'`);
  await at.ingest({ t: { files: "*.parquet", onDrift: "evolve" } });
  expect(await at.query("select id, name from raw_shop.t order by id")).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
});
