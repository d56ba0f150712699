import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openVersion } from "../../warehouse/version-reader.js";
import { temporaryDir } from "../temporary-dir.js";
import { testConfig } from "../test-config.js";
import { publishSql } from "./publish-fixture.js";

describe("an open version", () => {
  it("answers what does not fit into memory from disk, and leaves nothing there", async () => {
    const base = testConfig(temporaryDir());
    const config = { ...base, engine: { ...base.engine, memoryLimit: "96MB", threads: 2 } };
    await publishSql(base, [
      "create schema sales",
      "create table sales.visit as select i from range(3000000) t(i)",
    ]);
    const reader = await openVersion(config);
    const connection = await reader.connect();
    const found = await connection.runAndReadAll(
      "select count(*) from (select i::varchar || '-of-the-visits' as id, count(*) from sales.visit group by id)",
    );
    expect(found.getRowsJson()).toEqual([["3000000"]]);
    const spill = join(config.dataDir, "spill");
    expect(readdirSync(spill)).toHaveLength(1);
    connection.closeSync();
    reader.close();
    expect(readdirSync(spill)).toEqual([]);

    const killed = join(spill, `999999999@${hostname()}-1-1`);
    const elsewhere = join(spill, "999999999@another-host-1-1");
    for (const folder of [killed, elsewhere]) mkdirSync(folder);
    (await openVersion(config)).close();
    expect([existsSync(killed), existsSync(elsewhere)]).toEqual([false, true]);
  });
});
