import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RollupFault } from "../../../cube/rollups/rollups.js";
import { DuckDBInstance } from "@duckdb/node-api";
import { nextNumber, retain, rollupFile, versionsDir } from "../../../warehouse/versions.js";
import { createMartFixture, type MartFixture } from "../mart-fixture.js";
import { serveLayer, type ServedLayer } from "../served-layer.js";
import { rollupModelDir, ROLLUP_MODEL } from "./rollup-model.js";

const modelDir = rollupModelDir();
const faults: RollupFault[] = [];
let marts: MartFixture;
let served: ServedLayer;
let version: number;

beforeAll(async () => {
  marts = await createMartFixture(modelDir);
  version = await marts.publishMarts();
  served = await serveLayer(marts.config, undefined, {
    modelDir,
    limits: { shadowShare: 1 },
    onRollupFault: (fault) => faults.push(fault),
  });
});

afterAll(async () => {
  await served.close();
  await marts.close();
  rmSync(modelDir, { recursive: true });
});

const lastSource = (): string | undefined => served.answered.at(-1)?.source;

describe("rollups", () => {
  it("answer what they hold, and say so", async () => {
    const { status } = await served.load({
      measures: ["v.net", "v.price"],
      dimensions: ["v.category"],
      timeDimensions: [{ dimension: "v.date", granularity: "quarter" }],
    });
    expect(status).toBe(200);
    expect(served.answered.at(-1)).toMatchObject({ source: "rollup", rollups: ["lines.by_day"] });
    expect(String(served.executed.at(-1))).toMatch(
      /FROM rollups\.main\."lines__by_day_[0-9a-f]{16}"/,
    );
  });

  it.each([
    ["distinct counts", { measures: ["v.orders"] }],
    ["ratios over distinct counts", { measures: ["v.order_value"] }],
    ["means", { measures: ["v.mean"] }],
    ["dimensions they lack", { measures: ["v.net"], dimensions: ["v.quantity"] }],
    [
      "filters on what they lack",
      { measures: ["v.net"], filters: [{ member: "v.quantity", operator: "gt", values: ["3"] }] },
    ],
    ["rows", { dimensions: ["v.line_key"], ungrouped: true }],
  ])("leave %s to the tables", async (_what, query) => {
    expect((await served.load(query)).status).toBe(200);
    expect(lastSource()).toBe("engine");
  });

  it("give exactly what the tables give, whatever is asked", async () => {
    const raw = await serveLayer(marts.config, undefined, {
      modelDir: rollupModelDir(withoutRollups()),
    });
    const random = mulberry(7);
    let used = 0;
    for (let turn = 0; turn < 150; turn += 1) {
      const query = randomQuery(random);
      const [fast, slow] = await Promise.all([served.load(query), raw.load(query)]);
      expect(fast.status, JSON.stringify(query)).toBe(200);
      if (lastSource() === "rollup") used += 1;
      expect(sorted(fast.body.data), JSON.stringify(query)).toEqual(sorted(slow.body.data));
    }
    await raw.close();
    expect(used).toBeGreaterThan(50);
    expect(faults).toEqual([]);
  });
});

