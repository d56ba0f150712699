import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { builtRooms } from "../built-rooms.js";
import { configOver, landing, type Landing } from "./landing.js";

const KILLS = 6;
const FILES = 5;
const ROWS = 20_000;

const LOADER = `
const [config, workspaceUrl, ingestUrl] = JSON.parse(process.argv[1]);
const { openWorkspace } = await import(workspaceUrl);
const { runIngest } = await import(ingestUrl);
const workspace = await openWorkspace(config, { holder: "loader", waitMs: 5000 });
console.log("ready");
await runIngest({ config, workspace, onEvent: () => {} });
await workspace.close();`;

/** Every file holds one number only, so that a half replaced file would show two. */
function putGeneration(at: Landing, generation: number): void {
  for (let file = 0; file < FILES; file += 1) {
    const row = `${String(file)},${String(generation)}\n`;
    at.put(`part${String(file)}.csv`, `file,generation\n${row.repeat(ROWS)}`);
  }
}

it("keeps data and log in step when killed at any moment, and finishes on the next run", async () => {
  const at = landing();
  const tables = { parts: { files: "*.csv" } };
  const url = await builtRooms();
  const modules = [url("warehouse/workspace.js"), url("ingest/run.js")];
  const argument = JSON.stringify([configOver(at.root, tables), ...modules]);
  putGeneration(at, 0);
  const started = performance.now();
  await at.ingest(tables);
  const usualMs = performance.now() - started;
  let finished = 0;
  for (let generation = 1; generation <= KILLS; generation += 1) {
    putGeneration(at, generation);
    const child = spawn(process.execPath, ["--input-type=module", "-e", LOADER, argument], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    await Promise.race([once(child.stdout, "data"), closed]);
    await sleep(Math.random() * 0.8 * usualMs);
    if (!child.kill("SIGKILL")) finished += 1;
    await closed;
    await expectInStep(at);
  }
  expect(finished).toBeLessThan(KILLS);
  await at.ingest(tables);
  await expectInStep(at);
  expect(await at.query("select distinct generation from raw_shop.parts")).toEqual([
    [BigInt(KILLS)],
  ]);
});

async function expectInStep(at: Landing): Promise<void> {
  const held = await at.query(`
    select file, count(*), count(distinct generation), count(distinct _load_id)
    from raw_shop.parts group by all order by file`);
  expect(held).toEqual(
    Array.from({ length: FILES }, (_, file) => [BigInt(file), BigInt(ROWS), 1n, 1n]),
  );
  const logged = "select load_id, rows_loaded from meta.loads where status = 'loaded'";
  const counted = "select _load_id, count(*) from raw_shop.parts group by all";
  expect(
    await at.query(`(${logged} except ${counted}) union all (${counted} except ${logged})`),
  ).toEqual([]);
}
