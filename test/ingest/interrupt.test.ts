import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runIngest } from "../../ingest/run.js";
import { runReplay } from "../../ingest/run-replay.js";
import { httpSource } from "../../warehouse/config-http.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { freePort } from "../free-port.js";
import { api } from "./api.js";
import { configOver, landing } from "./landing.js";

const COMMAND = join(import.meta.dirname, "..", "..", "bin", "granary.mjs");

it.each([
  ["ingest", "SIGINT"],
  ["ingest", "SIGTERM"],
  ["run", "SIGINT"],
  ["run", "SIGTERM"],
  ["start", "SIGINT"],
  ["start", "SIGTERM"],
] as const)(
  "ends granary %s in order on %s while it loads, keeps what is committed and goes on from there",
  async (command, signal) => {
    const at = landing();
    const rows = Array.from({ length: 20_000 }, (_, i) => `${String(i)},x\n`).join("");
    for (let n = 10; n < 40; n += 1) at.put(`${String(n)}.csv`, `id,v\n${rows}${String(n)},y\n`);
    const config = join(at.root, "granary.yml");
    writeFileSync(
      config,
      "sources: { shop: { type: files, path: files, tables: { t: { files: '*.csv' } } } }\n",
    );
    const arguments_ = [COMMAND, command, "--config", config];
    const env = { ...process.env, PORT: String(await freePort()) };
    const child = spawn(process.execPath, arguments_, { env, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (!child.killed && said.split('"status":"ok"').length === 3) child.kill(signal);
    });
    const [code] = (await once(child, "close")) as [number];
    expect(said).toContain("INGEST_INTERRUPTED");
    expect(printed).toBe("");
    expect(code).toBe(130);
    const kept = /Loading was stopped. (\d+) loads? with/.exec(said)?.[1];
    const loaded = "select count(*) from meta.loads where status = 'loaded'";
    expect(await at.query(loaded)).toEqual([[BigInt(kept ?? -1)]]);
    expect(Number(kept)).toBeLessThan(30);
    await at.ingest({ t: { files: "*.csv" } });
    expect(await at.query("select count(*), count(distinct _load_id) from raw_shop.t")).toEqual([
      [600_030n, 30n],
    ]);
  },
  60_000,
);

it("stops between the pieces of an API, and the next run continues", async () => {
  const at = landing();
  const stop = new AbortController();
  const { url, asked } = await api(({ query: { page } }) => {
    if (asked.length === 5) stop.abort();
    return Number(page) <= 8 ? [{ id: Number(page) }] : [];
  });
  const source = httpSource.parse({
    type: "http",
    base_url: url,
    allow_hosts: ["127.0.0.1"],
    tables: { t: { path: "/t", primary_key: "id", pagination: { type: "page" } } },
  });
  const config = { ...configOver(at.root, {}), sources: { shop: source } };
  const run = async (signal?: AbortSignal): Promise<unknown> => {
    const workspace = await openWorkspace(config, { holder: "test" });
    const onEvent = (): undefined => undefined;
    try {
      const more = signal === undefined ? {} : { signal };
      return await runIngest({ config, workspace, onEvent, chunkRows: 2, ...more });
    } finally {
      await workspace.close();
    }
  };
  await expect(run(stop.signal)).rejects.toMatchObject({ code: "INGEST_INTERRUPTED" });
  const before = asked.length;
  await run();
  expect(asked[before]?.query["page"]).not.toBe("1");
  expect(await at.query("select count(*), count(distinct id) from raw_shop.t")).toEqual([[8n, 8n]]);
});

it("stops a replay", async () => {
  const at = landing();
  at.put("a.csv", "id\n1\nx\n");
  await at.ingest({ t: { files: "*.csv", columns: { id: "BIGINT" }, onError: "quarantine" } });
  const config = configOver(at.root, { t: { files: "*.csv", columns: { id: "VARCHAR" } } });
  const workspace = await openWorkspace(config, { holder: "test" });
  const replay = runReplay({
    config,
    workspace,
    onEvent: () => undefined,
    signal: AbortSignal.abort(),
  });
  await expect(replay).rejects.toMatchObject({ code: "INGEST_INTERRUPTED" });
  await workspace.close();
  expect(await at.query("select count(*) from meta.quarantine")).toEqual([[1n]]);
});
