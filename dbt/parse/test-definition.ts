import { hash } from "node:crypto";
import { GranaryError } from "../../warehouse/errors.js";
import type { TestMetadata } from "../manifest.js";
import { type Dict, byCodeUnit, dictOf, isDict } from "../plain.js";
import type { PropertiesFile } from "../project/node-properties.js";
import { pythonRepr, pythonStr } from "./python-text.js";

/** A generic test under a model, source table or column, its arguments apart from its configuration. */
export interface TestDefinition {
  metadata: TestMetadata;
  config: Dict;
  description: string;
  /** The name as given, or made from the arguments. */
  name: string;
  /** The name, cut and hashed where it would be too long for a file. */
  shortName: string;
}

/** What a test is declared on; `reference` is the template expression for it. */
export interface TestedThing {
  name: string;
  kind: "node" | "source";
  reference: string;
  file: PropertiesFile;
}

const CONFIG_KEYS = [
  "severity",
  "tags",
  "enabled",
  "where",
  "limit",
  "warn_if",
  "error_if",
  "fail_calc",
  "store_failures",
  "store_failures_as",
  "meta",
  "database",
  "schema",
  "alias",
];
const LONGEST_NAME = 63;
const ID_HASH_LENGTH = 10;

function md5(text: string): string {
  return hash("md5", text);
}

function invalid(on: TestedThing, definition: unknown): GranaryError {
  return new GranaryError("DBT_PROJECT_INVALID", {
    message: `A test on ${on.name} in ${on.file.path} cannot be read: ${JSON.stringify(definition)}.`,
    hint: "Write a test's name, or a mapping of one test's name to its arguments.",
  });
}

function nameAndArguments(definition: unknown, on: TestedThing): [name: string, args: Dict] {
  if (typeof definition === "string") return [definition, {}];
  if (!isDict(definition)) throw invalid(on, definition);
  if (typeof definition["test_name"] === "string") {
    const { test_name: name, ...args } = definition;
    return [name, args];
  }
  const [entry, ...more] = Object.entries(definition);
  if (entry === undefined || more.length > 0) throw invalid(on, definition);
  const [name, args] = entry;
  if (args !== null && !isDict(args)) throw invalid(on, definition);
  return [name, dictOf(args)];
}

function syntheticName(type: string, on: TestedThing, kwargs: Dict): [full: string, short: string] {
  const identifier = `${on.kind === "source" ? "source_" : ""}${type}_${on.name}`;
  const flat = Object.keys(kwargs)
    .filter((key) => key !== "model")
    .sort(byCodeUnit)
    .flatMap((key) => {
      const value = kwargs[key];
      if (Array.isArray(value)) return value as unknown[];
      return isDict(value) ? Object.values(value) : [value];
    })
    .map((part) => pythonStr(part).replace(/[^0-9a-zA-Z_]+/g, "_"));
  const full = `${identifier}_${flat.join("__")}`;
  return [full, full.length > LONGEST_NAME ? `${identifier.slice(0, 30)}_${md5(full)}` : full];
}

/** Reads one declared test, in either spelling of arguments. Throws DBT_PROJECT_INVALID. */
export function readTestDefinition(
  definition: unknown,
  on: TestedThing,
  columnName: string | null,
): TestDefinition {
  const [qualified, given] = nameAndArguments(definition, on);
  const { arguments: nested, config, name, description, ...top } = given;
  const kwargs: Dict = { ...top, ...dictOf(nested) };
  if (columnName !== null) kwargs["column_name"] = columnName;
  const configured: Dict = {};
  for (const key of CONFIG_KEYS) {
    if (kwargs[key] !== undefined && kwargs[key] !== null) configured[key] = kwargs[key];
    Reflect.deleteProperty(kwargs, key);
  }
  Object.assign(configured, dictOf(config));
  kwargs["model"] = `{{ get_where_subquery(${on.reference}) }}`;
  const dot = qualified.indexOf(".");
  const namespace = dot < 0 ? null : qualified.slice(0, dot);
  const testName = qualified.slice(dot + 1);
  const type = namespace === null ? testName : `${namespace}_${testName}`;
  const [full, short] = syntheticName(type, on, kwargs);
  return {
    metadata: { name: testName, namespace, kwargs },
    config: configured,
    description: typeof description === "string" ? description : "",
    name: typeof name === "string" ? name : full,
    shortName: typeof name === "string" ? name : short,
  };
}

function hashable(value: unknown): unknown {
  if (isDict(value)) {
    const keys = Object.keys(value).sort(byCodeUnit);
    return Object.fromEntries(keys.map((key) => [key, hashable(value[key])]));
  }
  return Array.isArray(value) ? value.map(hashable) : pythonStr(value);
}

/** The unique id of a generic test: the same as dbt's, so that artifacts can be compared. */
export function genericTestId(packageName: string, test: TestDefinition): string {
  const { name, namespace, kwargs } = test.metadata;
  const hash = md5(test.name + pythonRepr(hashable({ kwargs, name, namespace })));
  return `test.${packageName}.${test.name}.${hash.slice(-ID_HASH_LENGTH)}`;
}
