import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Fault, templateFault, throwFaults } from "../faults.js";
import type { JinjaEnvironment } from "../jinja/environment.js";
import type { MacroNode, Package } from "../manifest.js";
import { byCodeUnit, dictOf, stringOr } from "../plain.js";
import { filesUnder } from "../project/files.js";
import type { PropertiesEntry } from "../project/properties.js";
import { calledMacros } from "./macro-calls.js";
import { readText } from "../project/read-text.js";

/** The shim's own macros: those of every engine, and those of DuckDB. */
const BUILT_IN: readonly (readonly [packageName: string, folder: string])[] = [
  ["dbt", "../macros/"],
  ["dbt_duckdb", "../macros/duckdb/"],
];

interface MacroFile {
  path: string;
  packageName: string;
  source: string;
}

async function builtInFiles(): Promise<MacroFile[]> {
  const files: MacroFile[] = [];
  for (const [packageName, place] of BUILT_IN) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    const names = (await readdir(folder)).filter((name) => name.endsWith(".sql"));
    for (const name of names.sort(byCodeUnit)) {
      const source = readText(folder, name);
      files.push({ path: `macros/${name}`, packageName, source });
    }
  }
  return files;
}

function packageFiles({ name: packageName, root, project }: Package): MacroFile[] {
  const generic = project.testPaths.map((path) => `${path}/generic`);
  return filesUnder(root, [...project.macroPaths, ...generic], [".sql"]).map(({ path }) => ({
    path,
    packageName,
    source: readText(root, path),
  }));
}

/** `materialization_<name>_<engine>`, as dbt names the macro of such a block. */
function materializationName(name: string, header: string): string {
  const adapter = /adapter\s*=\s*['"](\w+)['"]/.exec(header)?.[1] ?? "default";
  return `materialization_${name}_${adapter}`;
}

function macroNodes(
  file: MacroFile,
  environment: JinjaEnvironment,
  patches: ReadonlyMap<string, PropertiesEntry>,
): MacroNode[] {
  const blocks = environment.parseBlocks(file.source, { file: file.path });
  return blocks.flatMap((block) => {
    const { kind, header } = block;
    if (kind !== "macro" && kind !== "test" && kind !== "materialization") return [];
    const name =
      kind === "test"
        ? `test_${block.name}`
        : kind === "materialization"
          ? materializationName(block.name, header)
          : block.name;
    const open = `{% ${kind} ${block.name}${header.startsWith("(") ? "" : " "}${header.trim()} %}`;
    const patch = patches.get(`${file.packageName}.${name}`);
    const stated = Array.isArray(patch?.entry["arguments"])
      ? (patch.entry["arguments"] as unknown[])
      : [];
    const config = dictOf(patch?.entry["config"]);
    return {
      uniqueId: `macro.${file.packageName}.${name}`,
      name,
      packageName: file.packageName,
      originalFilePath: file.path,
      sql: `${open}${block.body}{% end${kind} %}`,
      description: stringOr(patch?.entry["description"], ""),
      meta: { ...dictOf(patch?.entry["meta"]), ...dictOf(config["meta"]) },
      arguments: stated.map(dictOf).map((argument) => ({
        name: stringOr(argument["name"], ""),
        type: typeof argument["type"] === "string" ? argument["type"] : null,
        description: stringOr(argument["description"], "").trim(),
      })),
      patchPath: patch === undefined ? null : `${patch.file.packageName}://${patch.file.path}`,
      dependsOn: calledMacros(block.body, file.packageName, environment),
      supportedLanguages: kind === "materialization" ? ["sql"] : null,
    };
  });
}

/** Makes the manifest's nodes of macros, with what properties say of them. */
export type MacrosWith = (patches: readonly PropertiesEntry[]) => MacroNode[];

/**
 * Adds the shim's macros and those of every package to `environment`. What it returns makes the manifest's nodes of
 * them, with what properties say. Throws DBT_COMPILE_FAILED with every faulty file.
 */
export async function loadMacros(
  packages: readonly Package[],
  environment: JinjaEnvironment,
): Promise<MacrosWith> {
  const files = [...packages.flatMap(packageFiles), ...(await builtInFiles())];
  const faults: Fault[] = [];
  for (const file of files) {
    try {
      environment.addMacros(file.source, { file: file.path, packageName: file.packageName });
    } catch (error) {
      faults.push(templateFault("macros", file.path, error));
    }
  }
  throwFaults("DBT_COMPILE_FAILED", faults);
  return (patches) => {
    const byName = new Map(patches.map((one) => [`${one.file.packageName}.${one.name}`, one]));
    return files.flatMap((file) => macroNodes(file, environment, byName));
  };
}
