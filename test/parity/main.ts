import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findDbtCore } from "../../bench/dbt-core.js";
import { compareProject } from "./compare-project.js";
import { installDbt } from "./install-dbt.js";
import { formatReport, isEqual } from "./report.js";

const USAGE = `Builds dbt projects with dbt-core and with Granary, and compares everything they leave.

  npm run parity -- [DIR ...]     project folders; all of test/parity/projects without any

  --install        make a virtual environment with dbt, and print the path of its command
  --dbt-only       dbt against itself: is the fixture right?
  --no-manifest    leave manifest.json out
  --verbose        how every node ended under dbt
  --limit <n>      differences shown of a step (40)
  --keep           leave databases, artifacts and logs

dbt is the one that DBT_BIN names or that is on PATH. A project's parity.yml states what is run.`;

/**
 * The parity command.
 *
 * @returns the exit code: 0 equal (or no dbt to compare with), 1 different, 2 wrong usage
 */
export async function main(argv: readonly string[], repository: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      "dbt-only": { type: "boolean", default: false },
      "no-manifest": { type: "boolean", default: false },
      install: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      limit: { type: "string", default: "40" },
      verbose: { type: "boolean", short: "v", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.install) return installDbt();
  const dbt = findDbtCore();
  if (dbt === null) {
    console.warn(
      "SKIPPED: no dbt with its duckdb adapter; set DBT_BIN, put one on PATH, or see --install",
    );
    return 0;
  }
  const dirs = positionals.length > 0 ? positionals : fixtureProjects(repository);
  const missing = dirs.filter((dir) => !existsSync(join(dir, "dbt_project.yml")));
  if (missing.length > 0) {
    console.error(`No dbt_project.yml in ${missing.join(", ")}.`);
    return 2;
  }
  const verdicts: string[] = [];
  for (const dir of dirs) {
    const report = await compareProject(resolve(dir), {
      repository,
      dbt,
      dbtOnly: values["dbt-only"],
      manifest: !values["no-manifest"],
      keep: values.keep,
    });
    console.log(formatReport(report, { limit: Number(values.limit), verbose: values.verbose }));
    verdicts.push(`${isEqual(report) ? "equal    " : "DIFFERENT"}  ${basename(resolve(dir))}`);
  }
  console.log(`\ndbt-core ${dbt.version}\n${verdicts.join("\n")}`);
  return verdicts.some((verdict) => verdict.startsWith("D")) ? 1 : 0;
}

/** The projects written for this comparison. */
export function fixtureProjects(repository: string): string[] {
  const folder = join(repository, "test", "parity", "projects");
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((dir) => existsSync(join(dir, "dbt_project.yml")))
    .sort();
}
