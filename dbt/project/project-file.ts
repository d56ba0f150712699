import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import { type Dict, dictOf, isDict, stringList, stringOr } from "../plain.js";
import { checkRequiredVersion } from "./required-version.js";
import { parseYaml } from "./yaml-text.js";

/** Sections of dbt_project.yml that hold `+config` by folder. */
export type ConfigSection =
  "models" | "seeds" | "snapshots" | "data_tests" | "unit_tests" | "sources" | "exposures";

/** `dbt_project.yml`, defaulted. Values may still hold Jinja. */
export interface Project {
  name: string;
  version: string;
  rootDir: string;
  /** Name of the profile in profiles.yml; null where the file names none. */
  profile: string | null;
  modelPaths: readonly string[];
  seedPaths: readonly string[];
  testPaths: readonly string[];
  macroPaths: readonly string[];
  snapshotPaths: readonly string[];
  analysisPaths: readonly string[];
  /** Where `{% docs %}` blocks are looked for. */
  docsPaths: readonly string[];
  assetPaths: readonly string[];
  targetPath: string;
  packagesInstallPath: string;
  cleanTargets: readonly string[];
  vars: Dict;
  sections: Readonly<Record<ConfigSection, Dict>>;
  onRunStart: readonly string[];
  onRunEnd: readonly string[];
  /** `dispatch:` search orders by macro namespace. */
  dispatch: ReadonlyMap<string, readonly string[]>;
  quoting: Dict;
  queryComment: unknown;
  flags: Dict;
  /** Models of access "protected" may be referred to from this package only. */
  restrictAccess: boolean;
  requireDbtVersion: readonly string[];
}

export const PROJECT_FILE = "dbt_project.yml";
const OLD_NAMES: readonly (readonly [old: string, current: string])[] = [
  ["source-paths", "model-paths"],
  ["data-paths", "seed-paths"],
];
const RESERVED_NAMES = new Set(["dbt", "dbt_duckdb"]);

/** Renders a value of dbt_project.yml that holds Jinja. */
export type RenderProject = (value: unknown) => Promise<unknown>;

function invalid(message: string, hint: string): GranaryError {
  return new GranaryError("DBT_PROJECT_INVALID", { message, hint });
}

