import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openVersion } from "../../warehouse/version-reader.js";
import { readCurrent, versionsDir } from "../../warehouse/versions.js";
import { builtRooms } from "../built-rooms.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { numberMart, publishSql } from "./publish-fixture.js";

const KILLS = 25;

/** Publishes without end; every version's mart holds one value only: the number the version should get. */
const PUBLISHER = `
const [config, workspaceUrl, publishUrl, versionsUrl] = JSON.parse(process.argv[1]);
const { openWorkspace } = await import(workspaceUrl);
const { publish } = await import(publishUrl);
const { nextNumber, versionsDir, sweep } = await import(versionsUrl);
const workspace = await openWorkspace(config, { holder: "publisher", waitMs: 5000 });
const connection = await workspace.connect();
await connection.run("create schema if not exists sales");
console.log("ready");
for (;;) {
  sweep(versionsDir(config));
  const value = nextNumber(versionsDir(config));
  for (const table of ["a", "b", "c"])
    await connection.run(\`create or replace table sales.\${table} as select \${value} as value from range(20000)\`);
  await publish({ config, workspace, onEvent: () => {},
    build: { loads: [], tests: { passed: 1, failed: 0, warned: 0 }, fingerprint: "x", gitCommit: null } });
}`;

describe("publication killed with SIGKILL", () => {
  it(`leaves a whole version current after each of ${String(KILLS)} kills, and the next run is clean`, async () => {
    const config = testConfig(temporaryDir(), { retention: { keep: 3 } });
    await publishSql(config, numberMart(1));
    const url = await builtRooms();
    const argument = JSON.stringify([
      config,
      url("warehouse/workspace.js"),
      url("warehouse/publish.js"),
      url("warehouse/versions.js"),
    ]);
    let advanced = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = readCurrent(config)?.version ?? 0;
      const child = spawn(process.execPath, ["--input-type=module", "-e", PUBLISHER, argument], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(child.stdout, "data");
      const delay = Math.random() * 250;
      await sleep(delay);
      child.kill("SIGKILL");
      await once(child, "close");
      const current = readCurrent(config)?.version ?? 0;
      expect(current, `killed after ${String(delay)} ms`).toBeGreaterThanOrEqual(before);
      if (current > before) advanced += 1;
      if (current > 1) await expectWhole(config, current);
    }
    expect(advanced).toBeGreaterThan(0);
    const final = await publishSql(config, numberMart(99));
    expect(readCurrent(config)?.version).toBe(final.version);
    const left = readdirSync(versionsDir(config)).filter(
      (name) => !/^\d{6}\.(duckdb|json)$/.test(name),
    );
    expect(left).toEqual(["current.json"]);
  });
});

async function expectWhole(config: ReturnType<typeof testConfig>, version: number): Promise<void> {
  const reader = await openVersion(config);
  const connection = await reader.connect();
  const found = await connection.runAndReadAll(`
    select 'a', count(*), min(value), max(value) from sales.a union all
    select 'b', count(*), min(value), max(value) from sales.b union all
    select 'c', count(*), min(value), max(value) from sales.c order by 1`);
  connection.closeSync();
  reader.close();
  expect(found.getRowsJson()).toEqual(
    ["a", "b", "c"].map((table) => [table, "20000", version, version]),
  );
}
