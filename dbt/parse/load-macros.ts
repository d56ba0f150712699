import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Fault, templateFault, throwFaults } from "../faults.js";
import type { JinjaEnvironment } from "../jinja/environment.js";
import type { MacroNode } from "../manifest.js";
import { byCodeUnit } from "../plain.js";
import { filesUnder } from "../project/files.js";
import type { Project } from "../project/project-file.js";

/** The package of the shim's own macros; a project's macro of the same name goes before them. */
const INTERNAL_PACKAGE = "dbt";
const INTERNAL_FOLDER = new URL("../macros/", import.meta.url);

interface MacroFile {
  path: string;
  packageName: string;
  source: string;
}

async function internalFiles(): Promise<MacroFile[]> {
  const folder = fileURLToPath(INTERNAL_FOLDER);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort(byCodeUnit);
  return Promise.all(
    names.map(async (name) => ({
      path: `macros/${name}`,
      packageName: INTERNAL_PACKAGE,
      source: await readFile(join(folder, name), "utf8"),
    })),
  );
}

async function projectFiles(project: Project): Promise<MacroFile[]> {
  const generic = project.testPaths.map((path) => `${path}/generic`);
  const files = await filesUnder(project.rootDir, [...project.macroPaths, ...generic], [".sql"]);
  return Promise.all(
    files.map(async ({ path }) => ({
      path,
      packageName: project.name,
      source: await readFile(join(project.rootDir, path), "utf8"),
    })),
  );
}

function macroNodes(
  file: MacroFile,
  environment: JinjaEnvironment,
  descriptions: ReadonlyMap<string, string>,
): MacroNode[] {
  const blocks = environment.parseBlocks(file.source, { file: file.path });
  return blocks
    .filter((block) => block.kind === "macro" || block.kind === "test")
    .map((block) => {
      const name = block.kind === "test" ? `test_${block.name}` : block.name;
      const open = `{% ${block.kind} ${block.name}${block.header.trim()} %}`;
      return {
        uniqueId: `macro.${file.packageName}.${name}`,
        name,
        packageName: file.packageName,
        originalFilePath: file.path,
        sql: `${open}${block.body}{% end${block.kind} %}`,
        description: descriptions.get(block.name) ?? "",
      };
    });
}

/** Adds the shim's and the project's macros to `environment`. Throws DBT_COMPILE_FAILED with every faulty file. */
export async function loadMacros(
  project: Project,
  environment: JinjaEnvironment,
): Promise<(descriptions: ReadonlyMap<string, string>) => Map<string, MacroNode>> {
  const files = [...(await projectFiles(project)), ...(await internalFiles())];
  const faults: Fault[] = [];
  for (const file of files) {
    try {
      environment.addMacros(file.source, { file: file.path, packageName: file.packageName });
    } catch (error) {
      faults.push(templateFault("macros", file.path, error));
    }
  }
  throwFaults("DBT_COMPILE_FAILED", faults);
  return (descriptions) => {
    const nodes = files.flatMap((file) => macroNodes(file, environment, descriptions));
    nodes.sort((a, b) => byCodeUnit(a.uniqueId, b.uniqueId));
    return new Map(nodes.map((node) => [node.uniqueId, node]));
  };
}
