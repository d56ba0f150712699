import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { dbtVars, loadConfig, loadDemoConfig } from "../../warehouse/config.js";
import { GranaryError } from "../../warehouse/errors.js";
import { temporaryDir } from "../temporary-dir.js";

const NOW = new Date("2025-06-30T20:00:00Z");

function write(text: string): string {
  const dir = temporaryDir();
  writeFileSync(join(dir, "dbt_project.yml"), "name: test\n");
  const file = join(dir, "granary.yml");
  writeFileSync(file, text);
  return file;
}

const SOURCE = `
sources:
  shop:
    type: files
    path: \${SHOP_DIR}
    tables:
      orders: { files: "orders-*.csv" }
`;

function faultsOf(text: string, env: Record<string, string> = {}): readonly string[] {
  try {
    loadConfig(write(text), env, NOW);
  } catch (error) {
    if (error instanceof GranaryError && error.code === "CONFIG_INVALID") return error.details;
    throw error;
  }
  return [];
}

describe("loadConfig", () => {
  it("fills in defaults, environment references and absolute paths", () => {
    const file = write(SOURCE);
    const config = loadConfig(file, { SHOP_DIR: "exports", PORT: "4100" }, NOW);
    expect(config.sources["shop"]).toMatchObject({ path: join(config.rootDir, "exports") });
    expect(config.server).toEqual({ host: "127.0.0.1", port: 4100 });
    expect(config.retention.keep).toBe(10);
    expect(config.dataDir).toBe(join(config.rootDir, "data"));
    expect(config.projectDir).toBe(config.rootDir);
  });

  it("takes today in the reporting time zone as the as-of date", () => {
    const config = loadConfig(write(`timezone: Asia/Shanghai\n${SOURCE}`), { SHOP_DIR: "x" }, NOW);
    expect(config.asOfDate).toBe("2025-07-01");
    expect(dbtVars(config)).toMatchObject({ sources: ["shop"], as_of_date: "2025-07-01" });
  });

  it("finds the dbt project above the configuration", () => {
    const dir = temporaryDir();
    writeFileSync(join(dir, "dbt_project.yml"), "name: test\n");
    mkdirSync(join(dir, "samples", "x"), { recursive: true });
    const file = join(dir, "samples", "x", "granary.yml");
    writeFileSync(file, SOURCE);
    expect(loadConfig(file, { SHOP_DIR: "y" }, NOW).projectDir).toBe(dir);
  });

  it("reports every fault together, each with its line", () => {
    const faults = faultsOf(
      `timezone: Mars/Olympus\nas_of_date: 2025-02-30\nserver: { port: 99999 }\ncolour: red\n${SOURCE}`,
    );
    expect(faults).toHaveLength(5);
    expect(faults.join("\n")).toMatch(/line 1, timezone: not an IANA time zone/);
    expect(faults.join("\n")).toMatch(/line 2, as_of_date: no such day/);
    expect(faults.join("\n")).toMatch(/line 3, server.port/);
    expect(faults.join("\n")).toMatch(/colour/);
    expect(faults.join("\n")).toMatch(
      /line 9, sources.shop.path: the environment variable SHOP_DIR is not set/,
    );
  });

  it("reports broken YAML with its line", () => {
    expect(faultsOf("sources:\n  shop: [unclosed\n")[0]).toMatch(/^line \d+: /);
  });

  it("refuses a configuration without sources", () => {
    expect(faultsOf("name: Empty\n").join()).toMatch(/sources/);
  });

  it("uses the default of a reference where the variable is unset", () => {
    const text = SOURCE.replace("${SHOP_DIR}", "${SHOP_DIR:-fallback}");
    expect(faultsOf(text)).toEqual([]);
  });

  it("does not fill in references inside filled-in values", () => {
    const config = loadConfig(write(SOURCE), { SHOP_DIR: "/${HOME}" }, NOW);
    expect(config.sources["shop"]).toMatchObject({ path: "/${HOME}" });
  });

  it("puts a source's defaults under the settings of its tables", () => {
    const text = `sources: { shop: { type: files, path: x, defaults: { primary_key: id, mode: merge },
      tables: { a: { files: a.csv }, b: { files: b.csv, mode: append } } } }`;
    expect(loadConfig(write(text), {}, NOW).sources["shop"]?.tables).toMatchObject({
      a: { mode: "merge", primaryKey: ["id"] },
      b: { mode: "append", primaryKey: ["id"] },
    });
    expect(faultsOf(text.replace("merge", "upsert")).join()).toMatch(/tables\.a\.mode/);
  });

  it("names a missing file", () => {
    expect(() => loadConfig("/nowhere/granary.yml", {}, NOW)).toThrow(
      expect.objectContaining({ code: "CONFIG_NOT_FOUND", exitCode: 2 }),
    );
  });

  it("refuses a PORT that is no port", () => {
    expect(() => loadConfig(write(SOURCE), { SHOP_DIR: "x", PORT: "http" }, NOW)).toThrow(
      expect.objectContaining({ code: "USAGE" }),
    );
  });

  it("refuses a demo company that cannot be", () => {
    const env = { SHOP_DIR: "x" };
    expect(faultsOf(`demo: { scale: 0, seed: 1.5 }\n${SOURCE}`, env)).toEqual([
      "line 1, demo.scale: must be greater than 0",
      "line 1, demo.seed: must be a whole number",
    ]);
    expect(faultsOf(`demo: { scale: 0.00001, seed: 4294967296 }\n${SOURCE}`, env)).toEqual([
      "line 1, demo.scale: must be at least 0.0001",
      "line 1, demo.seed: must be from 0 to 4294967295",
    ]);
    expect(faultsOf(`demo: {}\nas_of_date: 2041-01-01\n${SOURCE}`, env)).toEqual([
      "line 2, as_of_date: the demo company's calendars end with 2040-12-31",
    ]);
    const early = `as_of_date: 2022-12-31\n${SOURCE}`;
    expect(faultsOf(early, env)).toEqual([]);
    expect(faultsOf(`demo: {}\n${early}`, env)).toEqual([
      "line 2, as_of_date: the demo company opens on 2023-01-01",
    ]);
  });
});

describe("loadDemoConfig", () => {
  it("does not ask for what other settings need", () => {
    const file = write(`demo: { scale: 2 }\nas_of_date: 2024-01-31\n${SOURCE}`);
    const out = join(dirname(file), "data", "demo");
    const demo = { scale: 2, seed: 42, out, until: "2024-01-31" };
    expect(loadDemoConfig(file, {}, NOW)).toEqual({ asOfDate: "2024-01-31", demo });
    expect(() => loadDemoConfig(write("demo: { scale: 0 }\n"), {}, NOW)).toThrow("1 fault");
  });
});
