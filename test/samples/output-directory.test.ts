import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";
import { temporaryDir } from "../temporary-dir.js";

const generate = (outDir: string, over: { until?: string; extend?: boolean } = {}) =>
  generateDemo({
    scale: 0.001,
    seed: 42,
    until: "2023-01-03",
    outDir,
    onEvent: () => undefined,
    ...over,
  });

function put(file: string, text = "years of work"): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("the output directory of the demo", () => {
  it.each(["manifest.json", ".env", ".git/HEAD", "erp/order_line/2023.csv"])(
    "is left alone with a foreign %s",
    async (path) => {
      const out = join(temporaryDir(), "demo");
      put(join(out, path), '{"name":"my own"}');
      await expect(generate(out)).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
      expect(readFileSync(join(out, path), "utf8")).toBe('{"name":"my own"}');
    },
  );

  it("is replaced with what file managers left there", async () => {
    const out = join(temporaryDir(), "demo");
    await generate(out);
    for (const name of [".DS_Store", "erp/._order_line", "Thumbs.db"]) put(join(out, name));
    await generate(out);
    expect(existsSync(join(out, "Thumbs.db"))).toBe(false);
  });

  it.each([
    "truth/notes.md",
    "truth/2023.csv",
    "erp/order_line/mine.csv",
    "crm/Account/2023.csv.orig",
    "notes.day",
    "manifest.json",
    ".env",
  ])("is not made where %s stands in a leftover directory", async (path) => {
    const out = join(temporaryDir(), "demo");
    const file = join(`${out}.partial`, path);
    put(file);
    await expect(generate(out)).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
    expect(readFileSync(file, "utf8")).toBe("years of work");
  });

  it("is made where a killed run left its own files", async () => {
    const out = join(temporaryDir(), "demo");
    for (const path of [
      "truth/identity.csv",
      "truth/parameters.json",
      "erp/order_line/2023.csv",
      "crm/Account/2023-05-31.csv",
      "marketing/web_visit/2023-01.parquet",
      "marketing/web_visit/2023-02.csv",
      "erp.order_line.day",
      "manifest.json.partial",
    ]) {
      put(join(`${out}.partial`, path));
    }
    await generate(out);
    expect([existsSync(join(out, "manifest.json")), existsSync(`${out}.partial`)]).toEqual([
      true,
      false,
    ]);
  });

  it.each(["{}", "null", '{"generator":"granary-demo","seed":42,"scale":0.001}', "no JSON"])(
    "holds no finished demo with %s for a manifest",
    async (text) => {
      const out = join(temporaryDir(), "demo");
      put(join(out, "manifest.json"), text);
      await expect(generate(out, { extend: true })).rejects.toMatchObject({
        code: "DEMO_NOT_EXTENDED",
        message: expect.stringContaining("holds no finished demo") as string,
      });
      rmSync(join(out, "manifest.json"));
    },
  );
});
