import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";
import type { DemoManifest } from "../../samples/demo/output/manifest.js";
import type { EventSink } from "../../warehouse/events.js";
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
  extend?: boolean;
  openMonths?: boolean;
  outDir?: string;
  onEvent?: EventSink;
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

  it("writes where a link leads, and leaves the link", async () => {
    mkdirSync(join(root, "large-disk"));
    symlinkSync(join(root, "large-disk"), join(root, "linked"));
    await generate("linked", { until: "2023-01-05" });
    expect(lstatSync(join(root, "linked")).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(root, "large-disk"))).toContain("manifest.json");
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

  it.each([
    { scale: 0 },
    { scale: -1 },
    { scale: Number.NaN },
    { seed: 1.5 },
    { until: "2023-02-31" },
    { until: "2022-12-31" },
    { until: "tomorrow" },
    { until: "2041-01-01" },
    { scale: 1e-5 },
    { scale: 1e-300 },
    { seed: -1 },
    { seed: 2 ** 32 },
  ])("refuses %o before anything is written", async (over) => {
    await expect(generate("impossible", over)).rejects.toMatchObject({ code: "USAGE" });
    expect(readdirSync(root)).not.toContain("impossible");
  });

  it("says where it cannot write", async () => {
    const file = join(root, "a-file");
    writeFileSync(file, "");
    for (const outDir of [file, join(file, "below"), "/proc/nope", "/proc/nope/below"]) {
      await expect(generate("", { outDir })).rejects.toMatchObject({
        code: "DEMO_OUTPUT_UNWRITABLE",
      });
    }
    expect(readFileSync(file, "utf8")).toBe("");
  });

  it("refuses a directory with files that are no demo", async () => {
    mkdirSync(join(root, "foreign"));
    writeFileSync(join(root, "foreign/thesis.txt"), "years of work");
    await expect(generate("foreign")).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
    expect(readdirSync(join(root, "foreign"))).toEqual(["thesis.txt"]);
  });

  it.each(["partial", "previous"])("refuses to delete a foreign %s directory", async (suffix) => {
    const name = `beside-${suffix}`;
    mkdirSync(join(root, `${name}.${suffix}`));
    const note = join(root, `${name}.${suffix}`, "thesis.txt");
    writeFileSync(note, "years of work");
    await expect(generate(name)).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
    expect(readFileSync(note, "utf8")).toBe("years of work");
    rmSync(note);
    mkdirSync(join(root, `${name}.${suffix}`, "erp/order_line"), { recursive: true });
    writeFileSync(join(root, `${name}.${suffix}`, "erp/order_line/2023.csv"), "order_no");
    writeFileSync(join(root, `${name}.${suffix}`, "marketing.touch.day"), "{}");
    await generate(name);
    expect(readdirSync(root)).not.toContain(`${name}.${suffix}`);
  });

  it.each([false, true])("refuses to delete files beside its own (extend: %s)", async (extend) => {
    const name = `shared-${String(extend)}`;
    await generate(name, { until: "2023-01-05" });
    const note = join(root, name, "erp/order_line/mine.csv");
    writeFileSync(note, "a,b\n");
    writeFileSync(join(root, name, ".DS_Store"), "");
    const again = () => generate(name, { until: "2023-01-06", extend });
    await expect(again()).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
    expect(readFileSync(note, "utf8")).toBe("a,b\n");
    rmSync(note);
    expect((await again()).until).toBe("2023-01-06");
  });

  it("leaves Parquet of a running month out, and counts so, unless it is to be whole", async () => {
    const until = "2023-02-10";
    const visitsOf = ({ files }: DemoManifest): number =>
      files.reduce((sum, { path, rows }) => sum + (path.endsWith(".parquet") ? rows : 0), 0);
    const told: number[] = [];
    const onEvent: EventSink = (event) => {
      if (event.type === "step" && event.name === "marketing.web_visit") told.push(event.rows ?? 0);
    };
    const months = visitsOf(await generate("over", { until, onEvent }));
    const whole = visitsOf(await generate("running", { until, openMonths: true, onEvent }));
    expect(told).toEqual([months, whole]);
    expect(whole).toBeGreaterThan(months);
    expect(readdirSync(join(root, "running/marketing/web_visit"))).toContain("2023-02.parquet");
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

describe("an extended demo", () => {
  const dates = ["2023-05-10", "2023-05-31", "2023-06-01", "2023-06-20"];

  beforeAll(async () => {
    for (const until of dates) await generate("grown", { until, extend: until !== dates[0] });
    await generate("whole", { until: "2023-06-20" });
    await generate("month-over", { until: "2023-06-30" });
  });

  it("leaves earlier files alone and has the same records as one written at once", async () => {
    const grown = linesByFolder("grown");
    const whole = linesByFolder("whole");
    for (const [folder, lines] of whole) expect(grown.get(folder), folder).toEqual(lines);
    const base = await generate("base", { until: dates[0] ?? "" });
    const hashes = hashesOf("grown");
    for (const { path, sha256 } of base.files.filter((file) => !file.path.startsWith("truth/"))) {
      expect(hashes[path], path).toBe(sha256);
    }
  });

  it("has the truth and the manifest of one written at once", () => {
    const truth = (name: string) =>
      Object.entries(hashesOf(name)).filter(([path]) => path.startsWith("truth/"));
    expect(truth("grown")).toEqual(truth("whole"));
    const manifest = JSON.parse(
      readFileSync(join(root, "grown/manifest.json"), "utf8"),
    ) as DemoManifest;
    const { "manifest.json": own, ...files } = hashesOf("grown");
    expect(own).toBeDefined();
    expect(Object.fromEntries(manifest.files.map((f) => [f.path, f.sha256]))).toEqual(files);
    expect(manifest).toMatchObject({ until: "2023-06-20", extended: true });
  });

  it("brings Parquet to the last day, each row once", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const rowsOf = async (name: string) =>
      (
        await connection.runAndReadAll(
          `select visit_id, started_at::varchar from read_parquet('${join(root, name, "marketing/web_visit/*.parquet")}')
          where changed_at < timestamptz '2023-06-20 16:00:00+00' order by all`,
        )
      ).getRows();
    const grown = await rowsOf("grown");
    expect(grown.length).toBeGreaterThan(100);
    expect(grown).toEqual(await rowsOf("month-over"));
    expect(readdirSync(join(root, "grown/marketing/web_visit"))).toContain("2023-06-20.parquet");
    connection.closeSync();
    instance.closeSync();
  });

  it("does nothing when it is there already, and refuses another company and an earlier end", async () => {
    const before = hashesOf("grown");
    await generate("grown", { until: "2023-06-20", extend: true });
    for (const over of [{ seed: 43 }, { scale: 0.02 }, { until: "2023-06-19" }]) {
      const wishes = { until: "2023-06-21", extend: true, ...over };
      await expect(generate("grown", wishes)).rejects.toMatchObject({ code: "DEMO_NOT_EXTENDED" });
    }
    await expect(generate("nowhere", { extend: true })).rejects.toMatchObject({
      code: "DEMO_NOT_EXTENDED",
    });
    expect(hashesOf("grown")).toEqual(before);
  });

  it("refuses a demo of which a file is gone or another one", async () => {
    await generate("robbed", { until: "2023-05-10" });
    const file = join(root, "robbed/erp/sales_order/2023.csv");
    const whole = readFileSync(file);
    const again = () => generate("robbed", { until: "2023-06-01", extend: true });
    writeFileSync(file, whole.subarray(0, whole.length - 1));
    await expect(again()).rejects.toMatchObject({ code: "DEMO_NOT_EXTENDED" });
    rmSync(file);
    await expect(again()).rejects.toMatchObject({ code: "DEMO_NOT_EXTENDED" });
    writeFileSync(file, whole);
    rmSync(join(root, "robbed/truth/case.csv"));
    const same = generate("robbed", { until: "2023-05-10", extend: true });
    await expect(same).rejects.toMatchObject({ code: "DEMO_NOT_EXTENDED" });
    expect((await again()).until).toBe("2023-06-01");
  });

  it("goes on after a process that was killed between taking the old one away and putting the new", async () => {
    await generate("torn", { until: "2023-05-10" });
    renameSync(join(root, "torn"), join(root, "torn.previous"));
    await generate("torn", { until: "2023-05-31", extend: true });
    expect(readdirSync(join(root, "torn/erp/sales_order"))).toEqual(["2023-05-31.csv", "2023.csv"]);
  });

  /** The records of every text table, in the order they were written, without headings. */
  function linesByFolder(name: string): ReadonlyMap<string, readonly string[]> {
    const folders = new Map<string, string[]>();
    const stem = (path: string) => path.slice(0, path.lastIndexOf("."));
    const files = [...extractsBelow(join(root, name))];
    files.sort(([one], [other]) => (stem(one) < stem(other) ? -1 : 1));
    for (const [path, bytes] of files) {
      if (path.endsWith(".parquet")) continue;
      const folder = dirname(path);
      const lines = bytes
        .toString("utf8")
        .split("\n")
        .slice(path.endsWith(".csv") ? 1 : 0, -1);
      folders.set(folder, [...(folders.get(folder) ?? []), ...lines]);
    }
    return folders;
  }
});
