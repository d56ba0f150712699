import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { runIngest } from "../../ingest/run.js";
import { postgresSource } from "../../warehouse/config-postgres.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { builtRooms } from "../built-rooms.js";
import { landing, type Landing } from "./landing.js";
import { connected, postgresServer } from "./postgres-database.js";

const server = postgresServer();
const ROWS = 40_000;
const KILLS = 8;
const CHUNK = 2_000;

const LOADER = `
const [config, workspaceUrl, ingestUrl] = JSON.parse(process.argv[1]);
const { openWorkspace } = await import(workspaceUrl);
const { runIngest } = await import(ingestUrl);
const workspace = await openWorkspace(config, { holder: "loader", waitMs: 5000 });
console.log("ready");
await runIngest({ config, workspace, onEvent: () => {}, chunkRows: ${String(CHUNK)} });
await workspace.close();`;

/** A schema with a replaced and a merged table of the same rows, and a warehouse over it. */
async function shop(): Promise<{ at: Landing; config: GranaryConfig; check: () => Promise<void> }> {
  const at = landing();
  const schema = await server.schema();
  await schema.run(
    `create table replaced (id int primary key, name text, amount numeric(12,2));
     insert into replaced select n, 'row "' || n || '"', n / 100.0 from generate_series(1, ${String(ROWS)}) n;
     create table merged as table replaced; alter table merged add primary key (id)`,
  );
  const { host, port, user, password, database } = server.settings();
  const address = { host, port, user, password, database, schema: schema.name };
  const merged = { mode: "merge", cursor: "id", deletes: "compare_keys" };
  const source = postgresSource.parse({
    type: "postgres",
    ...address,
    tables: { replaced: {}, merged },
  });
  const config = { ...at.config, sources: { shop: source } };
  const check = async (): Promise<void> => {
    const facts =
      "count(*)::int, count(distinct id)::int, sum(amount)::varchar, sum(length(name))::int";
    // The schema's own connection does not outlive the server.
    const client = await connected(server.settings());
    for (const table of ["replaced", "merged"]) {
      const text = `select ${facts} from ${schema.name}.${table}`;
      const { rows } = await client.query<unknown[]>({ text, rowMode: "array" });
      const [expected] = rows;
      const [found] = await at.query(`select ${facts} from raw_shop.${table}`);
      expect(found, table).toEqual(expected);
    }
    await client.end();
    const odd =
      "select * from meta.loads where rows_read <> rows_loaded + rows_rejected + rows_unchanged";
    expect(await at.query(odd)).toEqual([]);
    expect(await at.query("select * from meta.reconciliations where difference <> '0'")).toEqual(
      [],
    );
  };
  return { at, config, check };
}

async function load(
  config: GranaryConfig,
  onProgress: () => void = () => undefined,
): Promise<void> {
  const workspace = await openWorkspace(config, { holder: "test" });
  try {
    await runIngest({
      config,
      workspace,
      chunkRows: CHUNK,
      onEvent: (event) => {
        if (event.type === "step") onProgress();
      },
    });
  } finally {
    await workspace.close();
  }
}

it("loads each row once when killed at any moment", { timeout: 240_000 }, async () => {
  const { config, check } = await shop();
  const rooms = await builtRooms();
  const argument = JSON.stringify([
    config,
    rooms("warehouse/workspace.js"),
    rooms("ingest/run.js"),
  ]);
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", LOADER, argument], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const exit = once(child, "exit");
    await Promise.race([exit, sleep(20 + kill * 120)]);
    killed += child.kill("SIGKILL") ? 1 : 0;
    await exit;
  }
  expect(killed).toBeGreaterThan(0);
  await load(config);
  await check();
});

it("goes on after the server was shut down half-way", { timeout: 120_000 }, async () => {
  const { config, check, at } = await shop();
  let pieces = 0;
  let down: Promise<void> | undefined;
  const first = load(config, () => {
    pieces += 1;
    if (pieces === 3) down = server.settings().down();
  });
  await expect(first).rejects.toMatchObject({ code: "INGEST_SOURCE_LOST" });
  await down;
  await expect(load(config)).rejects.toMatchObject({ code: "INGEST_CONNECTION_FAILED" });
  await server.settings().up();
  const before = await at.query("select count(*) from meta.loads where status = 'staged'");
  expect(Number(before[0]?.[0])).toBeGreaterThan(0);
  await load(config);
  const twice =
    "select file from meta.loads where status = 'loaded' group by table_name, file having count(*) > 1";
  expect(await at.query(twice)).toEqual([]);
  await check();
});
