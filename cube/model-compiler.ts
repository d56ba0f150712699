/**
 * Cube compiles YAML by parsing every string of it as a Python expression and running Babel over the outcome three
 * times: some twenty seconds for this model. Here the YAML becomes the JavaScript that Cube would make of it, at once.
 * What the model may hold is therefore plain YAML: `{references}` in SQL are names, possibly with dots, and
 * nothing else. Import this only after `applyCubeSettings`.
 */
import { createRequire } from "node:module";
import { messageOf } from "../warehouse/errors.js";
import type { ModelFile } from "./cube-packages.js";

type Yaml = string | number | boolean | null | Date | Yaml[] | { [key: string]: Yaml };
type YamlObject = Record<string, Yaml>;

/** A parsed cube or view, its members still in lists as in the file. */
export interface ModelCube {
  name: string;
  dimensions?: { name: string; type?: string; [key: string]: unknown }[];
  [key: string]: unknown;
}

const load = createRequire(import.meta.url);
const packageOf = "@cubejs-backend/schema-compiler";
// Cube's own parser, so that a file means here what it means to Cube.
const { load: parseYaml } = createRequire(load.resolve(packageOf))("js-yaml") as {
  load: (text: string) => unknown;
};
const { camelizeCube } = load(`${packageOf}/dist/src/compiler/utils.js`) as {
  camelizeCube: (cube: YamlObject) => void;
};
const { DataSchemaCompiler } = load(`${packageOf}/dist/src/compiler/DataSchemaCompiler.js`) as {
  DataSchemaCompiler: { prototype: object };
};

const KINDS = { cubes: "cube", views: "view" } as const;
const MEMBER_LISTS = ["measures", "dimensions", "segments", "preAggregations", "hierarchies"];

/** Properties that hold SQL, and those that name other members or cubes; Cube calls both as functions. */
const SQL = new Set(["sql", "sqlTable"]);
const REFERENCES = new Set(["drillMembers", "levels", "joinPath", "extends", "contextMembers"]);
/** The same, in pre-aggregations only. */
const ROLLUP_REFERENCES = new Set([
  "measures",
  "dimensions",
  "segments",
  "timeDimension",
  "columns",
]);

const REFERENCE = /\\[{}]|\{([^{}]*)\}/g;
const NAME = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** Makes Cube take the files of {@link compiledModel} as they are. */
export function skipTranspiling(): void {
  Object.assign(DataSchemaCompiler.prototype, {
    transpileJsFile: (file: ModelFile) => Promise.resolve(file),
  });
}

/**
 * The model as JavaScript. A fault becomes a file that throws it, so that Cube reports all faults together.
 *
 * @param adjust is given each cube and view before it is written, to change as it likes
 */
export function compiledModel(
  files: readonly ModelFile[],
  adjust: (cube: ModelCube) => void = () => undefined,
): ModelFile[] {
  return files.map(({ fileName, content }) => {
    const name = `${fileName}.js`;
    try {
      return { fileName: name, content: compiledFile(content, adjust) };
    } catch (error) {
      const fault = JSON.stringify(`${fileName}: ${messageOf(error)}`);
      return { fileName: name, content: `throw new Error(${fault});` };
    }
  });
}

function compiledFile(content: string, adjust: (cube: ModelCube) => void): string {
  const document = (parseYaml(content) ?? {}) as Record<string, ModelCube[] | null>;
  return Object.entries(document)
    .flatMap(([key, cubes]) => {
      if (key !== "cubes" && key !== "views") {
        throw new Error(`${key} is none of the keys cubes and views`);
      }
      return (cubes ?? []).map((parsed) => {
        // Anchors make one object of several places, and what follows changes objects.
        const cube = structuredClone(parsed);
        adjust(cube);
        return `${KINDS[key]}(${JSON.stringify(cube.name)}, ${compiledCube(cube as YamlObject)});`;
      });
    })
    .join("\n");
}

function compiledCube(cube: YamlObject): string {
  camelizeCube(cube);
  for (const list of MEMBER_LISTS) cube[list] = byName(cube[list] ?? [], list);
  cube["joins"] ??= [];
  return code(cube, []);
}

/** `[{name: a, …}, …]` as `{a: {…}, …}`. */
function byName(list: Yaml, what: string): YamlObject {
  if (!Array.isArray(list)) throw new Error(`${what} must be a list`);
  const members: YamlObject = {};
  for (const item of list) {
    const { name, ...rest } = item as YamlObject;
    if (typeof name !== "string") throw new Error(`${what}: one has no name`);
    if (name in members) throw new Error(`${what}: ${name} is there twice`);
    for (const inner of ["indexes", "granularities"]) {
      if (rest[inner]) rest[inner] = byName(rest[inner], `${inner} of ${name}`);
    }
    members[name] = rest;
  }
  return members;
}

function code(value: Yaml, path: readonly string[]): string {
  const key = path.at(-1) ?? "";
  if (!path.includes("meta")) {
    if (SQL.has(key) && typeof value === "string") return sqlFunction(value);
    if (isReference(key, path)) return referenceFunction(value);
  }
  if (value === null || typeof value !== "object" || value instanceof Date) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => code(item, [...path, String(index)])).join(",")}]`;
  }
  const properties = Object.entries(value).map(
    ([name, inner]) => `${JSON.stringify(name)}:${code(inner, [...path, name])}`,
  );
  return `{${properties.join(",")}}`;
}

/** A member may bear the name of a property, for example a measure called `levels`: only its own keys count. */
function isReference(key: string, path: readonly string[]): boolean {
  const inMember = path.length === 3 && MEMBER_LISTS.includes(path[0] ?? "");
  if (path[0] === "preAggregations") {
    return (inMember && ROLLUP_REFERENCES.has(key)) || (key === "columns" && path.length === 5);
  }
  if (!REFERENCES.has(key)) return false;
  return inMember || path.length === 1 || (path[0] === "cubes" && path.length === 3);
}

/** `{CUBE}.a = {other}.b` as `(CUBE, other) => …`: Cube fills a function's parameters in by their names. */
function sqlFunction(text: string): string {
  const parameters = new Set<string>();
  let body = "";
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, name] = match;
    body += literal(text.slice(from, match.index));
    from = match.index + whole.length;
    if (name === undefined) body += whole.slice(1);
    else {
      parameters.add(root(name));
      body += `\${${name}}`;
    }
  }
  return `(${[...parameters].join(", ")}) => \`${body}${literal(text.slice(from))}\``;
}

function referenceFunction(value: Yaml): string {
  const names = [value].flat().map(String);
  const parameters = [...new Set(names.map(root))].join(", ");
  const body = Array.isArray(value) ? `[${names.join(", ")}]` : names.join();
  return `(${parameters}) => ${body}`;
}

function root(name: string): string {
  if (!NAME.test(name)) throw new Error(`{${name}} is no name of a member or cube`);
  return name.split(".")[0] ?? name;
}

/** Text inside a template literal. */
function literal(text: string): string {
  return text.replace(/[`\\]|\$(?=\{)/g, (character) => `\\${character}`);
}
