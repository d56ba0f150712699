import { existsSync, rmSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import { loadPackages } from "../../dbt/project/packages.js";
import { type Project, readProject, type RenderProject } from "../../dbt/project/project-file.js";
import { yamlRenderer } from "../../dbt/project/render-project.js";
import { DBT_VERSION } from "../../dbt/project/required-version.js";
import { dbtEnvironment } from "../../warehouse/environment.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { Runner } from "./dbt-runner.js";
import type { DbtFlags } from "./dbt-flags.js";
import { yamlMapping } from "./dbt-options.js";
import { inPlace } from "./dbt-in-place.js";
import { foreignProject } from "./dbt-own-project.js";

async function projectDirOf(flags: DbtFlags): Promise<string> {
  const own = foreignProject(flags);
  if (own !== null) return own;
  const { configOf } = await import("../named-config.js");
  return configOf(flags).projectDir;
}

/** No profile is needed here, so the project cannot depend on one. */
function rendererOf(flags: DbtFlags): RenderProject {
  return yamlRenderer({ vars: yamlMapping("--vars", flags.vars), env: dbtEnvironment() });
}

function projectIn(projectDir: string, flags: DbtFlags): Promise<Project> {
  return readProject(projectDir, rendererOf(flags));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Removes the project's `clean-targets`. */
async function clean(flags: DbtFlags): Promise<number> {
  const projectDir = await projectDirOf(flags);
  const project = await projectIn(projectDir, flags);
  const sources = [...project.modelPaths, ...project.seedPaths, ...project.macroPaths];
  for (const target of project.cleanTargets) {
    const path = resolve(projectDir, target);
    const inside = path.startsWith(projectDir + sep);
    if (!inside && flags.cleanProjectFilesOnly !== false) {
      throw new GranaryError("USAGE", {
        message: `clean-targets names ${path}, which is outside the project.`,
        hint: "Use --no-clean-project-files-only to remove it all the same.",
      });
    }
    const precious = sources.find(
      (source) => !relative(path, join(projectDir, source)).startsWith(".."),
    );
    if (precious !== undefined) {
      throw new GranaryError("USAGE", {
        message: `clean-targets names ${target}, which holds the project's ${precious}.`,
        hint: "Take it out of clean-targets in dbt_project.yml.",
      });
    }
    print(`Checking ${path}/*`);
    if (existsSync(path)) rmSync(path, { recursive: true, force: true });
    print(`Cleaned ${path}/*`);
  }
  print("Finished cleaning all paths.");
  return 0;
}

/** Says where everything is, and whether project and database can be opened. */
async function debug(flags: DbtFlags): Promise<number> {
  const projectDir = await projectDirOf(flags);
  print(`dbt version: ${DBT_VERSION} (granary, in process)`);
  print(`node version: ${process.version}`);
  print(`os info: ${process.platform} ${process.arch}`);
  print(`Using dbt_project.yml file at ${join(projectDir, "dbt_project.yml")}`);
  print("Configuration:");
  const project = await projectIn(projectDir, flags);
  print(`  dbt_project.yml file [OK found and valid: ${project.name}]`);
  return inPlace(flags, "granary dbt debug", async (place) => {
    const { invocation, profile, house } = place;
    const source = profile === null ? house?.config.file : profile.file;
    print(
      `  ${profile === null ? "granary.yml" : "profiles.yml"} file [OK found and valid: ${source ?? ""}]`,
    );
    print("Connection:");
    print(`  database: ${invocation.target.database}`);
    print(`  schema: ${invocation.target.schema}`);
    print(`  path: ${place.path ?? ":memory:"}`);
    print(`  threads: ${String(invocation.threads ?? 1)}`);
    const connection = await invocation.connect();
    await connection.run("select 1");
    connection.closeSync();
    print("  Connection test: [OK connection ok]");
    print("All checks passed!");
    return 0;
  });
}

/** Packages are used where they lie; this says whether each one is there. */
async function deps(flags: DbtFlags): Promise<number> {
  const project = await projectIn(await projectDirOf(flags), flags);
  const [, ...packages] = await loadPackages(project, rendererOf(flags));
  if (packages.length === 0) print("No packages are declared.");
  for (const { name, root } of packages) print(`${name} is used from ${root}`);
  return 0;
}

/** `clean`, `debug` and `deps`. */
export function addUpkeepCommands(dbt: Command, runner: Runner): void {
  dbt
    .command("clean")
    .description("remove the project's clean-targets")
    .option("--no-clean-project-files-only", "even outside the project's folder")
    .action(runner("clean", clean));
  dbt
    .command("debug")
    .description("say where project, profile and database are, and whether they can be opened")
    .action(runner("debug", debug));
  dbt
    .command("deps")
    .description("check that declared packages are there")
    .action(runner("deps", deps));
}