describe("a version", () => {
  it("without its rollup file answers all the same", async () => {
    const next = marts.copyVersion();
    const { version: answeredFrom, body } = await served.load({ measures: ["v.net"] });
    expect({ answeredFrom, source: lastSource(), error: body.error }).toEqual({
      answeredFrom: String(next),
      source: "engine",
    });
    expect(body.data).toHaveLength(1);
  });

  it("whose rollups were made by another model answers without them", async () => {
    const other = rollupModelDir(
      ROLLUP_MODEL.replace(
        '"{CUBE}.net_amount", type: sum }',
        '"{CUBE}.net_amount * 2", type: sum }',
      ),
    );
    const answered: unknown[] = [];
    const layer = await serveLayer(marts.config, undefined, {
      modelDir: other,
      onAnswered: ({ source }) => answered.push(source),
    });
    const { status } = await layer.load(
      { measures: ["v.net"] },
      { "x-granary-version": String(version) },
    );
    expect({ status, answered }).toEqual({ status: 200, answered: ["engine"] });
    await layer.close();
  });

  it("that was never finished leaves no rollups behind", async () => {
    const dir = versionsDir(marts.config);
    const next = nextNumber(dir);
    writeFileSync(rollupFile(dir, next), "half");
    writeFileSync(`${rollupFile(dir, next)}.1.tmp`, "half");
    writeFileSync(rollupFile(dir, next + 7), "half");
    expect(await marts.publishMarts()).toBe(next);
    expect(
      readdirSync(dir).filter((name) => name.includes(String(next + 7)) || name.endsWith(".tmp")),
    ).toEqual([]);
    await served.load({ measures: ["v.net"], limit: 9 });
    expect(lastSource()).toBe("rollup");
  });

  it("takes its rollup file with it when retention deletes it", () => {
    const dir = versionsDir(marts.config);
    const config = { ...marts.config, retention: { keep: 1 } };
    expect(existsSync(rollupFile(dir, version))).toBe(true);
    retain(dir, config.retention.keep);
    expect(existsSync(rollupFile(dir, version))).toBe(false);
  });

  it("loses a rollup that tells something else than the tables", async () => {
    const honest = await marts.publishMarts();
    const dir = versionsDir(marts.config);
    const forged = marts.copyVersion();
    copyFileSync(rollupFile(dir, honest), rollupFile(dir, forged));
    await forge(rollupFile(dir, forged));
    const query = { measures: ["v.net"], dimensions: ["v.category"] };
    await served.load(query);
    expect(lastSource()).toBe("rollup");
    await expect
      .poll(() => faults.at(-1))
      .toMatchObject({ version: forged, rollups: ["lines.by_day"] });
    const truth = await served.load(query);
    expect(lastSource()).toBe("engine");
    const { body } = await served.load(query, { "x-granary-version": String(honest) });
    expect(truth.body.data).toEqual(body.data);
  });
});

async function forge(file: string): Promise<void> {
  chmodSync(file, 0o644);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const found = await connection.runAndReadAll("select table_name from duckdb_tables()");
  for (const [table] of found.getRowsJson()) {
    await connection.run(
      `update "${table as string}" set lines__net = lines__net + 1 where rowid = 0`,
    );
  }
  connection.closeSync();
  instance.closeSync();
}

function withoutRollups(): string {
  return ROLLUP_MODEL.replace(/ {4}pre_aggregations:[\s\S]*?(?=views:)/, "");
}

type Random = () => number;

function mulberry(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function some<T>(random: Random, from: readonly T[], share: number): T[] {
  return from.filter(() => random() < share);
}

function one<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

const MEASURES = [
  "net",
  "units",
  "count",
  "largest",
  "smallest",
  "price",
  "big_net",
  "orders",
  "order_value",
];

function randomQuery(random: Random): object {
  const measures = some(random, MEASURES, 0.25);
  const granularity = one(random, [undefined, "day", "week", "month", "quarter", "year"]);
  const days = ["2012-01-01", "2012-02-15", "2012-12-31", "2013-04-01", "2013-12-31"].sort(
    () => random() - 0.5,
  );
  const dateRange = random() < 0.6 ? days.slice(0, 2).sort() : undefined;
  const filters = [
    { member: "v.category", operator: "equals", values: ["Category 1"] },
    { member: "v.brand", operator: "notSet" },
    { member: "v.brand", operator: "notEquals", values: ["Brand 1"] },
    { member: "v.channel", operator: "gt", values: ["1"] },
    { member: "v.source", operator: "contains", values: ["DEM"] },
    { member: "v.quantity", operator: "lt", values: ["4"] },
    { member: "v.net", operator: "gt", values: ["2000"] },
    { member: "v.category", operator: "equals", values: ["No such"] },
  ];
  return {
    measures: (measures.length > 0 ? measures : ["net"]).map((name) => `v.${name}`),
    dimensions: some(random, ["v.category", "v.brand", "v.channel", "v.source"], 0.3),
    timeDimensions:
      (granularity ?? dateRange) ? [{ dimension: "v.date", granularity, dateRange }] : [],
    filters: some(random, filters, 0.12),
    timezone: one(random, ["UTC", "Asia/Shanghai", "America/New_York"]),
  };
}

function sorted(rows: readonly object[] = []): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
