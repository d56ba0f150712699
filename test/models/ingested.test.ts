import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runDbt } from "../../dbt/run.js";
import { runIngest } from "../../ingest/run.js";
import { generateDemo } from "../../samples/demo/generate.js";
import { dbtVars, loadConfig, type GranaryConfig } from "../../warehouse/config.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { adventureWorksDir, faultsOf, REPOSITORY } from "./built-marts.js";

const root = mkdtempSync(join(tmpdir(), "granary-ingested-"));
const quiet = (): void => undefined;

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Loads and builds as configured and answers with the order lines and the control totals by source system. */
async function orderLinesOf(config: GranaryConfig): Promise<unknown[][]> {
  const workspace = await openWorkspace(config, { holder: "test" });
  try {
    await runIngest({ config, workspace, onEvent: quiet });
    const result = await runDbt({
      command: "build",
      projectDir: config.projectDir,
      targetDir: join(config.dataDir, "target"),
      vars: dbtVars(config),
      threads: 2,
      target: { name: "test", schema: "main", database: workspace.database },
      connect: () => workspace.connect(),
      onEvent: quiet,
    });
    expect(faultsOf(result)).toEqual([]);
    const connection = await workspace.connect();
    const reader = await connection.runAndReadAll(
      `select source_system, count(*), sum(net_amount), min(product_key) <> 0,
        (select max(abs(unexplained_total)) from meta.control_total)
      from sales.fct_order_line group by source_system`,
    );
    connection.closeSync();
    return reader.getRowsJson();
  } finally {
    await workspace.close();
  }
}

it("the demo as configured arrives in the marts in full", { timeout: 600_000 }, async () => {
  const config = loadConfig(join(REPOSITORY, "granary.yml"), {});
  const outDir = join(root, "demo");
  const until = "2023-12-31";
  await generateDemo({ scale: 0.01, seed: 1, until, outDir, onEvent: quiet });
  const sources = Object.entries(config.sources).map(([name, source]) => {
    if (source.type !== "files") throw new Error(`granary.yml has no files for ${name}`);
    return [name, { ...source, path: outDir }] as const;
  });
  const lines = await orderLinesOf({
    ...config,
    asOfDate: until,
    dataDir: join(root, "demo-data"),
    sources: Object.fromEntries(sources),
  });
  expect(lines).toEqual([
    ["erp", expect.stringMatching(/^[1-9]/), expect.anything(), true, "0.0000"],
  ]);
});

const sample = adventureWorksDir();

it.skipIf(sample === undefined)(
  "AdventureWorks as configured has its published figures",
  async () => {
    const file = join(REPOSITORY, "samples/adventureworks/granary.yml");
    const config = loadConfig(file, { ADVENTUREWORKS_DIR: sample });
    const lines = await orderLinesOf({ ...config, dataDir: join(root, "adventureworks-data") });
    expect(lines).toEqual([["adventureworks", "121253", "109809274.2030", true, "0.0000"]]);
  },
);
