import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import type { ColumnDoc } from "../manifest.js";
import { type Dict, dictOf, isDict, stringList, stringOr } from "../plain.js";
import { mergeConfig } from "./config-merge.js";
import { filesUnder, projectFolders } from "./files.js";
import type { Project } from "./project-file.js";
import { parseYaml } from "./yaml-text.js";

/** A generic test as written under a model, a source table or a column. */
export interface DeclaredTest {
  definition: unknown;
  columnName: string | null;
  tags: readonly string[];
}

/** What a properties file says of one model or seed. */
export interface NodeProperties {
  name: string;
  file: string;
  description: string;
  config: Dict;
  columns: Map<string, ColumnDoc>;
  tests: DeclaredTest[];
}

/** One table of one source. */
export interface SourceProperties extends NodeProperties {
  sourceName: string;
  sourceDescription: string;
  database: string | null;
  schema: string;
  identifier: string;
  loader: string;
}

/** All properties files of a project, taken together. */
export interface Properties {
  models: Map<string, NodeProperties>;
  seeds: Map<string, NodeProperties>;
  sources: SourceProperties[];
  macroDescriptions: Map<string, string>;
}

/** Renders every string of a YAML value that holds Jinja, to its native type where it is one. */
export type RenderYaml = (value: unknown, file: string) => Promise<unknown>;

function testsOf(entry: Dict): unknown[] {
  const declared: unknown[] = [];
  for (const key of ["tests", "data_tests"]) {
    const value = entry[key];
    if (Array.isArray(value)) declared.push(...(value as unknown[]));
  }
  return declared;
}

function configOf(entry: Dict): Dict {
  const shortcuts: Dict = {};
  for (const key of ["meta", "tags", "docs", "enabled"]) {
    if (entry[key] !== undefined) shortcuts[key] = entry[key];
  }
  return mergeConfig(shortcuts, dictOf(entry["config"]));
}

function columnsOf(entry: Dict): { columns: Map<string, ColumnDoc>; tests: DeclaredTest[] } {
  const columns = new Map<string, ColumnDoc>();
  const tests: DeclaredTest[] = [];
  const listed = Array.isArray(entry["columns"]) ? (entry["columns"] as unknown[]) : [];
  for (const raw of listed) {
    const column = dictOf(raw);
    const name = stringOr(column["name"], "");
    if (name === "") continue;
    const config = configOf(column);
    const tags = stringList(config["tags"]);
    columns.set(name, {
      name,
      description: stringOr(column["description"], "").trim(),
      dataType: typeof column["data_type"] === "string" ? column["data_type"] : null,
      quote: column["quote"] === true,
      meta: dictOf(config["meta"]),
      tags,
    });
    const columnName = column["quote"] === true ? `"${name}"` : name;
    tests.push(...testsOf(column).map((definition) => ({ definition, columnName, tags })));
  }
  return { columns, tests };
}

async function nodeProperties(
  entry: Dict,
  kind: string,
  file: string,
  render: RenderYaml,
): Promise<NodeProperties> {
  const name = entry["name"];
  if (typeof name !== "string" || name === "") {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `An entry under ${kind}: in ${file} has no name.`,
      hint: "Give each entry a `name:`.",
    });
  }
  const { columns, tests } = columnsOf(entry);
  const own = testsOf(entry).map((definition) => ({ definition, columnName: null, tags: [] }));
  return {
    name,
    file,
    description: stringOr(entry["description"], "").trim(),
    config: dictOf(await render(configOf(entry), file)),
    columns,
    tests: [...own, ...tests],
  };
}

async function sourceTables(
  entry: Dict,
  file: string,
  render: RenderYaml,
): Promise<SourceProperties[]> {
  const { tables, description, ...rendered } = entry;
  const facts = dictOf(await render(rendered, file));
  const sourceName = stringOr(facts["name"], "");
  const list = Array.isArray(tables) ? (tables as unknown[]) : [];
  return Promise.all(
    list.map(async (raw) => {
      const table = dictOf(raw);
      const properties = await nodeProperties(table, `sources: ${sourceName}`, file, render);
      const { identifier } = dictOf(await render({ identifier: table["identifier"] }, file));
      return {
        ...properties,
        config: mergeConfig(configOf(facts), properties.config),
        sourceName,
        sourceDescription: stringOr(description, "").trim(),
        database: typeof facts["database"] === "string" ? facts["database"] : null,
        schema: stringOr(facts["schema"], sourceName),
        identifier: stringOr(identifier, properties.name),
        loader: stringOr(table["loader"], stringOr(facts["loader"], "")),
      };
    }),
  );
}

function entriesOf(document: Dict, key: string): Dict[] {
  const list = document[key];
  return Array.isArray(list) ? list.filter(isDict) : [];
}

async function collectNodes(
  document: Dict,
  kind: "models" | "seeds",
  file: string,
  into: Properties,
  render: RenderYaml,
): Promise<void> {
  for (const entry of entriesOf(document, kind)) {
    const properties = await nodeProperties(entry, kind, file, render);
    const other = into[kind].get(properties.name);
    if (other !== undefined) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `${kind}: ${properties.name} is described twice: in ${other.file} and in ${file}.`,
        hint: "Keep one of the two.",
      });
    }
    into[kind].set(properties.name, properties);
  }
}

/** Reads every properties file of the project. Throws DBT_PROJECT_INVALID. */
export async function readProperties(project: Project, render: RenderYaml): Promise<Properties> {
  const all: Properties = {
    models: new Map(),
    seeds: new Map(),
    sources: [],
    macroDescriptions: new Map(),
  };
  const files = await filesUnder(project.rootDir, projectFolders(project), [".yml", ".yaml"]);
  for (const { path } of files) {
    const parsed = parseYaml(await readFile(join(project.rootDir, path), "utf8"), path);
    if (!isDict(parsed)) continue;
    await collectNodes(parsed, "models", path, all, render);
    await collectNodes(parsed, "seeds", path, all, render);
    for (const source of entriesOf(parsed, "sources")) {
      all.sources.push(...(await sourceTables(source, path, render)));
    }
    for (const macro of entriesOf(parsed, "macros")) {
      all.macroDescriptions.set(
        stringOr(macro["name"], ""),
        stringOr(macro["description"], "").trim(),
      );
    }
  }
  return all;
}
