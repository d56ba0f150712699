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

/** With a number of rows, it kills itself when so many have been committed. */
const LOADER = `
const [config, workspaceUrl, ingestUrl, killAfterRows] = JSON.parse(process.argv[1]);
const { openWorkspace } = await import(workspaceUrl);
const { runIngest } = await import(ingestUrl);
const workspace = await openWorkspace(config, { holder: "loader", waitMs: 5000 });
console.log("ready");
let rows = 0;
const onEvent = (event) => {
  if (event.type === "step") rows += event.rows ?? 0;
  if (rows >= (killAfterRows ?? Infinity)) process.kill(process.pid, "SIGKILL");
};
await runIngest({ config, workspace, onEvent, chunkRows: 60 });
await workspace.close();`;

const changing = { cursor: "id", incremental: { param: "since", format: "number" } };
const numbered = { pagination: { type: "page", size: 20 } };
const chained = { pagination: { type: "cursor", next: "next" } };

const TABLES: readonly [string, object][] = [
  ["replace by page", { ...numbered }],
  ["replace by cursor", { ...chained }],
  ["append by page", { ...numbered, ...changing }],
  ["append by cursor", { ...chained, ...changing }],
  ["merge by page", { ...numbered, ...changing, primary_key: "id" }],
  ["merge by cursor", { ...chained, ...changing, primary_key: "id" }],
  ["snapshot by page", { ...numbered, mode: "snapshot", primary_key: "id" }],
];

/** When a loader is killed: after a time, or when rows have been committed. */
interface Kill {
  afterMs?: number;
  afterRows?: number;
}

interface Api {
  /** Ids of the records it has. */
  ids: number[];
  load: (kill?: Kill) => Promise<void>;
  held: (counted: string) => Promise<number[]>;
}

const COUNTED = "count(*), count(distinct id), min(id), max(id)";

async function pagedApi(table: object): Promise<Api> {
  const ids = Array.from({ length: PAGES * PAGE_ROWS }, (_, i) => i + 1);
  const at = await api(({ query }, response) => {
    const from = Number(query["cursor"] ?? Number(query["page"] ?? 1) * PAGE_ROWS - PAGE_ROWS);
    const since = Number(query["since"] ?? 1);
    const all = ids.filter((id) => id >= since).map((id) => ({ id }));
    const items = all.slice(from, from + PAGE_ROWS);
    const next = from + PAGE_ROWS < all.length ? String(from + PAGE_ROWS) : null;
    setTimeout(() => response.end(JSON.stringify({ items, next })), 3);
  });
  const source = { type: "http", base_url: at.url, allow_hosts: ["127.0.0.1"] };
  const crm = httpSchema.parse({ ...source, tables: { t: { path: "/t", ...table } } });
  const config = { ...configOver(temporaryDir(), {}), sources: { crm } };
  const url = await builtRooms();
  const rooms = [url("warehouse/workspace.js"), url("ingest/run.js")];
  return {
    ids,
    load: async ({ afterMs, afterRows } = {}) => {
      const argument = JSON.stringify([config, ...rooms, afterRows]);
      const child = spawn(process.execPath, ["--input-type=module", "-e", LOADER, argument], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const closed = once(child, "close");
      await Promise.race([once(child.stdout, "data"), closed]);
      if (afterMs !== undefined) {
        await sleep(afterMs);
        child.kill("SIGKILL");
      }
      await closed;
      if (afterRows !== undefined) expect(child.signalCode).toBe("SIGKILL");
    },
    held: async (counted) => {
      const workspace = await openWorkspace(config, { holder: "test" });
      const connection = await workspace.connect();
      const result = await connection.runAndReadAll(`select ${counted} from raw_crm.t`);
      connection.closeSync();
      await workspace.close();
      return (result.getRowsJS()[0] ?? []).map(Number);
    },
  };
}

it.each(TABLES)("loads every record once when killed at any moment: %s", async (_, table) => {
  const { ids, load, held } = await pagedApi(table);
  for (let kill = 0; kill < KILLS; kill += 1) await load({ afterMs: 20 + Math.random() * 600 });
  ids.push(601, 602, 603, 604, 605);
  await load();
  expect(await held(COUNTED)).toEqual([605, 605, 1, 605]);
});

it.each(TABLES)(
  "loads every record once when killed behind the last piece: %s",
  async (_, table) => {
    const { ids, load, held } = await pagedApi(table);
    await load({ afterRows: 600 });
    ids.push(601, 602, 603, 604, 605);
    await load({ afterRows: 5 });
    ids.push(606);
    await load();
    expect(await held(COUNTED)).toEqual([606, 606, 1, 606]);
  },
);

it("does not keep what was deleted after a snapshot that was killed behind its last piece", async () => {
  const keyed = { mode: "snapshot", primary_key: "id", deletes: "compare_keys" };
  const { ids, load, held } = await pagedApi({ ...numbered, ...keyed });
  await load({ afterRows: 600 });
  ids.splice(0, 300);
  await load();
  expect(await held("count(*), min(id)")).toEqual([300, 301]);
});