function paths(raw: Dict, key: string, fallback: readonly string[]): readonly string[] {
  const value = raw[key];
  if (value === undefined || value === null) return fallback;
  return stringList(value).map((path) => path.replace(/^\.\//, "").replace(/\/+$/, ""));
}

function dispatchOrders(raw: Dict): Map<string, readonly string[]> {
  const orders = new Map<string, readonly string[]>();
  const entries = Array.isArray(raw["dispatch"]) ? raw["dispatch"] : [];
  for (const entry of entries) {
    const { macro_namespace: namespace, search_order: order } = dictOf(entry);
    if (typeof namespace === "string") orders.set(namespace, stringList(order));
  }
  return orders;
}

function nameOf(raw: Dict): string {
  const name = raw["name"];
  if (typeof name !== "string" || !/^[A-Za-z_]\w*$/.test(name)) {
    throw invalid(
      `${PROJECT_FILE} has no usable name: ${JSON.stringify(name ?? null)}.`,
      "Set `name:` to letters, digits and underscores.",
    );
  }
  if (RESERVED_NAMES.has(name)) {
    throw invalid(
      `${PROJECT_FILE} is named ${name}, which is taken by dbt's own macros.`,
      "Choose another `name:`.",
    );
  }
  return name;
}

function sectionsOf(raw: Dict): Project["sections"] {
  const tests = raw["data_tests"] === undefined ? raw["tests"] : raw["data_tests"];
  return {
    models: dictOf(raw["models"]),
    seeds: dictOf(raw["seeds"]),
    snapshots: dictOf(raw["snapshots"]),
    data_tests: dictOf(tests),
    unit_tests: dictOf(raw["unit_tests"]),
    sources: dictOf(raw["sources"]),
    exposures: dictOf(raw["exposures"]),
  };
}

function refuseOldNames(raw: Dict): void {
  for (const [old, current] of OLD_NAMES) {
    if (raw[old] !== undefined && raw[current] !== undefined) {
      throw invalid(`${PROJECT_FILE} sets both ${old} and ${current}.`, `Keep ${current}.`);
    }
  }
  if (raw["tests"] !== undefined && raw["data_tests"] !== undefined) {
    throw invalid(`${PROJECT_FILE} sets both tests and data_tests.`, "Keep data_tests.");
  }
}

function projectFrom(raw: Dict, rootDir: string): Project {
  const name = nameOf(raw);
  refuseOldNames(raw);
  const requireDbtVersion = stringList(raw["require-dbt-version"]);
  checkRequiredVersion(name, requireDbtVersion);
  const own = {
    modelPaths: paths(raw, "model-paths", paths(raw, "source-paths", ["models"])),
    seedPaths: paths(raw, "seed-paths", paths(raw, "data-paths", ["seeds"])),
    testPaths: paths(raw, "test-paths", ["tests"]),
    macroPaths: paths(raw, "macro-paths", ["macros"]),
    snapshotPaths: paths(raw, "snapshot-paths", ["snapshots"]),
    analysisPaths: paths(raw, "analysis-paths", ["analyses"]),
  };
  const targetPath = stringOr(raw["target-path"], "target");
  return {
    ...own,
    name,
    version:
      typeof raw["version"] === "number" ? String(raw["version"]) : stringOr(raw["version"], ""),
    rootDir,
    profile: typeof raw["profile"] === "string" ? raw["profile"] : null,
    docsPaths: paths(raw, "docs-paths", [...new Set(Object.values(own).flat())]),
    assetPaths: paths(raw, "asset-paths", []),
    targetPath,
    packagesInstallPath: stringOr(raw["packages-install-path"], "dbt_packages"),
    cleanTargets: paths(raw, "clean-targets", [targetPath]),
    vars: dictOf(raw["vars"]),
    sections: sectionsOf(raw),
    onRunStart: stringList(raw["on-run-start"]),
    onRunEnd: stringList(raw["on-run-end"]),
    dispatch: dispatchOrders(raw),
    quoting: dictOf(raw["quoting"]),
    queryComment: raw["query-comment"],
    flags: dictOf(raw["flags"]),
    restrictAccess: raw["restrict-access"] === true,
    requireDbtVersion,
  };
}

const RENDERED_LATER = new Set([
  "vars",
  "on-run-start",
  "on-run-end",
  "query-comment",
  "models",
  "seeds",
  "snapshots",
  "tests",
  "data_tests",
  "unit_tests",
  "sources",
  "exposures",
]);

/** What `dbt_project.yml` in `rootDir` says, as written. Throws DBT_PROJECT_INVALID. */
export async function readProjectYaml(rootDir: string): Promise<Dict> {
  let text: string;
  try {
    text = await readFile(join(rootDir, PROJECT_FILE), "utf8");
  } catch (cause) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `No ${PROJECT_FILE} in ${rootDir}.`,
      hint: "Point the configuration's projectDir at the folder that holds it.",
      cause,
    });
  }
  const raw = parseYaml(text, PROJECT_FILE);
  if (!isDict(raw)) {
    throw new GranaryError("DBT_PROJECT_INVALID", { message: `${PROJECT_FILE} is not a mapping.` });
  }
  return raw;
}

/**
 * Reads `dbt_project.yml` in `rootDir`. Sections, variables and hooks keep their Jinja; with `render`, everything else
 * is rendered. Throws DBT_PROJECT_INVALID.
 */
export async function readProject(rootDir: string, render?: RenderProject): Promise<Project> {
  const raw = await readProjectYaml(rootDir);
  if (render !== undefined) {
    for (const [key, value] of Object.entries(raw)) {
      if (!RENDERED_LATER.has(key)) raw[key] = await render(value);
    }
  }
  return projectFrom(raw, rootDir);
}
