import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openVersion } from "../../warehouse/version-reader.js";
import { listVersions, readCurrent, rollback, versionsDir } from "../../warehouse/versions.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { numberMart, publishSql } from "./publish-fixture.js";

async function valueOf(config: ReturnType<typeof testConfig>, version?: number): Promise<unknown> {
  const reader = await openVersion(config, version);
  try {
    const connection = await reader.connect();
    const found = await connection.runAndReadAll("select distinct value from sales.number");
    connection.closeSync();
    return found.getRowsJson();
  } finally {
    reader.close();
  }
}

describe("publish", () => {
  it("contains marts and meta with their comments, never raw, staging or quarantined rows", async () => {
    const config = testConfig(temporaryDir());
    const manifest = await publishSql(config, numberMart(7));
    expect(manifest.version).toBe(1);
    expect(manifest.rows).toEqual({ "sales.number": 100, "sales.number_view": 1 });
    const reader = await openVersion(config);
    const connection = await reader.connect();
    const schemas = await connection.runAndReadAll(
      "select distinct schema_name from duckdb_tables() order by 1",
    );
    expect(schemas.getRowsJson()).toEqual([["sales"]]);
    const comments = await connection.runAndReadAll(
      "select comment from duckdb_columns() where comment is not null",
    );
    expect(comments.getRowsJson()).toEqual([["The value of the whole version."]]);
    connection.closeSync();
    reader.close();
  });

  it("records the file's own hash and leaves nothing temporary behind", async () => {
    const config = testConfig(temporaryDir());
    const manifest = await publishSql(config, numberMart(1));
    const { createHash } = await import("node:crypto");
    const file = readFileSync(join(versionsDir(config), "000001.duckdb"));
    expect(createHash("sha256").update(file).digest("hex")).toBe(manifest.sha256);
    expect(readdirSync(versionsDir(config)).sort()).toEqual([
      "000001.duckdb",
      "000001.json",
      "current.json",
    ]);
  });

  it("keeps the configured number of versions and always the current one", async () => {
    const config = testConfig(temporaryDir(), { retention: { keep: 2 } });
    for (const value of [1, 2, 3]) await publishSql(config, numberMart(value));
    expect(listVersions(config).map((v) => v.version)).toEqual([3, 2]);
    rollback(config, 2);
    const { manifest } = { manifest: await publishSql(config, numberMart(4)) };
    expect(manifest.version).toBe(4);
    expect(listVersions(config).map((v) => v.version)).toEqual([4, 3]);
  });

  it("clears what a killed publication left and never reuses a number", async () => {
    const config = testConfig(temporaryDir());
    await publishSql(config, numberMart(1));
    const dir = versionsDir(config);
    writeFileSync(join(dir, "000002.4711.tmp"), "half");
    writeFileSync(join(dir, "000003.duckdb"), "renamed but never pointed to");
    const next = await publishSql(config, numberMart(2));
    expect(existsSync(join(dir, "000002.4711.tmp"))).toBe(false);
    expect(listVersions(config).map((v) => v.version)).toEqual([next.version, 1]);
    expect(await valueOf(config)).toEqual([[2]]);
  });
});

describe("rollback", () => {
  it("returns to the version before, and forward again", async () => {
    const config = testConfig(temporaryDir());
    await publishSql(config, numberMart(1));
    await publishSql(config, numberMart(2));
    expect(rollback(config).version).toBe(1);
    expect(await valueOf(config)).toEqual([[1]]);
    expect(rollback(config, 2).version).toBe(2);
    expect(readCurrent(config)?.version).toBe(2);
  });

  it("names the kept versions when asked for one that is not there", async () => {
    const config = testConfig(temporaryDir());
    expect(() => rollback(config)).toThrow(expect.objectContaining({ code: "VERSION_NONE" }));
    await publishSql(config, numberMart(1));
    expect(() => rollback(config, 9)).toThrow(
      expect.objectContaining({ code: "VERSION_UNKNOWN", hint: "Kept versions: 1." }),
    );
    expect(() => rollback(config)).toThrow(/no version before 1/);
  });
});

describe("openVersion", () => {
  it("opens read-only, without file access, with the configuration locked", async () => {
    const config = testConfig(temporaryDir());
    await publishSql(config, numberMart(1));
    const reader = await openVersion(config);
    const connection = await reader.connect();
    for (const forbidden of [
      "insert into sales.number values (1, 1)",
      "create table sales.x as select 1",
      "select * from read_csv('/etc/passwd')",
      "select * from read_text('granary.yml')",
      "select * from glob('/*')",
      "attach ':memory:' as other; attach '/tmp/other.duckdb'",
      "copy sales.number to '/tmp/granary-must-not-exist.csv'",
      "set enable_external_access = true",
      "set memory_limit = '1TB'",
      "install httpfs",
    ]) {
      await expect(connection.run(forbidden), forbidden).rejects.toThrow();
    }
    connection.closeSync();
    reader.close();
  });

  it("says so before anything is published, and for an unknown version", async () => {
    const config = testConfig(temporaryDir());
    await expect(openVersion(config)).rejects.toMatchObject({ code: "VERSION_NONE" });
    await publishSql(config, numberMart(1));
    await expect(openVersion(config, 5)).rejects.toMatchObject({ code: "VERSION_UNKNOWN" });
  });

  it("calls a damaged pointer damaged", async () => {
    const config = testConfig(temporaryDir());
    await publishSql(config, numberMart(1));
    writeFileSync(join(versionsDir(config), "current.json"), "{");
    await expect(openVersion(config)).rejects.toMatchObject({ code: "VERSION_DAMAGED" });
  });
});
