import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemoInto } from "../../cli/demo.js";
import { generateDemo } from "../../samples/demo/generate.js";
import type { DemoManifest } from "../../samples/demo/output/manifest.js";
import { copyToPostgres, postgresLogin } from "../../samples/demo/postgres/postgres-target.js";
import { connected } from "../ingest/postgres-database.js";
import { startPostgres, type TestPostgres } from "../tools/postgres.mjs";

const root = mkdtempSync(join(tmpdir(), "granary-to-postgres-"));
const quiet = () => undefined;
let server: TestPostgres;
let client: pg.Client;
let manifest: DemoManifest;

const address = (password: string) =>
  `postgres://${server.user}:${encodeURIComponent(password)}@${server.host}:${String(server.port)}/${server.database}`;

beforeAll(async () => {
  server = await startPostgres();
  client = await connected(server);
  const outDir = join(root, "demo");
  manifest = await generateDemo({
    scale: 0.01,
    seed: 3,
    until: "2023-04-30",
    outDir,
    onEvent: quiet,
  });
  await copyToPostgres(await postgresLogin(address(server.password)), outDir, quiet);
}, 240_000);

afterAll(async () => {
  await client.end();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const one = async (sql: string): Promise<unknown> => {
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
  return rows[0];
};
const rowsBelow = (folder: string): number =>
  manifest.files.reduce(
    (sum, file) => sum + (file.path.startsWith(`${folder}/`) ? file.rows : 0),
    0,
  );

describe("the demo in PostgreSQL", () => {
  it("has a schema for each system and every table in it", async () => {
    const found = await one(
      `select count(*) filter (where table_schema = 'salesforce')::int,
        count(*) filter (where table_schema = 'erp')::int,
        count(*) filter (where table_schema = 'contact_centre')::int,
        count(*) filter (where table_schema = 'marketing')::int
      from information_schema.tables where table_schema <> 'pg_catalog'`,
    );
    expect(found).toEqual([14, 14, 7, 3]);
  });

  it("holds as many rows as the files", async () => {
    const found = await one(
      `select (select count(*)::int from salesforce.account), (select count(*)::int from erp.order_line),
        (select count(*)::int from contact_centre.survey_response), (select count(*)::int from marketing.web_visit)`,
    );
    const folders = ["crm/Account", "erp/order_line", "contact_centre/survey_response"];
    expect(found).toEqual([...folders, "marketing/web_visit"].map(rowsBelow));
  });

  it("has exact numbers, dates, instants and nulls", async () => {
    const found = await one(
      `select pg_typeof(max(unit_price))::text, pg_typeof(max(changed_at))::text,
        (select pg_typeof(max(order_date))::text from erp.sales_order),
        (select count(*) > 0 from salesforce.account where "PersonEmail" is null and "IsPersonAccount"),
        (select count(*) from contact_centre.contact where email = '')::int,
        (select bool_and(started_at <= ended_at) from marketing.web_visit)
      from erp.order_line`,
    );
    const types = ["numeric", "timestamp with time zone", "date"];
    expect(found).toEqual([...types, true, 0, true]);
  });

  it("replaces a table as a whole, and leaves it alone when that fails", async () => {
    const before = rowsBelow("crm/Lead");
    const login = await postgresLogin(address(server.password));
    await copyToPostgres(login, join(root, "demo"), quiet);
    expect(await one("select count(*)::int from salesforce.lead")).toEqual([before]);
    await client.query("create view salesforce.people as select * from salesforce.lead");
    const again = copyToPostgres(login, join(root, "demo"), quiet);
    await expect(again).rejects.toMatchObject({ code: "DEMO_DATABASE_FAILED" });
    expect(await one("select count(*)::int from salesforce.people")).toEqual([before]);
  });

  it("comes from the command without leaving files", async () => {
    const out = join(root, "elsewhere");
    const to = address(server.password);
    await client.query("drop view if exists salesforce.people");
    await generateDemoInto({ scale: 0.01, seed: 4, until: "2023-01-31", out, to }, quiet);
    expect(await one("select max(order_date)::text <= '2023-01-31' from erp.sales_order")).toEqual([
      true,
    ]);
    expect(readdirSync(root)).toEqual(["demo"]);
  }, 120_000);

  it("leaves a directory alone that happens to stand where the files would", async () => {
    const out = join(root, "occupied");
    mkdirSync(`${out}.spool`);
    writeFileSync(join(`${out}.spool`, "thesis.txt"), "years of work");
    const wanted = { scale: 0.01, seed: 4, until: "2023-01-02", out };
    const refused = generateDemoInto({ ...wanted, to: address(server.password) }, quiet);
    await expect(refused).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
    expect(readdirSync(`${out}.spool`)).toEqual(["thesis.txt"]);
    rmSync(`${out}.spool`, { recursive: true });
  });

  it("refuses another kind of address before anything is generated", async () => {
    const events: unknown[] = [];
    const wanted = { scale: 0.01, seed: 4, until: "2023-01-31", out: join(root, "elsewhere") };
    const refused = generateDemoInto({ ...wanted, to: "mysql://x" }, (event) => events.push(event));
    await expect(refused).rejects.toMatchObject({ code: "USAGE" });
    expect(events).toEqual([]);
  });

  it("says where it cannot connect, without the password", async () => {
    const login = await postgresLogin(address("wrong word"));
    const failing = copyToPostgres(login, root, quiet);
    await expect(failing).rejects.toMatchObject({ code: "DEMO_DATABASE_FAILED" });
    await expect(failing).rejects.not.toThrow(/wrong(%20| )word/);
  });
});
