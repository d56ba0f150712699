import { GranaryError } from "../../warehouse/errors.js";
import type { Freshness, Quoting, Threshold } from "../manifest.js";
import { type Dict, dictOf, isDict, stringList, stringOr, without } from "../plain.js";
import { mergeConfig } from "./config-merge.js";
import {
  type DeclaredTest,
  type NodeProperties,
  type PropertiesFile,
  configOf,
  entryName,
  nodeProperties,
} from "./node-properties.js";

/** One table of one source. */
export interface SourceProperties extends NodeProperties {
  sourceName: string;
  sourceDescription: string;
  sourceMeta: Dict;
  database: string | null;
  schema: string;
  identifier: string;
  loader: string;
  quoting: Quoting;
  /** What the properties say of freshness; undefined where they leave it to dbt_project.yml. */
  freshness: Freshness | null | undefined;
  loadedAtField: string | null;
  loadedAtQuery: string | null;
}

const PERIODS = ["minute", "hour", "day"] as const;

function thresholdOf(value: unknown): Threshold | null {
  const { count, period } = dictOf(value);
  const known = PERIODS.find((name) => name === period);
  const number = typeof count === "string" ? Number(count) : count;
  return typeof number === "number" && Number.isInteger(number) && known !== undefined
    ? { count: number, period: known }
    : null;
}

/** `freshness:` of a source or table. */
export function freshnessOf(value: unknown): Freshness | null {
  if (!isDict(value)) return null;
  const { filter } = value;
  return {
    warnAfter: thresholdOf(value["warn_after"]),
    errorAfter: thresholdOf(value["error_after"]),
    filter: typeof filter === "string" ? filter : null,
  };
}

/**
 * The freshness of a table under its source's, threshold by threshold. What a table says it wants null, it has none of;
 * undefined says nothing.
 */
function mergedFreshness(layers: readonly unknown[]): Freshness | null | undefined {
  let merged: Dict | null | undefined;
  for (const layer of layers) {
    if (layer === undefined) continue;
    if (!isDict(layer)) merged = null;
    else merged = { ...merged, ...layer };
  }
  if (merged === undefined) return undefined;
  return merged === null ? null : freshnessOf(merged);
}

function quotingOf(source: Dict, table: Dict): Quoting {
  const merged = { ...dictOf(source["quoting"]), ...dictOf(table["quoting"]) };
  const flag = (key: string): boolean | null =>
    typeof merged[key] === "boolean" ? merged[key] : null;
  return {
    database: flag("database"),
    schema: flag("schema"),
    identifier: flag("identifier"),
    column: flag("column"),
  };
}

function textOf(entry: Dict, key: string): string | null {
  const value = entry[key] ?? dictOf(entry["config"])[key];
  return typeof value === "string" ? value : null;
}

function loadedAt(source: Dict, table: Dict): { field: string | null; query: string | null } {
  const inTable = "loaded_at_field" in table;
  const under = inTable ? {} : source;
  return {
    field: textOf(table, "loaded_at_field") ?? textOf(under, "loaded_at_field"),
    query: textOf(table, "loaded_at_query") ?? textOf(under, "loaded_at_query"),
  };
}

function tagged(tests: readonly DeclaredTest[], tags: readonly string[]): DeclaredTest[] {
  return tests.map((test) => ({ ...test, tags: [...tags, ...test.tags] }));
}

/** A table of a source, with what it takes from the source. */
function tableProperties(source: Dict, table: Dict, file: PropertiesFile): SourceProperties {
  const sourceName = stringOr(source["name"], "");
  const properties = nodeProperties(table, `sources: ${sourceName}`, file);
  const keys = ["meta", "tags", "enabled"];
  const over = configOf(table, keys);
  const under = configOf(source, keys);
  const tags = [...stringList(under["tags"]), ...stringList(over["tags"])];
  const merged = mergeConfig(under, over);
  const rest = without(merged, "freshness", "loaded_at_field", "loaded_at_query");
  const own = [...stringList(source["tags"]), ...stringList(table["tags"])];
  const loaded = loadedAt(source, table);
  return {
    ...properties,
    tests: tagged(properties.tests, own),
    config: { ...rest, tags: [...new Set(tags)].sort() },
    sourceName,
    sourceDescription: stringOr(source["description"], ""),
    sourceMeta: dictOf(under["meta"]),
    database: typeof source["database"] === "string" ? source["database"] : null,
    schema: stringOr(source["schema"], sourceName),
    identifier: stringOr(table["identifier"], properties.name),
    loader: stringOr(table["loader"], stringOr(source["loader"], "")),
    quoting: quotingOf(source, table),
    freshness: mergedFreshness([
      source["freshness"],
      dictOf(source["config"])["freshness"],
      table["freshness"],
      dictOf(table["config"])["freshness"],
    ]),
    loadedAtField: loaded.field,
    loadedAtQuery: loaded.query,
  };
}

/** A source as written, or as another package overrides it. */
export interface SourceEntry {
  entry: Dict;
  file: PropertiesFile;
  /** The package whose source of this name it changes. */
  overrides: string | null;
}

export function sourceEntry(entry: Dict, file: PropertiesFile): SourceEntry {
  entryName(entry, "sources", file);
  const overrides = typeof entry["overrides"] === "string" ? entry["overrides"] : null;
  return { entry, file, overrides };
}

function tablesOf(entry: Dict): Dict[] {
  return Array.isArray(entry["tables"]) ? entry["tables"].map(dictOf) : [];
}

function changed(under: Dict, over: Dict): Dict {
  return { ...under, ...without(over, "name", "overrides", "tables") };
}

/** All tables of all sources, each under the override of another package where there is one. */
export function sourceTables(entries: readonly SourceEntry[]): SourceProperties[] {
  const patches = new Map<string, SourceEntry>();
  for (const patch of entries) {
    if (patch.overrides === null) continue;
    const key = `${patch.overrides}.${String(patch.entry["name"])}`;
    const other = patches.get(key);
    if (other !== undefined) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `Source ${key} is overridden twice: in ${other.file.path} and in ${patch.file.path}.`,
        hint: "Keep one of the two.",
      });
    }
    patches.set(key, patch);
  }
  return entries
    .filter(({ overrides }) => overrides === null)
    .flatMap(({ entry, file }) => {
      const patch = patches.get(`${file.packageName}.${String(entry["name"])}`)?.entry;
      const source = patch === undefined ? entry : changed(entry, patch);
      return tablesOf(entry).map((table) => {
        const over = patch && tablesOf(patch).find((other) => other["name"] === table["name"]);
        return tableProperties(source, over === undefined ? table : changed(table, over), file);
      });
    });
}
