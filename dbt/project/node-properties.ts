import { GranaryError } from "../../warehouse/errors.js";
import type { ColumnDoc, Constraint } from "../manifest.js";
import { type Dict, dictOf, isDict, stringList, stringOr, without } from "../plain.js";
import { mergeConfig } from "./config-merge.js";
import { constraintsOf } from "./constraints.js";

/** Where a properties file stands. */
export interface PropertiesFile {
  packageName: string;
  /** Relative to the package's folder. */
  path: string;
  /** Relative to the configured path it was found under. */
  relativePath: string;
}

/** A generic test as written under a model, a source table or a column. */
export interface DeclaredTest {
  definition: unknown;
  columnName: string | null;
  tags: readonly string[];
}

/** What a properties file says of one model (or one version of it), seed, snapshot, analysis or singular test. */
export interface NodeProperties {
  name: string;
  file: PropertiesFile;
  description: string;
  config: Dict;
  columns: Map<string, ColumnDoc>;
  tests: DeclaredTest[];
  constraints: readonly Constraint[];
  deprecationDate: string | null;
  /** Of a versioned model. */
  version: { v: string | number; latest: string | number; definedIn: string } | null;
  /** Of a snapshot without a file of its own: what it is taken of. */
  relation: string | null;
}

/** Keys that may stand beside `config:` as well as in it. */
const OUTSIDE_CONFIG = ["meta", "docs", "group", "contract", "access"];

function testsOf(entry: Dict, owner: string): unknown[] {
  const { tests, data_tests: dataTests } = entry;
  if (Array.isArray(tests) && Array.isArray(dataTests)) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `${owner} has both tests: and data_tests:.`,
      hint: "Keep data_tests.",
    });
  }
  const declared = dataTests ?? tests;
  return Array.isArray(declared) ? (declared as unknown[]) : [];
}

/** `config:` over the keys that may stand beside it. */
export function configOf(entry: Dict, keys: readonly string[] = OUTSIDE_CONFIG): Dict {
  const beside = keys.filter((key) => entry[key] !== undefined && entry[key] !== null);
  const shortcuts = Object.fromEntries(beside.map((key) => [key, entry[key]]));
  return mergeConfig(shortcuts, dictOf(entry["config"]));
}

function nameText(name: unknown): string {
  return typeof name === "string" || typeof name === "number" ? String(name) : "";
}

/** Columns with their tests; `kind` and `owner` say in errors where they stand. */
function columnsOf(
  entry: Dict,
  owner: string,
): { columns: Map<string, ColumnDoc>; tests: DeclaredTest[] } {
  const columns = new Map<string, ColumnDoc>();
  const tests: DeclaredTest[] = [];
  const quoteAll = entry["quote_columns"] === true;
  const listed = Array.isArray(entry["columns"]) ? (entry["columns"] as unknown[]) : [];
  for (const raw of listed) {
    const column = dictOf(raw);
    const name = nameText(column["name"]);
    if (name === "") continue;
    const config = configOf(column, ["meta", "tags"]);
    const tags = stringList(config["tags"]);
    const place = `Column ${name} of ${owner}`;
    columns.set(name, {
      name,
      description: stringOr(column["description"], ""),
      dataType: typeof column["data_type"] === "string" ? column["data_type"] : null,
      quote: column["quote"] === true,
      meta: dictOf(config["meta"]),
      tags,
      constraints: constraintsOf(column["constraints"], place),
      granularity: typeof column["granularity"] === "string" ? column["granularity"] : null,
      docBlocks: [],
    });
    const quoted = column["quote"] === true || (column["quote"] === undefined && quoteAll);
    const columnName = quoted ? `"${name}"` : name;
    for (const definition of testsOf(column, place)) tests.push({ definition, columnName, tags });
  }
  return { columns, tests };
}

/** The name of an entry of a properties file. Throws DBT_PROJECT_INVALID. */
export function entryName(entry: Dict, kind: string, file: PropertiesFile): string {
  const { name } = entry;
  if (typeof name === "string" && name !== "") return name;
  throw new GranaryError("DBT_PROJECT_INVALID", {
    message: `An entry under ${kind}: in ${file.path} has no name.`,
    hint: "Give each entry a `name:`.",
  });
}

/** A date or time as dbt's artifacts spell it, in UTC unless it says otherwise. */
function momentOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const [date = "", time = "00:00:00"] = value.trim().split(/[T ]/);
  return `${date}T${time}${/(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? "" : "+00:00"}`;
}

