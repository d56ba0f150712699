import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { describe, expect, it, onTestFinished } from "vitest";
import { prepareSelect } from "../../warehouse/select-query.js";

async function connection(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:");
  const opened = await instance.connect();
  await opened.run("create table t as select 1 as a");
  onTestFinished(() => {
    opened.closeSync();
    instance.closeSync();
  });
  return opened;
}

describe("prepareSelect", () => {
  it.each([
    "select 1",
    "with x as (select * from t) select * from x",
    "from t",
    "values (1), (2)",
    "(select a from t) union all select 2",
    "describe t",
    "summarize t",
    "/* one; two */ select 'a;b' -- end;",
    "select 1;",
  ])("runs %s", async (sql) => {
    const prepared = await prepareSelect(await connection(), sql);
    await expect(prepared.runAndReadAll()).resolves.toBeDefined();
  });

  it.each([
    "insert into t values (2)",
    "drop table t",
    "create table u as select 1",
    "update t set a = 2",
    "attach '/tmp/other.duckdb'",
    "copy t to '/tmp/t.csv'",
    "set threads = 1",
    "pragma database_list",
    "call pragma_version()",
    "install httpfs",
    "select 1; drop table t",
    "select 1; select 2",
    "explain analyze insert into t values (1)",
    "",
    "   \n ",
  ])("refuses %s", async (sql) => {
    await expect(prepareSelect(await connection(), sql)).rejects.toMatchObject({
      code: "QUERY_NOT_A_SELECT",
      exitCode: 2,
    });
  });

  it("passes the engine's own message on for a query that does not bind", async () => {
    await expect(prepareSelect(await connection(), "select b from t")).rejects.toMatchObject({
      code: "QUERY_FAILED",
      message: expect.stringContaining('"b" not found') as string,
    });
    await expect(prepareSelect(await connection(), "selec 1")).rejects.toMatchObject({
      code: "QUERY_FAILED",
    });
  });
});
