import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runIngest, type IngestSummary } from "../../ingest/run.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { loadConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { landing, type Landing } from "./landing.js";
import { breakingProxy, postgresServer, type Schema } from "./postgres-database.js";

const server = postgresServer();

interface Shop {
  at: Landing;
  schema: Schema;
  ingest: (tables: string, run?: { port?: number; chunkRows?: number }) => Promise<IngestSummary>;
}

/** A schema of the server and a warehouse that loads it as configured in a granary.yml. */
async function shop(): Promise<Shop> {
  const at = landing();
  const schema = await server.schema();
  const { host, port, user, password, database } = server.settings();
  return {
    at,
    schema,
    ingest: async (tables, run = {}) => {
      const config = configured(at, {
        yaml: `
sources:
  shop:
    type: postgres
    host: ${host}
    port: ${String(run.port ?? port)}
    database: ${database}
    user: ${user}
    password: \${SHOP_PASSWORD}
    schema: ${schema.name}
    tables: ${tables}
`,
        password,
      });
      const workspace = await openWorkspace(config, { holder: "test" });
      try {
        return await runIngest({
          config,
          workspace,
          onEvent: (event) => at.events.push(event),
          ...(run.chunkRows === undefined ? {} : { chunkRows: run.chunkRows }),
        });
      } finally {
        await workspace.close();
      }
    },
  };
}

function configured(at: Landing, from: { yaml: string; password: string }): GranaryConfig {
  writeFileSync(join(at.root, "dbt_project.yml"), "name: test\n");
  writeFileSync(join(at.root, "granary.yml"), from.yaml);
  const config = loadConfig(join(at.root, "granary.yml"), { SHOP_PASSWORD: from.password });
  return { ...config, engine: { memoryLimit: "512MB", threads: 2 } };
}

const BOOKS = "select measure, source_value, raw_value, difference from meta.reconciliations";

