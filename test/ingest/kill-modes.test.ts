import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sqlite from "node-sqlite3-wasm";
import { expect, it } from "vitest";
import type { GranaryConfig } from "../../warehouse/config.js";
import { builtRooms } from "../built-rooms.js";
import { landing, type Landing } from "./landing.js";

const GENERATIONS = 5;
const KILLS = 10;
const ROWS = 3_000;
const TABLES = ["appended", "merged", "replaced", "photographed"] as const;

const LOADER = `
const [config, workspaceUrl, ingestUrl] = JSON.parse(process.argv[1]);
const { openWorkspace } = await import(workspaceUrl);
const { runIngest } = await import(ingestUrl);
const workspace = await openWorkspace(config, { holder: "loader", waitMs: 5000 });
console.log("ready");
await runIngest({ config, workspace, onEvent: () => {}, chunkRows: 500 });
await workspace.close();`;

function configOf(at: Landing): GranaryConfig {
  const common = { onError: "fail" as const, maxRejected: undefined, tags: [] };
  const keyed = { primaryKey: ["id"], deletes: "compare_keys" as const };
  return {
    ...at.config,
    sources: {
      shop: {
        type: "sqlite",
        path: join(at.root, "shop.db"),
        tables: {
          appended: { ...common, mode: "append", cursor: "id" },
          merged: { ...common, ...keyed, mode: "merge", cursor: "generation" },
          replaced: { ...common, mode: "replace" },
          photographed: { ...common, ...keyed, mode: "snapshot" },
        },
      },
    },
  };
}

/** Every table gets new rows; all but the appended one have rows changed and deleted too. */
function nextGeneration(at: Landing, generation: number): void {
  const database = new sqlite.Database(join(at.root, "shop.db"));
  const series = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${String(ROWS)})`;
  const from = String(generation * ROWS);
  const now = String(generation);
  for (const table of TABLES) {
    database.exec(
      `create table if not exists ${table} (id integer primary key, generation integer, amount decimal(12,2))`,
    );
    if (table !== "appended") {
      database.exec(
        `update ${table} set generation = ${now}, amount = amount + 1 where id % 7 = ${now};
         delete from ${table} where id % 11 = ${now}`,
      );
    }
    database.exec(`${series} insert into ${table} select ${from} + i, ${now}, i * 0.25 from n`);
  }
  database.close();
}

it(
  "loads every mode exactly once when killed at any moment, and finishes on the next run",
  { timeout: 600_000 },
  async () => {
    const at = landing();
    const url = await builtRooms();
    const modules = [url("warehouse/workspace.js"), url("ingest/run.js")];
    const argument = JSON.stringify([configOf(at), ...modules]);
    let killed = 0;
    for (let generation = 1; generation <= GENERATIONS; generation += 1) {
      nextGeneration(at, generation);
      for (let kill = 0; kill < KILLS; kill += 1) {
        if (await runAndKill(argument, Math.random() * 400)) killed += 1;
      }
      await runAndKill(argument, undefined);
      await expectEqual(at);
    }
    expect(killed).toBeGreaterThan(GENERATIONS);
  },
);

/** @returns whether the loader was killed before it ended by itself */
async function runAndKill(argument: string, afterMs: number | undefined): Promise<boolean> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", LOADER, argument], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  if (afterMs !== undefined) {
    await Promise.race([sleep(afterMs), closed]);
    child.kill("SIGKILL");
  }
  const [code] = (await closed) as [number | null];
  if (afterMs === undefined) expect(code).toBe(0);
  return code !== 0;
}

async function expectEqual(at: Landing): Promise<void> {
  const database = new sqlite.Database(join(at.root, "shop.db"), { readOnly: true });
  try {
    for (const table of TABLES) {
      const columns =
        "count(*), count(distinct id), sum(id), sum(generation), sum(id * generation)";
      const [wanted] = database.all(`select ${columns}, sum(amount * 100) from ${table}`);
      const [found] = await at.query(`select ${columns}, sum(amount * 100) from raw_shop.${table}`);
      expect({ table, found: (found ?? []).map(Number) }).toEqual({
        table,
        found: Object.values(wanted ?? {}).map(Number),
      });
    }
  } finally {
    database.close();
  }
  const twice = await at.query(
    `select id from raw_shop.merged__history group by id, generation, amount, _op having count(*) > 1`,
  );
  expect(twice).toEqual([]);
  const books = await at.query(
    "select count(*) from meta.loads where rows_read <> rows_loaded + rows_rejected + rows_unchanged",
  );
  expect(books).toEqual([[0n]]);
}
