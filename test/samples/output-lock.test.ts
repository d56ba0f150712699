import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";
import { whileLocked } from "../../samples/demo/output/output-lock.js";
import { temporaryDir } from "../temporary-dir.js";

const generate = (outDir: string) =>
  generateDemo({
    scale: 0.001,
    seed: 42,
    until: "2023-01-03",
    outDir,
    onEvent: () => undefined,
  });

/** A process that holds the lock on `out` as a generator does. */
async function holder(out: string): Promise<{ pid: number; kill: () => Promise<void> }> {
  const script = `
    import { DuckDBInstance } from "@duckdb/node-api";
    globalThis.lock = await DuckDBInstance.create(${JSON.stringify(`${out}.lock`)});
    console.log("locked");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return {
    pid: child.pid ?? 0,
    kill: async () => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

describe("the lock on the output directory of the demo", () => {
  it("keeps a second run of the same process out, and is gone at the end", async () => {
    const dir = temporaryDir();
    const out = join(dir, "demo");
    const ends = await Promise.allSettled([generate(out), generate(out)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(ends.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "DEMO_OUTPUT_BUSY" },
    });
    expect(readdirSync(dir)).toEqual(["demo"]);
  });

  it("keeps other processes out, naming the holder, until that is killed", async () => {
    const dir = temporaryDir();
    const out = join(dir, "demo");
    const other = await holder(out);
    try {
      await expect(generate(out)).rejects.toMatchObject({
        code: "DEMO_OUTPUT_BUSY",
        message: expect.stringContaining(`Process ${String(other.pid)} `) as string,
      });
      expect(readdirSync(dir)).toEqual(["demo.lock"]);
    } finally {
      await other.kill();
    }
    await generate(out);
    expect(readdirSync(dir)).toEqual(["demo"]);
  });

  it.each([0, 100, 4096, 8192])(
    "is taken over when its maker was killed at byte %i",
    async (bytes) => {
      const out = join(temporaryDir(), "demo");
      const other = await holder(out);
      await other.kill();
      truncateSync(`${out}.lock`, bytes);
      expect(await whileLocked(out, () => Promise.resolve("done"))).toBe("done");
      expect(existsSync(`${out}.lock`)).toBe(false);
    },
  );

  it.each([1, 2000])("leaves a foreign file of its name alone (%i times)", async (times) => {
    const out = join(temporaryDir(), "demo");
    const text = "years of work".repeat(times);
    writeFileSync(`${out}.lock`, text);
    await expect(generate(out)).rejects.toMatchObject({ code: "DEMO_OUTPUT_UNWRITABLE" });
    expect(readFileSync(`${out}.lock`, "utf8")).toBe(text);
  });

  it("is free again after work that fails", async () => {
    const out = join(temporaryDir(), "demo");
    const failing = whileLocked(out, () => Promise.reject(new Error("disk full")));
    await expect(failing).rejects.toThrow("disk full");
    expect(await whileLocked(out, () => Promise.resolve("done"))).toBe("done");
  });
});
