import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { expect, it } from "vitest";
import { discoverTables } from "../../ingest/discover.js";
import { loadConfig } from "../../warehouse/config.js";
import { api } from "./api.js";
import { landing, type Landing } from "./landing.js";

function configured(at: Landing, sources: string): ReturnType<typeof loadConfig> {
  writeFileSync(join(at.root, "dbt_project.yml"), "name: test\n");
  writeFileSync(join(at.root, "granary.yml"), sources);
  return loadConfig(join(at.root, "granary.yml"), { SHOP_DIR: join(at.root, "files") });
}

it("suggests one table for files that differ in their numbers, references kept as they are", async () => {
  const at = landing();
  at.put("orders-2024-01-01.csv", "id\n1\n");
  at.put("orders-2024-01-02.csv", "id\n2\n");
  at.put("crm/customers.jsonl", "{}\n");
  at.put("README.md", "no data");
  const config = configured(
    at,
    "sources: { shop: { type: files, path: '${SHOP_DIR}', tables: { x: { files: x } } } }",
  );
  const block = await discoverTables(config, "shop");
  expect(block).toBe(`sources:
  shop:
    type: files
    path: "\${SHOP_DIR}"
    tables:
      customers: { files: crm/customers.jsonl }
      orders: { files: orders-*.csv }
`);
  const again = configured(at, block);
  expect(Object.keys(again.sources["shop"]?.tables ?? {})).toEqual(["customers", "orders"]);
});

it("gives every table a name of its own", async () => {
  const at = landing();
  for (const file of ["a/orders.csv", "b/orders.csv", "b/orders.json", "b/orders.csv.gz"]) {
    at.put(file, "id\n1\n");
  }
  at.put("b/Orders.csv", "id\n1\n");
  const settings = "type: files, path: '${SHOP_DIR}', tables: { x: { files: x } }";
  const block = await discoverTables(configured(at, `sources: { shop: { ${settings} } }`), "shop");
  expect(block.slice(block.indexOf("tables:\n"))).toBe(`tables:
      orders: { files: a/orders.csv }
      b_orders: { files: b/Orders.csv }
      orders_csv: { files: b/orders.csv }
      orders_csv_gz: { files: b/orders.csv.gz }
      orders_json: { files: b/orders.json }
`);
});

it("suggests a mode, key and cursor for the tables of a database", async () => {
  const at = landing();
  const database = new sqlite.Database(join(at.root, "shop.db"));
  database.exec("create table item (id integer primary key, name text, updated_at datetime)");
  database.exec("insert into item values (1, 'a', '2024-01-01 10:00:00')");
  database.exec("create table note (body text)");
  database.close();
  const config = configured(
    at,
    "sources: { shop: { type: sqlite, path: shop.db, tables: { '*': {} } } }",
  );
  const block = await discoverTables(config, "shop");
  expect(block).toContain("item: { mode: merge, primary_key: [ id ], cursor: updated_at }");
  expect(block).toContain("note: { mode: replace }");
  expect(() => configured(at, block)).not.toThrow();
});

it("keeps how the tables of an API are asked for, and shows what they hold", async () => {
  const at = landing();
  const { url } = await api(() => [{ id: 1, name: "a" }]);
  const config = configured(
    at,
    `sources: { crm: { type: http, base_url: "${url}", auth: { bearer: "written out" }, allow_hosts: [127.0.0.1],
      tables: { t: { path: /things, pagination: { type: link }, params: { token: abc } } } } }`,
  );
  const block = await discoverTables(config, "crm");
  expect(block).toContain(`base_url: ${url}`);
  expect(block).not.toContain("written out");
  expect(block).not.toContain("abc");
  expect(block).toContain("# id BIGINT, name VARCHAR");
  expect(block).toContain("path: /things");
  expect(block).toContain("mode: replace, primary_key: [ id ]");
  expect(() => configured(at, block)).not.toThrow();
});
