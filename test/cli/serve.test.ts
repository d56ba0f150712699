import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import cube from "@cubejs-client/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { readCurrent } from "../../warehouse/versions.js";
import { createMartFixture } from "../cube/mart-fixture.js";
import { freePort } from "../free-port.js";
import { granary, granaryProcess, repository, writeDemoConfig } from "../granary-command.js";
import { temporaryDir } from "../temporary-dir.js";

const PUBLICATIONS = 200;

async function ready(server: { output: () => string }): Promise<string> {
  await expect
    .poll(() => server.output(), { timeout: 90_000, interval: 100 })
    .toMatch(/is ready: http:\/\/[^\s]+/);
  return /is ready: (http:\/\/[^\s/]+:\d+)/.exec(server.output())?.[1] ?? "";
}

async function json(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  return (await response.json()) as Record<string, unknown>;
}

describe("granary start", () => {
  it("goes from nothing to a served figure, says so again when it runs, and stops cleanly", async () => {
    const dir = temporaryDir();
    writeDemoConfig(dir);
    const env = { PORT: String(await freePort()) };
    const server = granaryProcess(["start"], { cwd: dir, env });
    const url = await ready(server);
    expect(url).toBe(`http://127.0.0.1:${env.PORT}`);
    expect(await json(`${url}/api/status`)).toMatchObject({ version: 1, asOfDate: "2025-12-31" });
    expect(await (await fetch(url)).text()).toContain("<div id=");

    const api = cube("unused", { apiUrl: `${url}/cubejs-api/v1` });
    const figure = await api.load({ measures: ["sales.net_revenue", "sales.line_count"] });
    const sql = "select sum(net_amount) as net, count(*) as lines from sales.fct_order_line";
    const direct = await granary(["query", sql, "--format", "csv"], { cwd: dir });
    const [row] = figure.rawData();
    expect(`${String(row?.["sales.net_revenue"])},${String(row?.["sales.line_count"])}`).toBe(
      direct.stdout.split("\r\n")[1],
    );

    const second = await granary(["start"], { cwd: dir, env });
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(`Granary is already running: ${url} (version 1)`);

    const run = await granary(["run", "--force"], { cwd: dir });
    expect(run.code).toBe(0);
    expect(await json(`${url}/api/status`)).toMatchObject({ version: 2 });

    server.child.kill("SIGINT");
    const ended = await server.ended;
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain("Stopped.");

    const restarted = granaryProcess(["start"], { cwd: dir, env });
    await ready(restarted);
    const building = "Building and testing the models";
    expect(server.output()).toContain(building);
    expect(restarted.output()).not.toContain(building);
    expect(readCurrent({ dataDir: join(dir, "data") })?.version).toBe(2);
    restarted.child.kill("SIGTERM");
    expect((await restarted.ended).code).toBe(0);
  });

  it("serves the last version that passed when the build fails", async () => {
    const dir = temporaryDir();
    const file = writeDemoConfig(dir);
    expect((await granary(["run"], { cwd: dir })).code).toBe(0);
    const orders = join(dir, "demo", "erp", "sales_order", "2025.csv");
    writeFileSync(orders, readFileSync(orders, "utf8").replace("order_date", "date_of_order"));
    const env = { PORT: String(await freePort()) };
    const server = granaryProcess(["start", "--config", file], { env });
    const url = await ready(server);
    expect(server.output()).toContain("error INGEST_HEADER_MISMATCH");
    expect(server.output()).toContain("Serving version 1, the last that passed.");
    expect(await json(`${url}/api/status`)).toMatchObject({ version: 1 });
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  });

  it("names a port that another program uses, before it builds anything", async () => {
    const stranger = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
    await once(stranger, "listening");
    onTestFinished(() => {
      stranger.close();
    });
    const address = stranger.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const dir = temporaryDir();
    writeDemoConfig(dir);
    const refused = await granary(["start"], { cwd: dir, env: { PORT: String(port) } });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`error PORT_IN_USE: Port ${String(port)}`);
    expect(readCurrent({ dataDir: join(dir, "data") })).toBeUndefined();
  });

  it("asks everybody for the token when other machines can reach it", async () => {
    const dir = temporaryDir();
    writeDemoConfig(dir);
    expect((await granary(["run"], { cwd: dir })).code).toBe(0);
    const env = { PORT: String(await freePort()), HOST: "0.0.0.0" };
    const server = granaryProcess(["serve"], { cwd: dir, env });
    await ready(server);
    const token = /\?token=(\S+)/.exec(server.output())?.[1] ?? "";
    const base = `http://127.0.0.1:${env.PORT}`;
    const load = `${base}/cubejs-api/v1/load?query=${encodeURIComponent('{"measures":["sales.line_count"]}')}`;
    expect((await fetch(`${base}/api/status`)).status).toBe(401);
    expect((await fetch(load)).status).toBe(401);
    const authorization = `Bearer ${token}`;
    expect((await fetch(load, { headers: { authorization } })).status).toBe(200);
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  });
});

