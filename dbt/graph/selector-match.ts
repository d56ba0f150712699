import { GranaryError } from "../../warehouse/errors.js";
import { type GraphNode, type MacroNode, nodeTags } from "../manifest.js";
import { isDict } from "../plain.js";
import type { PreviousState } from "../state/previous-state.js";
import { matchesPath, matchesWildcard } from "./glob.js";
import { matchesFqn } from "./match-fqn.js";
import { matchesState, StateComparison } from "./match-state.js";
import { type Criterion, invalidSelector } from "./selector-parts.js";

/** What selectors look at besides the nodes themselves. */
export interface MatchContext {
  projectName: string;
  macros: ReadonlyMap<string, MacroNode>;
  previous: PreviousState | null;
  /** When each source was loaded last, as this project's own sources.json says. */
  currentSources: ReadonlyMap<string, string | null> | null;
}

type Predicate = (node: GraphNode) => boolean;

function matchesConfig(node: GraphNode, keys: readonly string[], wanted: string): boolean {
  if (node.resourceType === "unit_test" || node.resourceType === "exposure") return false;
  let value: unknown = node.config;
  for (const key of keys) value = isDict(value) ? value[key] : undefined;
  const equal = (item: unknown): boolean => {
    if (typeof item === "boolean") return wanted.toLowerCase() === String(item);
    if (typeof item !== "string") return false;
    const folded = keys.length === 1 && keys[0] === "severity";
    return folded ? item.toLowerCase() === wanted.toLowerCase() : item === wanted;
  };
  return Array.isArray(value) ? value.some(equal) : equal(value);
}

function matchesSource(value: string): Predicate {
  const parts = value.split(".");
  const padded = parts.length === 1 ? [...parts, "*"] : parts;
  const [table = "*", source = "*", packageName = "*"] = padded.reverse();
  return (node) =>
    node.resourceType === "source" &&
    matchesWildcard(node.name, table) &&
    matchesWildcard(node.sourceName, source) &&
    matchesWildcard(node.packageName, packageName);
}

/** `name` or `package.name` of one resource type. */
function matchesNamed(type: GraphNode["resourceType"], value: string): Predicate {
  const [name = "*", packageName = "*"] = value.split(".").reverse();
  return (node) =>
    node.resourceType === type &&
    matchesWildcard(node.name, name) &&
    matchesWildcard(node.packageName, packageName);
}

function matchesTestType(criterion: Criterion): Predicate {
  switch (criterion.value) {
    case "generic":
    case "schema":
      return (node) => node.resourceType === "test" && node.testMetadata !== null;
    case "singular":
      return (node) => node.resourceType === "test" && node.testMetadata === null;
    case "data":
      return (node) => node.resourceType === "test";
    case "unit":
      return (node) => node.resourceType === "unit_test";
    default:
      throw new GranaryError("DBT_SELECTOR_INVALID", {
        message: `The selector ${JSON.stringify(criterion.raw)} names no type of test.`,
        hint: "Write test_type:generic, test_type:singular, test_type:data or test_type:unit.",
      });
  }
}

function matchesTestName(value: string): Predicate {
  return (node) => {
    if (node.resourceType === "unit_test") return matchesWildcard(node.name, value);
    return (
      node.resourceType === "test" &&
      node.testMetadata !== null &&
      matchesWildcard(node.testMetadata.name, value)
    );
  };
}

function matchesVersion(criterion: Criterion): Predicate {
  const { value } = criterion;
  if (!["latest", "prerelease", "old", "none"].includes(value)) {
    throw invalidSelector(criterion.raw, "write latest, prerelease, old or none");
  }
  return (node) => {
    if (node.resourceType !== "model") return false;
    const { version, latestVersion } = node;
    if (value === "none") return version === null;
    if (version === null || latestVersion === null) return false;
    const order = compareVersions(version, latestVersion);
    if (value === "latest") return order === 0;
    return value === "prerelease" ? order > 0 : order < 0;
  };
}

