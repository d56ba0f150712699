import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { openWorkspace } from "../../warehouse/workspace.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";

describe("openWorkspace", () => {
  it("names the holder and since when to a second writer of the same process", async () => {
    const config = testConfig(temporaryDir());
    const first = await openWorkspace(config, { holder: "granary run" });
    await expect(openWorkspace(config, { holder: "granary ingest" })).rejects.toMatchObject({
      code: "WORKSPACE_LOCKED",
      message: expect.stringMatching(/"granary run" \(process \d+ on .+\) since 20\d\d-/) as string,
    });
    await first.close();
    const second = await openWorkspace(config, { holder: "granary ingest" });
    await second.close();
  });

  it("waits for a writer that ends in time", async () => {
    const config = testConfig(temporaryDir());
    const first = await openWorkspace(config, { holder: "first" });
    const second = openWorkspace(config, { holder: "second", waitMs: 5_000 });
    await first.close();
    await (await second).close();
  });

  it("names a writer in another process, and is free once that one is killed", async () => {
    const dir = temporaryDir();
    const config = testConfig(dir);
    await (await openWorkspace(config, { holder: "setup" })).close();
    const child = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { DuckDBInstance } from "@duckdb/node-api";
         import { writeFileSync } from "node:fs";
         await DuckDBInstance.create(process.argv[1]);
         writeFileSync(process.argv[2], JSON.stringify({ holder: "job nightly", pid: process.pid, host: "h", since: "2025-01-01T00:00:00Z" }));
         console.log("open");
         setInterval(() => {}, 1000);`,
        join(config.dataDir, "warehouse.duckdb"),
        join(config.dataDir, "warehouse.holder.json"),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(child.stdout, "data");
    await expect(openWorkspace(config, { holder: "me" })).rejects.toMatchObject({
      code: "WORKSPACE_LOCKED",
      message: expect.stringContaining(`"job nightly" (process ${String(child.pid)}`) as string,
    });
    child.kill("SIGKILL");
    await once(child, "close");
    await (await openWorkspace(config, { holder: "me", waitMs: 1_000 })).close();
  });

  it("says where no data directory can be", async () => {
    const dir = temporaryDir();
    const file = join(dir, "a-file");
    writeFileSync(file, "");
    for (const dataDir of [file, join(file, "below"), "/proc/nope/below"]) {
      const config = { ...testConfig(dir), dataDir };
      await expect(openWorkspace(config, { holder: "me" })).rejects.toMatchObject({
        code: "WORKSPACE_UNWRITABLE",
      });
    }
  });

  it("calls a file that is no database unreadable", async () => {
    const config = testConfig(temporaryDir());
    await (await openWorkspace(config, { holder: "setup" })).close();
    writeFileSync(join(config.dataDir, "warehouse.duckdb"), "not a database".repeat(1000));
    await expect(openWorkspace(config, { holder: "me" })).rejects.toMatchObject({
      code: "WORKSPACE_UNREADABLE",
    });
  });

  it("replays what a killed process left, altered tables with computed checks and defaults included", async () => {
    const config = testConfig(temporaryDir());
    await (await openWorkspace(config, { holder: "setup" })).close();
    const child = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { DuckDBInstance } from "@duckdb/node-api";
         const instance = await DuckDBInstance.create(process.argv[1]);
         const connection = await instance.connect();
         await connection.run("create table parts (a integer, b integer, made timestamp default now(), check (a = b + 1))");
         await connection.run("insert into parts (a, b) values (2, 1)");
         await connection.run("comment on column parts.a is 'One more than b'");
         await connection.run("alter table parts add column c integer");
         await connection.run("create view doubled as select 2 * a as a from warehouse.main.parts");
         process.kill(process.pid, "SIGKILL");`,
        join(config.dataDir, "warehouse.duckdb"),
      ],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    await once(child, "close");
    const workspace = await openWorkspace(config, { holder: "me" });
    const connection = await workspace.connect();
    const rows = await connection.runAndReadAll(
      `select a, b, c, (select a from doubled) as doubled,
        (select comment from duckdb_columns() where column_name = 'a' and table_name = 'parts') as comment from parts`,
    );
    expect(rows.getRowsJson()).toEqual([[2, 1, null, 4, "One more than b"]]);
    await expect(connection.run("insert into parts (a, b) values (1, 1)")).rejects.toThrow(
      /check/i,
    );
    connection.closeSync();
    await workspace.close();
  });
});
