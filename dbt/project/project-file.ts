import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import { type Dict, dictOf, isDict, stringList, stringOr } from "../plain.js";
import { parseYaml } from "./yaml-text.js";

/** Sections of dbt_project.yml that hold `+config` by folder. */
export type ConfigSection = "models" | "seeds" | "data_tests" | "sources";

/** `dbt_project.yml`, defaulted. Values may still hold Jinja. */
export interface Project {
  name: string;
  version: string;
  rootDir: string;
  modelPaths: readonly string[];
  seedPaths: readonly string[];
  testPaths: readonly string[];
  macroPaths: readonly string[];
  targetPath: string;
  vars: Dict;
  sections: Readonly<Record<ConfigSection, Dict>>;
  onRunStart: readonly string[];
  onRunEnd: readonly string[];
  /** `dispatch:` search orders by macro namespace. */
  dispatch: ReadonlyMap<string, readonly string[]>;
}

export const PROJECT_FILE = "dbt_project.yml";

function paths(raw: Dict, key: string, fallback: string): readonly string[] {
  const value = raw[key];
  return value === undefined
    ? [fallback]
    : stringList(value).map((path) => path.replace(/\/+$/, ""));
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

function projectFrom(raw: Dict, rootDir: string): Project {
  const name = raw["name"];
  if (typeof name !== "string" || !/^[A-Za-z_]\w*$/.test(name)) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `${PROJECT_FILE} has no usable name: ${JSON.stringify(name ?? null)}.`,
      hint: "Set `name:` to letters, digits and underscores.",
    });
  }
  const testSection = { ...dictOf(raw["tests"]), ...dictOf(raw["data_tests"]) };
  return {
    name,
    version: stringOr(raw["version"], ""),
    rootDir,
    modelPaths: paths(raw, "model-paths", "models"),
    seedPaths: paths(raw, "seed-paths", "seeds"),
    testPaths: paths(raw, "test-paths", "tests"),
    macroPaths: paths(raw, "macro-paths", "macros"),
    targetPath: stringOr(raw["target-path"], "target"),
    vars: dictOf(raw["vars"]),
    sections: {
      models: dictOf(raw["models"]),
      seeds: dictOf(raw["seeds"]),
      data_tests: testSection,
      sources: dictOf(raw["sources"]),
    },
    onRunStart: stringList(raw["on-run-start"]),
    onRunEnd: stringList(raw["on-run-end"]),
    dispatch: dispatchOrders(raw),
  };
}

/** Reads `dbt_project.yml` in `rootDir`. Throws DBT_PROJECT_INVALID. */
export async function readProject(rootDir: string): Promise<Project> {
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
  return projectFrom(raw, rootDir);
}