function compareVersions(a: string | number, b: string | number): number {
  const [left, right] = [Number(a), Number(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function lacking(criterion: Criterion, file: string): GranaryError {
  return new GranaryError("DBT_SELECTOR_INVALID", {
    message: `The selector ${JSON.stringify(criterion.raw)} compares with an earlier run, but there is no ${file}.`,
    hint: `Name the folder of an earlier run's artifacts with --state.`,
  });
}

function stateMatcher(criterion: Criterion, context: MatchContext): Predicate {
  const manifest = context.previous?.manifest ?? null;
  if (manifest === null) throw lacking(criterion, "manifest.json");
  const state = new StateComparison(manifest, context.macros);
  return (node) => {
    const verdict = matchesState(state, node, criterion.value);
    if (verdict !== undefined) return verdict;
    throw invalidSelector(
      criterion.raw,
      "write new, old, unmodified, modified or modified with .body, .configs, .relation, " +
        ".persisted_descriptions, .macros or .contract",
    );
  };
}

function resultMatcher(criterion: Criterion, context: MatchContext): Predicate {
  const results = context.previous?.results ?? null;
  if (results === null) throw lacking(criterion, "run_results.json");
  const ids = new Set(
    results.filter(({ status }) => status === criterion.value).map(({ uniqueId }) => uniqueId),
  );
  return (node) => ids.has(node.uniqueId);
}

function sourceStatusMatcher(criterion: Criterion, context: MatchContext): Predicate {
  const before = context.previous?.sources ?? null;
  const now = context.currentSources;
  if (before === null || now === null) throw lacking(criterion, "sources.json");
  if (criterion.value !== "fresher") return () => false;
  return (node) => {
    const loaded = now.get(node.uniqueId) ?? null;
    if (loaded === null) return false;
    const earlier = before.get(node.uniqueId);
    if (earlier === undefined) return true;
    return earlier !== null && Date.parse(loaded) > Date.parse(earlier);
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function matchesFile(value: string): Predicate {
  return (node) => {
    const name = baseName(node.originalFilePath);
    return matchesWildcard(name, value) || matchesWildcard(name.replace(/\.[^.]*$/, ""), value);
  };
}

/** Whether a node itself meets the criterion, without its `+` and `@`. Throws DBT_SELECTOR_INVALID. */
export function matcherOf(criterion: Criterion, context: MatchContext): Predicate {
  const { value } = criterion;
  switch (criterion.method) {
    case "fqn":
      return (node) => node.resourceType !== "source" && matchesFqn(node, value);
    case "path":
      return (node) =>
        matchesPath(node.originalFilePath, value) ||
        ("patchPath" in node &&
          node.patchPath !== null &&
          matchesPath(node.patchPath, value, true));
    case "file":
      return matchesFile(value);
    case "tag":
      return (node) => nodeTags(node).some((tag) => matchesWildcard(tag, value));
    case "group":
      return (node) =>
        "rawCode" in node && node.group !== null && matchesWildcard(node.group, value);
    case "access":
      return (node) => node.resourceType === "model" && node.access === value;
    case "config":
      return (node) => matchesConfig(node, criterion.methodArguments, value);
    case "resource_type":
      return (node) => node.resourceType === value;
    case "source":
      return matchesSource(value);
    case "exposure":
    case "unit_test":
      return matchesNamed(criterion.method, value);
    case "test_type":
      return matchesTestType(criterion);
    case "test_name":
      return matchesTestName(value);
    case "package": {
      const wanted = value === "this" ? context.projectName : value;
      return (node) => matchesWildcard(node.packageName, wanted);
    }
    case "version":
      return matchesVersion(criterion);
    case "state":
      return stateMatcher(criterion, context);
    case "result":
      return resultMatcher(criterion, context);
    case "source_status":
      return sourceStatusMatcher(criterion, context);
  }
}
