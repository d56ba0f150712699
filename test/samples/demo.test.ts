import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo, type DemoManifest } from "../../samples/demo/generate.js";
import { extractsBelow, hashesBelow } from "./extracts.js";

const root = mkdtempSync(join(tmpdir(), "granary-demo-"));

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Wishes {
  scale?: number;
  seed?: number;
  until?: string;
  period?: "year" | "month";
}

const generate = (name: string, over: Wishes = {}) =>
  generateDemo({
    scale: 0.01,
    seed: 42,
    until: "2023-06-30",
    outDir: join(root, name),
    onEvent: () => undefined,
    ...over,
  });

const hashesOf = (name: string) => hashesBelow(join(root, name));

describe("the demo generator", () => {
  let manifest: DemoManifest;

  beforeAll(async () => {
    manifest = await generate("first");
  });

  it("writes the same bytes for the same seed", async () => {
    await generate("second");
    expect(hashesOf("second")).toEqual(hashesOf("first"));
  });

  it("writes other data for another seed", async () => {
    const other = await generate("other", { seed: 43 });
    const orders = (m: DemoManifest) => m.files.find((f) => f.path === "erp/sales_order/2023.csv");
    expect(orders(manifest)?.rows).toBeGreaterThan(0);
    expect(orders(other)?.sha256).not.toBe(orders(manifest)?.sha256);
  });

  it("lists every file with its hash in a manifest", () => {
    const { "manifest.json": ownHash, ...files } = hashesOf("first");
    expect(ownHash).toBeDefined();
    expect(Object.fromEntries(manifest.files.map((f) => [f.path, f.sha256]))).toEqual(files);
    expect(JSON.parse(readFileSync(join(root, "first/manifest.json"), "utf8"))).toEqual(manifest);
  });

  it("replaces an earlier demo as a whole", async () => {
    await generate("replaced", { seed: 1 });
    await generate("replaced");
    expect(hashesOf("replaced")).toEqual(hashesOf("first"));
    expect(readdirSync(root).filter((name) => /partial|previous/.test(name))).toEqual([]);
  });

  it("leaves the earlier demo as it was when it fails half-way", async () => {
    await generate("kept");
    const failing = generateDemo({
      scale: 0.01,
      seed: 5,
      until: "2023-06-30",
      outDir: join(root, "kept"),
      onEvent: (event) => {
        if (event.type === "progress" && event.done > 60) throw new Error("disk full");
      },
    });
    await expect(failing).rejects.toThrow("disk full");
    expect(hashesOf("kept")).toEqual(hashesOf("first"));
    expect(readdirSync(root)).not.toContain("kept.partial");
  });

  it("refuses a directory with files that are no demo", async () => {
    mkdirSync(join(root, "foreign"));
    writeFileSync(join(root, "foreign/thesis.txt"), "years of work");
    await expect(generate("foreign")).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
    expect(readdirSync(join(root, "foreign"))).toEqual(["thesis.txt"]);
  });
});

describe("a later end", () => {
  // A day after the opening, a month's last and first day, a leap day, the days of planted events, a year's turn.
  const dates = [
    "2023-01-02",
    "2023-04-30",
    "2023-05-01",
    "2023-12-31",
    "2024-01-01",
    "2024-02-29",
    "2024-07-01",
    "2024-09-02",
    "2024-11-15",
  ];

  it.each(["year", "month"] as const)(
    "only adds to what was written (files by %s)",
    async (period) => {
      const scaled = { period, scale: 0.005 };
      await generate(`long-${period}`, { ...scaled, until: "2024-12-31" });
      const long = extractsBelow(join(root, `long-${period}`));
      for (const until of dates) {
        await generate("short", { ...scaled, until });
        for (const [path, bytes] of extractsBelow(join(root, "short"))) {
          const same = long.get(path)?.subarray(0, bytes.length);
          expect(same?.equals(bytes), `${path} until ${until}`).toBe(true);
        }
      }
    },
  );
});
