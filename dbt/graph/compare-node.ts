import { type Dict, dictOf, isDict } from "../plain.js";

/** What differs between two versions of one node; true means it does. */
export interface Comparison {
  /** Anything that counts as a modification. */
  contents: boolean;
  body: boolean;
  configs: boolean;
  descriptions: boolean;
  relation: boolean;
  contract: boolean;
}

const UNCOMPARED_CONFIG: ReadonlySet<string> = new Set([
  "alias",
  "schema",
  "database",
  "tags",
  "meta",
  "group",
]);

const TEST_CONFIG = [
  "severity",
  "where",
  "limit",
  "fail_calc",
  "warn_if",
  "error_if",
  "store_failures",
  "store_failures_as",
];

/** Canonical text of plain data: keys in order; absent, null and empty alike; one text as a list of it. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "null";
    return value.length === 1 ? canonical(value[0]) : `[${value.map(canonical).join(",")}]`;
  }
  if (isDict(value)) {
    const parts = Object.keys(value)
      .sort()
      .map((key) => [JSON.stringify(key), canonical(value[key])] as const)
      .filter(([, text]) => text !== "null");
    return parts.length === 0 ? "null" : `{${parts.map((part) => part.join(":")).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

function differ(a: Dict, b: Dict, ...keys: string[]): boolean {
  return keys.some((key) => canonical(a[key]) !== canonical(b[key]));
}

/** Of sources, what stands beside `config` too. */
const SOURCE_FACTS: ReadonlySet<string> = new Set([
  "freshness",
  "loaded_at_field",
  "loaded_at_query",
]);

function configDiffers(now: Dict, old: Dict): boolean {
  const mine = dictOf(now["unrendered_config"]);
  const theirs = dictOf(old["unrendered_config"]);
  if (now["resource_type"] === "test") return differ(mine, theirs, ...TEST_CONFIG);
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const source = now["resource_type"] === "source";
  const compared = keys.filter(
    (key) => !UNCOMPARED_CONFIG.has(key) && !(source && SOURCE_FACTS.has(key)),
  );
  return differ(mine, theirs, ...compared);
}

function columnDescriptions(node: Dict): Dict {
  const columns = Object.entries(dictOf(node["columns"]));
  return Object.fromEntries(columns.map(([name, column]) => [name, dictOf(column)["description"]]));
}

function descriptionsDiffer(now: Dict, old: Dict): boolean {
  const persist = dictOf(dictOf(now["config"])["persist_docs"]);
  if (persist["relation"] === true && differ(now, old, "description")) return true;
  if (persist["columns"] !== true) return false;
  return canonical(columnDescriptions(now)) !== canonical(columnDescriptions(old));
}

function contractOf(node: Dict): string {
  const columns = Object.entries(dictOf(node["columns"]))
    .map(([name, column]) => {
      const { data_type: type, constraints } = dictOf(column);
      return [name, typeof type === "string" ? type.toLowerCase() : null, constraints ?? []];
    })
    .sort();
  return canonical([columns, node["constraints"] ?? [], dictOf(node["config"])["materialized"]]);
}

function contractDiffers(now: Dict, old: Dict): boolean {
  if (now["resource_type"] !== "model") return false;
  const enforced = (node: Dict): boolean =>
    dictOf(dictOf(node["config"])["contract"])["enforced"] === true;
  if (!enforced(now) && !enforced(old)) return false;
  return enforced(now) !== enforced(old) || contractOf(now) !== contractOf(old);
}

/** The options of `config(...)` in any order: they are written from a mapping. */
function testBody(node: Dict): string {
  const [call = "", options = ""] = String(node["raw_code"]).split(/\{\{ config\(|\) \}\}$/);
  return [call.trim(), ...options.split(",").sort()].join(",");
}

function bodyDiffers(now: Dict, old: Dict): boolean {
  if (now["resource_type"] === "seed") return differ(now, old, "checksum");
  if (now["test_metadata"] !== undefined) return testBody(now) !== testBody(old);
  return differ(now, old, "raw_code");
}

function relationDiffers(now: Dict, old: Dict): boolean {
  if (now["resource_type"] === "source") {
    return differ(now, old, "database", "schema", "identifier");
  }
  const mine = dictOf(now["unrendered_config"]);
  const theirs = dictOf(old["unrendered_config"]);
  return differ(mine, theirs, "database", "schema", "alias");
}

function contentsDiffer(now: Dict, old: Dict, parts: Omit<Comparison, "contents">): boolean {
  switch (now["resource_type"]) {
    case "unit_test":
      return differ(now, old, "checksum");
    case "source":
      return (
        parts.relation ||
        parts.configs ||
        differ(now, old, "fqn", "quoting", "freshness", "loaded_at_field", "external")
      );
    case "exposure":
      return (
        parts.configs ||
        differ(now, old, "fqn", "type", "owner", "maturity", "url", "description", "label") ||
        canonical(dependencies(now)) !== canonical(dependencies(old))
      );
    case "test":
      if (now["test_metadata"] !== undefined) return parts.configs || differ(now, old, "fqn");
  }
  return (
    parts.body ||
    parts.configs ||
    parts.descriptions ||
    parts.relation ||
    parts.contract ||
    differ(now, old, "fqn")
  );
}

function dependencies(node: Dict): unknown[] {
  const nodes = dictOf(node["depends_on"])["nodes"];
  return Array.isArray(nodes) ? nodes.map(String).sort() : [];
}

/** Compares a node with its earlier version, both in the shape of manifest.json, as `state:modified` does. */
export function compareNode(now: Dict, old: Dict): Comparison {
  const parts = {
    body: bodyDiffers(now, old),
    configs: configDiffers(now, old),
    descriptions: descriptionsDiffer(now, old),
    relation: relationDiffers(now, old),
    contract: contractDiffers(now, old),
  };
  return { ...parts, contents: contentsDiffer(now, old, parts) };
}
