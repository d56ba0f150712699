import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VersionHub } from "../../warehouse/version-hub.js";
import { createMartFixture, type MartFixture } from "./mart-fixture.js";
import { serveLayer, type ServedLayer } from "./served-layer.js";

const TOTAL = { measures: ["sales.gross", "sales.line_count"] };

let marts: MartFixture;
let served: ServedLayer;

beforeAll(async () => {
  marts = await createMartFixture();
  await marts.publishMarts();
  served = await serveLayer(
    marts.config,
    new VersionHub(marts.config, { graceMs: 50, maxIdle: 2 }),
  );
});

afterAll(async () => {
  await served.close();
  await marts.close();
});

describe("a request", () => {
  it("reads the current version and names it", async () => {
    const first = await marts.publishMarts(1);
    expect((await served.load(TOTAL)).version).toBe(String(first));
    const second = await marts.publishMarts(2);
    expect((await served.load(TOTAL)).version).toBe(String(second));
  });

  it("reads an older version when it asks for it", async () => {
    const older = await marts.publishMarts(1);
    const before = await served.load(TOTAL);
    await marts.publishMarts(3);
    const pinned = await served.load(TOTAL, { "x-granary-version": String(older) });
    expect(pinned.version).toBe(String(older));
    expect(pinned.body.data).toEqual(before.body.data);
    expect((await served.load(TOTAL)).body.data).not.toEqual(before.body.data);
  });

  it.each(["9999", "latest", "-1", "1.5"])("for version %s is answered 410", async (version) => {
    const { status, body } = await served.load(TOTAL, { "x-granary-version": version });
    expect({ status, code: body.code }).toEqual({ status: 410, code: "VERSION_UNKNOWN" });
  });
});

describe("publishing while clients query", () => {
  it("fails no request, and every answer is that of the version it names", async () => {
    const totals = new Map<string, string>();
    const seen: { version: string | null; gross: string | null | undefined; status: number }[] = [];
    let publishing = true;
    const dimensions = [[], ["sales.category_name"], ["sales.channel_name"], ["sales.order_year"]];
    const client = async (offset: number): Promise<void> => {
      for (let turn = offset; publishing; turn += 1) {
        const { status, version, body } = await served.load({
          ...TOTAL,
          dimensions: dimensions[turn % dimensions.length],
        });
        const sum = (body.data ?? []).reduce((acc, row) => acc + Number(row["sales.gross"]), 0);
        seen.push({ version, gross: sum.toFixed(2), status });
      }
    };
    const clients = [0, 1, 2, 3].map(client);
    for (let factor = 1; factor <= 8; factor += 1) {
      const version = await marts.publishMarts(factor);
      const [row] = await served.sql(
        "select sum(gross_amount)::double as gross from sales.fct_order_line",
      );
      totals.set(String(version), Number(row?.["gross"]).toFixed(2));
      await sleep(50);
    }
    publishing = false;
    await Promise.all(clients);
    expect(seen.length).toBeGreaterThan(50);
    expect(seen.filter(({ status }) => status !== 200)).toEqual([]);
    const known = seen.filter(({ version }) => totals.has(version ?? ""));
    expect(new Set(known.map(({ version }) => version)).size).toBeGreaterThan(4);
    expect(known.filter(({ version, gross }) => totals.get(version ?? "") !== gross)).toEqual([]);
  });

  it("leaves nothing behind after 200 versions", async () => {
    const publishAndRead = async (times: number): Promise<void> => {
      for (let turn = 0; turn < times; turn += 1) {
        const version = marts.copyVersion();
        const answer = await served.load({ ...TOTAL, dimensions: ["sales.product_name"] });
        expect(answer).toMatchObject({ status: 200, version: String(version) });
      }
      await sleep(300);
    };
    await publishAndRead(20);
    const before = usage();
    await publishAndRead(200);
    const after = usage();
    expect(served.layer.openVersions).toBeLessThanOrEqual(4);
    expect(after.files).toBeLessThanOrEqual(before.files + 5);
    expect(after.resources).toBeLessThanOrEqual(before.resources + 5);
    expect(after.heapMb - before.heapMb).toBeLessThan(8);
  });
});

function usage(): { heapMb: number; files: number; resources: number } {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const descriptors = "/proc/self/fd";
  return {
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
    files: existsSync(descriptors) ? readdirSync(descriptors).length : 0,
    // Cube waits for answers with timers of ten seconds, which it lets run out.
    resources: process.getActiveResourcesInfo().filter((kind) => kind !== "Timeout").length,
  };
}