/** Reads one entry, its Jinja rendered already except in descriptions, tests and hooks. */
export function nodeProperties(entry: Dict, kind: string, file: PropertiesFile): NodeProperties {
  const name = entryName(entry, kind, file);
  const owner = `${name} (${file.path})`;
  const { columns, tests } = columnsOf(entry, owner);
  const own = testsOf(entry, owner).map((definition) => ({
    definition,
    columnName: null,
    tags: [],
  }));
  return {
    name,
    file,
    description: stringOr(entry["description"], ""),
    config: configOf(entry),
    columns,
    tests: [...tests, ...own],
    constraints: constraintsOf(entry["constraints"], owner),
    deprecationDate: momentOf(entry["deprecation_date"]),
    version: null,
    relation: typeof entry["relation"] === "string" ? entry["relation"] : null,
  };
}

function versionOf(entry: Dict, owner: string): string | number {
  const { v } = entry;
  if (typeof v === "string" || typeof v === "number") return v;
  throw new GranaryError("DBT_PROJECT_INVALID", {
    message: `A version of ${owner} has no \`v:\`.`,
    hint: "Write `versions: [{v: 1}, {v: 2}]`.",
  });
}

function isLater(a: string | number, b: string | number): boolean {
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? String(a) > String(b) : x > y;
}

/** A version's columns: those of the model that it includes, then its own. */
function versionColumns(base: unknown, own: unknown): unknown[] {
  const all = Array.isArray(base) ? (base as unknown[]) : [];
  const listed = Array.isArray(own) ? (own as unknown[]) : [];
  const rule = listed.map(dictOf).find((item) => "include" in item || "exclude" in item);
  const include = rule?.["include"] ?? "*";
  const everything = include === "*" || include === "all";
  const included = everything ? null : new Set(stringList(include));
  const excluded = new Set(stringList(rule?.["exclude"]));
  const named = listed.filter((item) => isDict(item) && item !== rule && "name" in item);
  const kept = all.filter((item) => {
    const name = stringOr(dictOf(item)["name"], "");
    return (included === null || included.has(name)) && !excluded.has(name);
  });
  return [...kept, ...named];
}

function deepMerge(under: Dict, over: Dict): Dict {
  const merged: Dict = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isDict(value) && isDict(below) ? deepMerge(below, value) : value;
  }
  return merged;
}

/** Reads an entry of a model: one result, or one for each of its versions. */
export function modelProperties(entry: Dict, file: PropertiesFile): NodeProperties[] {
  const versions = Array.isArray(entry["versions"]) ? entry["versions"].map(dictOf) : [];
  const name = entryName(entry, "models", file);
  if (versions.length === 0) return [nodeProperties(entry, "models", file)];
  const owner = `${name} (${file.path})`;
  const numbers = versions.map((version) => versionOf(version, owner));
  if (new Set(numbers.map(String)).size < numbers.length) {
    throw new GranaryError("DBT_PROJECT_INVALID", { message: `${owner} states a version twice.` });
  }
  const given = entry["latest_version"];
  const latest =
    typeof given === "string" || typeof given === "number"
      ? given
      : numbers.reduce((a, b) => (isLater(b, a) ? b : a));
  if (!numbers.some((number) => String(number) === String(latest))) {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `latest_version ${latest} of ${owner} is none of its versions: ${numbers.join(", ")}.`,
    });
  }
  return versions.map((own) => {
    const v = versionOf(own, owner);
    const tests = own["data_tests"] ?? own["tests"] ?? entry["data_tests"] ?? entry["tests"];
    const shared = without(entry, "versions", "tests");
    const merged: Dict = {
      ...shared,
      ...(own["description"] === undefined ? {} : { description: own["description"] }),
      ...(own["deprecation_date"] === undefined
        ? {}
        : { deprecation_date: own["deprecation_date"] }),
      ...(own["constraints"] === undefined ? {} : { constraints: own["constraints"] }),
      config: deepMerge(configOf(entry), configOf(own)),
      columns: versionColumns(entry["columns"], own["columns"]),
      data_tests: tests,
    };
    const definedIn = stringOr(own["defined_in"], `${name}_v${v}`);
    return { ...nodeProperties(merged, "models", file), version: { v, latest, definedIn } };
  });
}
