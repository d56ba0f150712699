import { cpSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findDbtCore } from "../../bench/dbt-core.js";
import { runIngest } from "../../ingest/run.js";
import { generateDemo } from "../../samples/demo/generate.js";
import { dbtVars, loadConfig } from "../../warehouse/config.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { temporaryDir } from "../temporary-dir.js";
import { compareProject, type ProjectReport } from "./compare-project.js";
import { fixtureProjects } from "./main.js";
import { formatReport, isEqual } from "./report.js";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const dbt = findDbtCore();
const MINUTES = 60_000;
if (dbt === null) {
  console.warn("SKIPPED: parity with dbt: no dbt with its duckdb adapter; set DBT_BIN to one");
}

/** PARITY_PROJECTS=a,b compares only these fixture projects; `npm run parity` compares all of them. */
const wanted = process.env["PARITY_PROJECTS"]?.split(",");

describe.skipIf(dbt === null)("parity with dbt", () => {
  it.for(fixtureProjects(repository).map((dir) => [basename(dir), dir] as const))(
    "%s builds as under dbt",
    { timeout: 10 * MINUTES },
    async ([name, dir], { skip }) => {
      skip(wanted !== undefined && !wanted.includes(name), "not in PARITY_PROJECTS");
      if (dbt === null) return;
      expectEqual(await compareProject(dir, { repository, dbt }));
    },
  );

  it(
    "the project's own models build as under dbt",
    async () => {
      if (dbt === null) return;
      const dir = temporaryDir();
      const project = join(dir, "project");
      cpSync(join(repository, "models"), join(project, "models"), { recursive: true });
      cpSync(join(repository, "dbt_project.yml"), join(project, "dbt_project.yml"));
      const { database, vars } = await loadedDemo(dir);
      const report = await compareProject(project, {
        repository,
        dbt,
        database,
        manifest: false,
        scenario: {
          about: "the project's own models",
          vars,
          env: {},
          threads: 2,
          masked: [],
          known: [{ difference: "grain_", because: "the grain rule is what Granary adds" }],
          steps: [{ dbt: "build", exit: 0, vars: {} }],
          lists: [
            "--resource-type model",
            "--resource-type model --select +fct_order_line",
            "--select tag:x+",
          ],
        },
      });
      expectEqual(report);
    },
    10 * MINUTES,
  );
});

function expectEqual(report: ProjectReport): void {
  expect(isEqual(report), formatReport(report)).toBe(true);
}

/** A database with the raw tables of the demo company. */
async function loadedDemo(
  dir: string,
): Promise<{ database: string; vars: Record<string, unknown> }> {
  const read = loadConfig(join(repository, "granary.yml"));
  const outDir = join(dir, "source");
  const onEvent = (): undefined => undefined;
  await generateDemo({ scale: 0.05, seed: 42, until: read.asOfDate, outDir, onEvent });
  const sources = Object.fromEntries(
    Object.entries(read.sources).map(([name, source]) => [
      name,
      source.type === "files" ? { ...source, path: outDir } : source,
    ]),
  );
  const config = { ...read, dataDir: join(dir, "data"), sources };
  const workspace = await openWorkspace(config, { holder: "parity" });
  await runIngest({ config, workspace, onEvent });
  await workspace.close();
  return { database: workspace.path, vars: dbtVars(config) };
}