describe("the schedule", () => {
  it("publishes a new version while the page keeps answering", async () => {
    const dir = temporaryDir();
    writeFileSync(
      join(dir, "jobs.yml"),
      'jobs:\n  - { name: often, cron: "*/5 * * * * *", run: pipeline }\n',
    );
    writeDemoConfig(dir, "jobs_file: jobs.yml\n");
    expect((await granary(["run"], { cwd: dir })).code).toBe(0);
    const env = { PORT: String(await freePort()) };
    const server = granaryProcess(["serve"], { cwd: dir, env });
    const url = await ready(server);
    const accounts = join(dir, "demo", "crm", "Account", "2025.csv");
    const [heading = ""] = readFileSync(accounts, "utf8").split("\n");
    const account: Record<string, string> = {
      Id: "001TESTTESTTESTAAA",
      Name: "Later Customer",
      IsPersonAccount: "false",
      BillingCity: "Harbour",
      CreatedDate: "2025-12-30T00:00:00Z",
      SystemModstamp: "2025-12-30T00:00:00Z",
      IsDeleted: "false",
    };
    const fields = heading.split(",").map((column) => account[column] ?? "");
    const added = `${fields.join(",")}\n`;
    appendFileSync(accounts, added);
    let slowest = 0;
    for (;;) {
      const asked = Date.now();
      const status = await json(`${url}/api/status`);
      slowest = Math.max(slowest, Date.now() - asked);
      if (status["version"] === 2) break;
      expect(status["version"]).toBe(1);
      expect(server.output()).not.toMatch(/error [A-Z]/);
      await sleep(50);
    }
    expect(slowest).toBeLessThan(2_000);
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  });
});

describe("publication under load", () => {
  it(`fails no request and mixes no versions through ${String(PUBLICATIONS)} publications`, async () => {
    const fixture = await createMartFixture();
    onTestFinished(() => fixture.close());
    const dir = fixture.config.rootDir;
    const file = join(dir, "granary.yml");
    writeFileSync(
      file,
      `project_dir: ${JSON.stringify(repository)}\njobs_file: none.yml\nsources: { s: { type: files, path: x, tables: { t: { files: x.csv } } } }\n`,
    );
    await fixture.publishMarts(1);
    const server = granaryProcess(["serve", "--config", file], {
      env: { PORT: String(await freePort()) },
    });
    const url = await ready(server);
    let publishing = true;
    let answers = 0;
    const versions = new Set<number>();
    const client = async (measures: readonly string[]): Promise<void> => {
      const query = encodeURIComponent(JSON.stringify({ measures }));
      while (publishing) {
        const response = await fetch(`${url}/cubejs-api/v1/load?query=${query}`);
        const body = (await response.json()) as { data?: Record<string, string>[]; error?: string };
        if (body.error === "Continue wait") continue;
        expect(response.status, body.error).toBe(200);
        const version = Number(response.headers.get("x-granary-version"));
        // Version n holds the marts with every amount multiplied by n.
        const gross = Number(body.data?.[0]?.["sales.gross"]);
        const cost = Number(body.data?.[0]?.["sales.cost"]);
        expect(gross / version).toBeCloseTo(grossOfOne, 2);
        expect(cost / version).toBeCloseTo(grossOfOne * 0.6, 1);
        versions.add(version);
        answers += 1;
      }
    };
    const first = await fetch(
      `${url}/cubejs-api/v1/load?query=${encodeURIComponent('{"measures":["sales.gross"]}')}`,
    );
    const grossOfOne = Number(
      ((await first.json()) as { data: Record<string, string>[] }).data[0]?.["sales.gross"],
    );
    const clients = [
      client(["sales.gross", "sales.cost"]),
      client(["sales.cost", "sales.gross", "sales.order_count"]),
    ];
    for (let version = 2; version <= PUBLICATIONS + 1; version += 1) {
      expect(await fixture.publishMarts(version)).toBe(version);
    }
    publishing = false;
    await Promise.all(clients);
    expect(answers).toBeGreaterThan(PUBLICATIONS);
    expect(versions.size).toBeGreaterThan(PUBLICATIONS / 4);
    server.child.kill("SIGINT");
    expect((await server.ended).code).toBe(0);
  }, 240_000);
});
