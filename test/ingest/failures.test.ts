import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runIngest } from "../../ingest/run.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { configOver, landing } from "./landing.js";

const orders = { orders: { files: "orders*" } };

describe("files that cannot be taken", () => {
  it("reports missing, unexpected and expected columns", async () => {
    const at = landing();
    at.put("orders.csv", "id,naem\n1,x\n");
    const error = await at.failure({
      orders: { files: "orders.csv", columns: { id: "BIGINT", name: "VARCHAR" } },
    });
    expect(error.code).toBe("INGEST_HEADER_MISMATCH");
    expect(error.message).toContain("orders.csv");
    expect(error.details).toEqual([
      'missing: "name"',
      'unexpected: "naem"',
      'expected: "id", "name"',
    ]);
  });

  it("compares undeclared columns with those the table has", async () => {
    const at = landing();
    at.put("orders.csv", "id,name\n1,x\n");
    await at.ingest(orders);
    at.put("orders.csv", "id,title\n1,x\n");
    expect((await at.failure(orders)).details).toEqual([
      'missing: "name"',
      'unexpected: "title"',
      'expected: "id", "name"',
    ]);
    expect(await at.query("select name from raw_shop.orders")).toEqual([["x"]]);
    expect(await at.query("select status, error is null from meta.loads order by 1")).toEqual([
      ["failed", false],
      ["loaded", true],
    ]);
  });

  it.each([
    ["a first line of data", "1,2024-01-01\n2,2024-01-02\n", /looks like data/],
    ["a column named twice", "id,ID\n1,2\n", /twice/],
    ["a column without a name", "id,\n1,2\n", /without a name/],
    ["a reserved name", "id,_load_id\n1,2\n", /adds itself/],
    [
      "fixed columns without their widths",
      "00000001  a    1.25\n00000002  b    2.50\n",
      /runs of blanks/,
    ],
  ])("refuses %s", async (_, content, message) => {
    const at = landing();
    at.put("orders.csv", content);
    const error = await at.failure(orders);
    expect(error.code).toBe("INGEST_HEADER_MISMATCH");
    expect(error.message).toMatch(message);
  });

  it.each([
    ["an empty file", "orders.csv", ""],
    ["an unclear delimiter", "orders.csv", "a,b;c\n1,2;3\n"],
    ["mixed line ends", "orders.csv", "id,name\r\n1,a\r\n2,b\n"],
    ["a cut gzip", "orders.csv.gz", gzipSync("id,name\n1,a\n").subarray(0, 25)],
    ["a page of HTML", "orders.csv", "<!DOCTYPE html><html><body>Log in</body></html>\n"],
    ["a blank first line", "orders.csv", "\nid,name\n1,a\n"],
    ["a cut Parquet file", "orders.parquet", "PAR1 and no more than that"],
    ["no Parquet", "orders.parquet", "id,name\n1,a\n"],
    ["a cut Arrow file", "orders.arrow", "ARROW1\0\0 and no more than that"],
    ["a broken array", "orders.json", '[{"id":1},{"id":'],
  ])("refuses %s as unreadable", async (_, file, content) => {
    const at = landing();
    at.put(file, content);
    const error = await at.failure(orders);
    expect(error.code).toBe("INGEST_FILE_UNREADABLE");
    expect(error.message).toContain(file);
    expect(error.hint).not.toBe("");
  });

  it("says how to go on when a column has another name", async () => {
    const at = landing();
    at.put("1.csv", "id,amt\n1,2\n");
    at.put("2.csv", "id,amount\n1,2\n");
    const error = await at.failure({ orders: { files: "*.csv" } });
    expect(error.code).toBe("INGEST_HEADER_MISMATCH");
    expect(error.hint).toContain('rename to { "amount": "amt" }');
    expect(error.hint).toContain("on_drift: evolve");
  });

  it("refuses bytes that are not in the encoding", async () => {
    const at = landing();
    at.put("orders.csv", Buffer.from("id,name\n1,caf\xe9\n", "latin1"));
    const error = await at.failure(orders);
    expect(error.code).toBe("INGEST_ROWS_REJECTED");
    expect(error.details[0]).toContain("line 2");
  });

  it("names the directory that is missing", async () => {
    const at = landing();
    const source = { ...configOver(at.root, orders).sources["shop"], path: "/no/${SHOP_DIR}" };
    const config = { ...at.config, sources: { shop: source } } as typeof at.config;
    const workspace = await openWorkspace(at.config, { holder: "test" });
    const run = runIngest({ config, workspace, onEvent: () => undefined });
    await expect(run).rejects.toMatchObject({
      code: "INGEST_SOURCE_MISSING",
      message: expect.stringContaining("/no/${SHOP_DIR}") as string,
      hint: expect.stringContaining("SHOP_DIR") as string,
    });
    await workspace.close();
  });

  it("names the pattern that matches nothing", async () => {
    const at = landing();
    const error = await at.failure({ orders: { files: "2024/*.csv" } });
    expect(error.code).toBe("INGEST_FILES_NONE");
    expect(error.message).toContain("2024/*.csv");
  });

  it.each([
    [{ delimiter: "ab" }, "delimiter"],
    [{ header: false }, "header"],
    [{ columns: { id: "NUMBERISH" } }, "columns.id"],
  ])("refuses the setting %j", async (settings, named) => {
    const at = landing();
    at.put("orders.csv", "id\n1\n");
    const error = await at.failure({ orders: { files: "orders.csv", ...settings } });
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message).toContain(named);
  });

  it("keeps what was loaded before the failure", async () => {
    const at = landing();
    at.put("orders1.csv", "id\n1\n");
    at.put("orders2.csv", "other\n2\n");
    await at.failure(orders);
    expect(await at.query("select id from raw_shop.orders")).toEqual([[1n]]);
  });
});
