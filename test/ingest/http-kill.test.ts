import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { httpSource as httpSchema } from "../../warehouse/config-http.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { builtRooms } from "../built-rooms.js";
import { temporaryDir } from "../temporary-dir.js";
import { api } from "./api.js";
import { configOver } from "./landing.js";

const KILLS = 3;
const PAGES = 30;
const PAGE_ROWS = 20;

const LOADER = `
const [config, workspaceUrl, ingestUrl] = JSON.parse(process.argv[1]);
const { openWorkspace } = await import(workspaceUrl);
const { runIngest } = await import(ingestUrl);
const workspace = await openWorkspace(config, { holder: "loader", waitMs: 5000 });
console.log("ready");
await runIngest({ config, workspace, onEvent: () => {}, chunkRows: 60 });
await workspace.close();`;

const changing = { cursor: "id", incremental: { param: "since", format: "number" } };
const numbered = { pagination: { type: "page", size: 20 } };
const chained = { pagination: { type: "cursor", next: "next" } };

it.each([
  ["replace by page", { ...numbered }],
  ["replace by cursor", { ...chained }],
  ["append by page", { ...numbered, ...changing }],
  ["append by cursor", { ...chained, ...changing }],
  ["merge by page", { ...numbered, ...changing, primary_key: "id" }],
  ["merge by cursor", { ...chained, ...changing, primary_key: "id" }],
  ["snapshot by page", { ...numbered, mode: "snapshot", primary_key: "id" }],
])("loads every record once when killed at any moment: %s", async (_, table) => {
  let rows = PAGES * PAGE_ROWS;
  const at = await api(({ query }, response) => {
    const from = Number(query["cursor"] ?? Number(query["page"] ?? 1) * PAGE_ROWS - PAGE_ROWS);
    const since = Number(query["since"] ?? 1);
    const all = Array.from({ length: rows }, (_, i) => ({ id: i + 1 })).slice(since - 1);
    const items = all.slice(from, from + PAGE_ROWS);
    const next = from + PAGE_ROWS < all.length ? String(from + PAGE_ROWS) : null;
    setTimeout(() => response.end(JSON.stringify({ items, next })), 3);
  });
  const root = temporaryDir();
  const source = { type: "http", base_url: at.url, allow_hosts: ["127.0.0.1"] };
  const crm = httpSchema.parse({ ...source, tables: { t: { path: "/t", ...table } } });
  const config = { ...configOver(root, {}), sources: { crm } };
  const url = await builtRooms();
  const argument = JSON.stringify([config, url("warehouse/workspace.js"), url("ingest/run.js")]);
  const load = async (killAfterMs?: number): Promise<void> => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", LOADER, argument], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    await Promise.race([once(child.stdout, "data"), closed]);
    if (killAfterMs !== undefined) {
      await sleep(killAfterMs);
      child.kill("SIGKILL");
    }
    await closed;
  };
  for (let kill = 0; kill < KILLS; kill += 1) await load(20 + Math.random() * 600);
  rows += 5;
  await load();
  const workspace = await openWorkspace(config, { holder: "test" });
  const connection = await workspace.connect();
  const counted = "select count(*), count(distinct id), min(id), max(id) from raw_crm.t";
  const held = (await connection.runAndReadAll(counted)).getRowsJS();
  connection.closeSync();
  await workspace.close();
  expect((held[0] ?? []).map(Number)).toEqual([rows, rows, 1, rows]);
});
