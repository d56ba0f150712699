import { describe, expect, it, onTestFinished } from "vitest";
import { VersionHub, type Lease } from "../../warehouse/version-hub.js";
import { rollback } from "../../warehouse/versions.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { numberMart, publishSql } from "./publish-fixture.js";

async function valuesSeen(lease: Lease): Promise<number[]> {
  const connection = await lease.reader.connect();
  try {
    const found = await connection.runAndReadAll("select distinct value from sales.number");
    return found.getRowsJson().map(([value]) => Number(value));
  } finally {
    connection.closeSync();
  }
}

function hubOver(
  config: ReturnType<typeof testConfig>,
  options?: { graceMs?: number; maxIdle?: number },
): VersionHub {
  const hub = new VersionHub(config, options);
  onTestFinished(() => hub.close());
  return hub;
}

describe("VersionHub", () => {
  it("hands out the current version and notices the next one at the next acquire", async () => {
    const config = testConfig(temporaryDir());
    const hub = hubOver(config);
    await expect(hub.acquire()).rejects.toMatchObject({ code: "VERSION_NONE" });
    await publishSql(config, numberMart(1));
    const first = await hub.acquire();
    await publishSql(config, numberMart(2));
    const second = await hub.acquire();
    expect(await valuesSeen(first)).toEqual([1]);
    expect(await valuesSeen(second)).toEqual([2]);
    rollback(config, 1);
    const third = await hub.acquire();
    expect(third.reader.manifest.version).toBe(1);
    for (const lease of [first, second, third]) lease.release();
  });

  it("closes superseded versions once nobody holds them, and reopens a kept one on demand", async () => {
    const config = testConfig(temporaryDir());
    const hub = hubOver(config, { graceMs: 60_000, maxIdle: 0 });
    const closed: number[] = [];
    hub.onClose((version) => closed.push(version));
    await publishSql(config, numberMart(1));
    const held = await hub.acquire();
    await publishSql(config, numberMart(2));
    (await hub.acquire()).release();
    expect(closed).toEqual([]);
    held.release();
    held.release();
    await expect.poll(() => closed).toEqual([1]);
    const pinned = await hub.acquire(1);
    expect(await valuesSeen(pinned)).toEqual([1]);
    pinned.release();
    await expect(hub.acquire(99)).rejects.toMatchObject({ code: "VERSION_UNKNOWN" });
  });

  it("serves readers through 60 publications without a failed or mixed read", async () => {
    const config = testConfig(temporaryDir(), { retention: { keep: 3 } });
    const hub = hubOver(config, { graceMs: 50, maxIdle: 2 });
    await publishSql(config, numberMart(1));
    let publishing = true;
    let reads = 0;
    const reader = async (): Promise<void> => {
      while (publishing) {
        const lease = await hub.acquire();
        try {
          expect(await valuesSeen(lease)).toEqual([lease.reader.manifest.version]);
          reads += 1;
        } finally {
          lease.release();
        }
      }
    };
    const readers = [reader(), reader(), reader()];
    for (let version = 2; version <= 60; version += 1)
      await publishSql(config, numberMart(version));
    publishing = false;
    await Promise.all(readers);
    expect(reads).toBeGreaterThan(60);
  });
});