it("loads all tables of a schema with balanced books", async () => {
  const { at, schema, ingest } = await shop();
  await schema.run(
    "create table orders (id int primary key, amount numeric(10,2), made_at timestamptz)",
  );
  await schema.run("insert into orders values (1, 1.50, '2024-01-01Z'), (2, -0.25, null)");
  await schema.run("create table notes (body text, tags text[], raw bytea)");
  await schema.run(
    String.raw`insert into notes values ('', '{a,b}', '\x00ff'), (null, null, null)`,
  );
  await ingest(`{ "*": {} }`);
  expect(
    await at.query("select id, amount::varchar, made_at::varchar from raw_shop.orders order by id"),
  ).toEqual([
    [1, "1.50", "2024-01-01 00:00:00+00"],
    [2, "-0.25", null],
  ]);
  expect(
    await at.query("select body, tags, raw::varchar from raw_shop.notes order by _source_position"),
  ).toEqual([
    ["", '["a","b"]', "\\x00\\xFF"],
    [null, null, null],
  ]);
  expect(await at.query(`${BOOKS} where table_name = 'orders' order by measure`)).toEqual([
    ["rows", "2", "2", "0"],
    ["sum(amount)", "1.25", "1.25", "0"],
    ["sum(id)", "3", "3", "0"],
  ]);
  const log = await at.query("select * from meta.loads");
  const said = JSON.stringify([log, at.events], (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
  expect(said).not.toContain(server.settings().password);
});

it("replaces a table in chunks, and a run after a broken one goes on", async () => {
  const { at, schema, ingest } = await shop();
  await schema.run("create table t (id int primary key, note text)");
  await schema.run("insert into t select n, repeat('x', 200) from generate_series(1, 20000) n");
  const tables = "{ t: {} }";
  await ingest(tables, { chunkRows: 3000 });
  await schema.run("update t set note = 'new'; delete from t where id > 19000");
  await schema.run("insert into t select n, repeat('y', 300) from generate_series(30001, 40000) n");
  const port = await breakingProxy(server.settings(), 1_500_000);
  const broken = ingest(tables, { chunkRows: 3000, port });
  await expect(broken).rejects.toMatchObject({ code: "INGEST_SOURCE_LOST" });
  // What stood before stands until the new table is whole.
  expect(await at.query("select count(*) from raw_shop.t where note like 'xxx%'")).toEqual([
    [20_000n],
  ]);
  const before = at.events.length;
  await ingest(tables, { chunkRows: 3000 });
  const steps = at.events.slice(before).filter((event) => event.type === "step");
  expect(steps.length).toBeLessThan(10);
  expect(
    await at.query("select count(*), count(distinct id), sum(id)::bigint from raw_shop.t"),
  ).toEqual(
    (await schema.run("select count(*), count(distinct id), sum(id) from t")).map((row) =>
      row.map((value) => BigInt(String(value))),
    ),
  );
});

it("merges what changed, and marks what was deleted", async () => {
  const { at, schema, ingest } = await shop();
  await schema.run(
    "create table t (id int primary key, name text, updated_at timestamptz not null)",
  );
  await schema.run(
    "insert into t select n, 'name ' || n, '2024-01-01Z'::timestamptz + n * interval '1 hour' from generate_series(1, 10) n",
  );
  const tables = `{ t: { mode: merge, primary_key: id, cursor: updated_at, deletes: compare_keys } }`;
  await ingest(tables, { chunkRows: 4 });
  await schema.run("update t set name = 'changed', updated_at = '2024-02-01Z' where id = 3");
  await schema.run("delete from t where id = 5");
  await schema.run("insert into t values (11, 'late', '2024-02-01Z')");
  const summary = await ingest(tables, { chunkRows: 4 });
  expect(summary.tables[0]?.rowsRead).toBeLessThan(20);
  const there = await at.query("select id, name from raw_shop.t order by id");
  expect(there).toEqual(await schema.run("select id, name from t order by id"));
  await ingest(tables, { chunkRows: 4 });
  expect(await at.query("select id, name from raw_shop.t order by id")).toEqual(there);
});

it("appends by a cursor, each row once", async () => {
  const { at, schema, ingest } = await shop();
  await schema.run("create table t (id bigint primary key)");
  const tables = "{ t: { mode: append, cursor: id } }";
  for (const upTo of [5, 5, 12]) {
    await schema.run(
      `insert into t select generate_series(1, ${String(upTo)}) on conflict do nothing`,
    );
    await ingest(tables, { chunkRows: 2 });
    expect(await at.query("select count(*), count(distinct id), max(id) from raw_shop.t")).toEqual([
      [BigInt(upTo), BigInt(upTo), BigInt(upTo)],
    ]);
  }
});

it("puts a value its contract cannot hold into quarantine", async () => {
  const { at, schema, ingest } = await shop();
  await schema.run("create table t (id int primary key, amount numeric)");
  await schema.run("insert into t values (1, 1.5), (2, 'NaN'), (3, 1.23456)");
  const tables = `{ t: { on_error: quarantine, columns: { amount: "DECIMAL(18,4)" } } }`;
  await ingest(tables);
  expect(await at.query("select id, amount::varchar from raw_shop.t")).toEqual([[1, "1.5000"]]);
  expect(
    await at.query("select column_name, reason from meta.quarantine order by position"),
  ).toEqual([
    ["amount", '"NaN" is not a DECIMAL(18,4)'],
    ["amount", '"1.23456" is not a DECIMAL(18,4)'],
  ]);
});

it("fails as a typed mistake where a table cannot be read", async () => {
  const { schema, ingest } = await shop();
  await schema.run("create table t (id int)");
  const failure = await ingest("{ nosuch: {} }").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GranaryError);
});

it("takes the key of a table from the catalogue where none is set", async () => {
  const { at, schema, ingest } = await shop();
  await schema.run("create table lines (no int, sku text, n int, primary key (no, sku))");
  await schema.run("insert into lines values (1, 'a', 1), (1, 'b', 2)");
  await ingest(`{ "*": { mode: merge, deletes: compare_keys } }`);
  await schema.run("update lines set n = 3 where sku = 'b'; delete from lines where sku = 'a'");
  await ingest(`{ "*": { mode: merge, deletes: compare_keys } }`);
  expect(await at.query("select no, sku, n from raw_shop.lines")).toEqual([[1, "b", 3]]);
  expect(await at.query("select count(*) from raw_shop.lines__history")).toEqual([[4n]]);
  await schema.run("create table keyless (n int)");
  await expect(ingest(`{ "*": { mode: merge } }`)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringMatching(/keyless.*the source itself declares none/) as string,
  });
});

it("names the table and the key of a row that is too long", async () => {
  const { at, schema, ingest } = await shop();
  await schema.run("create table docs (id int primary key, body text)");
  await schema.run("insert into docs values (1, 'short'), (2, repeat('x\"y', 8000000))");
  await expect(ingest(`{ docs: {} }`)).rejects.toMatchObject({
    code: "INGEST_SOURCE_VALUE",
    message: expect.stringMatching(/table docs: the row id 2 has more than 16 MiB/) as string,
  });
  expect(await at.query("select status from meta.loads")).toEqual([["failed"]]);
});
