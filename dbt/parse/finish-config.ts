import type { ProjectNode } from "../manifest.js";
import { type Dict, dictOf, isDict, stringList, stringOr } from "../plain.js";

function hookOf(value: unknown): Dict {
  if (isDict(value)) {
    return {
      index: null,
      ...value,
      sql: stringOr(value["sql"], ""),
      transaction: value["transaction"] !== false,
    };
  }
  const sql = typeof value === "string" ? value : "";
  if (sql.trimStart().startsWith("{")) {
    try {
      const parsed: unknown = JSON.parse(sql);
      if (isDict(parsed) && typeof parsed["sql"] === "string") return hookOf(parsed);
    } catch {
      // SQL that happens to begin with a brace.
    }
  }
  return { sql, transaction: true, index: null };
}

function hooks(value: unknown): Dict[] {
  const all = Array.isArray(value)
    ? (value as unknown[])
    : value === undefined || value === null
      ? []
      : [value];
  return all.map(hookOf);
}

/** `store_failures` and `store_failures_as` say the same thing; the second wins. */
function storedFailures(config: Dict): Dict {
  const as = config["store_failures_as"];
  if (typeof as === "string") return { store_failures: as !== "ephemeral" };
  const store = config["store_failures"];
  if (store === true) return { store_failures_as: "table" };
  return store === false ? { store_failures_as: "ephemeral" } : {};
}

const SEVERITY = /^(?:warn|error)$/i;

function testFault(config: Dict): string | null {
  const { severity } = config;
  return typeof severity === "string" && !SEVERITY.test(severity)
    ? `severity is '${severity}'; it must be warn or error`
    : null;
}

function snapshotFault(config: Dict): string | null {
  const { strategy, unique_key: key, check_cols: checked, updated_at: updatedAt } = config;
  const isSet = (value: unknown): boolean =>
    value !== null &&
    value !== undefined &&
    value !== "" &&
    !(Array.isArray(value) && value.length === 0);
  if (!isSet(strategy) || !isSet(key)) {
    return "a snapshot needs a 'strategy' and a 'unique_key'";
  }
  if (strategy === "check") {
    if (!isSet(checked)) return "a snapshot of strategy check needs 'check_cols'";
    if (typeof checked === "string" && checked !== "all") {
      return `check_cols is '${checked}'; it must be 'all' or a list of columns`;
    }
  }
  if (strategy === "timestamp") {
    if (!isSet(updatedAt)) return "a snapshot of strategy timestamp needs 'updated_at'";
    if (isSet(checked)) return "a snapshot of strategy timestamp has no 'check_cols'";
  }
  return null;
}

function modelFault(config: Dict): string | null {
  const enforced = dictOf(config["contract"])["enforced"] === true;
  const onChange = config["on_schema_change"];
  if (
    enforced &&
    config["materialized"] === "incremental" &&
    onChange !== "append_new_columns" &&
    onChange !== "fail"
  ) {
    return "an incremental model with an enforced contract needs on_schema_change append_new_columns or fail";
  }
  const { access } = config;
  return access === "private" ||
    access === "protected" ||
    access === "public" ||
    access === undefined
    ? null
    : `access is ${JSON.stringify(access)}; it must be private, protected or public`;
}

/** What is wrong with a node's whole configuration; null where nothing is. */
export function configFault(type: ProjectNode["resourceType"], config: Dict): string | null {
  switch (type) {
    case "model":
      return modelFault(config);
    case "snapshot":
      return snapshotFault(config);
    case "test":
      return testFault(config);
    case "seed":
    case "analysis":
    case "operation":
      return null;
  }
}

/** The whole configuration in its final shape: hooks as mappings, tags and owners of grants as lists. */
export function finishConfig(type: ProjectNode["resourceType"], merged: Dict): Dict {
  const config: Dict = { ...merged, tags: [...new Set(stringList(merged["tags"]))] };
  if (type === "test") return { ...config, ...storedFailures(config) };
  const grants = Object.entries(dictOf(config["grants"]));
  return {
    ...config,
    pre_hook: hooks(config["pre_hook"]),
    post_hook: hooks(config["post_hook"]),
    grants: Object.fromEntries(grants.map(([privilege, to]) => [privilege, stringList(to)])),
  };
}
