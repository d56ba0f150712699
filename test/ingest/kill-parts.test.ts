import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { builtRooms } from "../built-rooms.js";
import { configOver, landing } from "./landing.js";

const KILLS = 4;
const ROWS = 300_000;

const LOADER = `
const [config, workspaceUrl, ingestUrl] = JSON.parse(process.argv[1]);
const { openWorkspace } = await import(workspaceUrl);
const { runIngest } = await import(ingestUrl);
const workspace = await openWorkspace(config, { holder: "loader", waitMs: 5000 });
console.log("ready");
await runIngest({ config, workspace, onEvent: () => {} });
await workspace.close();`;

it("leaves nothing of a large file that was loaded in part when killed, and loads it whole on the next run", async () => {
  const at = landing();
  const tables = { parts: { files: "*.csv" } };
  const url = await builtRooms();
  const modules = [url("warehouse/workspace.js"), url("ingest/run.js")];
  const argument = JSON.stringify([configOver(at.root, tables), ...modules]);
  const put = (file: string): void => {
    const filler = `,${file} ${"x".repeat(220)}\n`;
    const lines = Array.from({ length: ROWS }, (_, i) => `${String(i + 1)}${filler}`);
    at.put(`${file}.csv`, `id,note\n${lines.join("")}`);
  };
  put("a");
  const started = performance.now();
  await at.ingest(tables);
  const usualMs = performance.now() - started;
  put("b");
  const whole = [BigInt(ROWS), (BigInt(ROWS) * BigInt(ROWS + 1)) / 2n];
  const held = `select _source_file, count(*), sum(_source_position) from raw_shop.parts
    group by all order by 1`;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", LOADER, argument], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    await Promise.race([once(child.stdout, "data"), closed]);
    await sleep(((kill + Math.random()) / KILLS) * usualMs);
    child.kill("SIGKILL");
    await closed;
    const files = await at.query(held);
    expect(files.every(([, rows, sum]) => rows === whole[0] && sum === whole[1])).toBe(true);
    expect(files.map(([file]) => file)).toEqual(
      await at
        .query("select file from meta.loads where status = 'loaded' order by 1")
        .then((rows) => rows.map(([file]) => file)),
    );
  }
  await at.ingest(tables);
  expect(await at.query(held)).toEqual([
    ["a.csv", ...whole],
    ["b.csv", ...whole],
  ]);
  expect(readdirSync(join(at.root, "data", "spool"))).toEqual([]);
}, 180_000);
