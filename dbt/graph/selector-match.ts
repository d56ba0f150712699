import { GranaryError } from "../../warehouse/errors.js";
import { type GraphNode, nodeTags } from "../manifest.js";
import { isDict } from "../plain.js";
import { hasWildcard, matchesPath, matchesWildcard } from "./glob.js";
import type { Criterion } from "./selector-parts.js";

function matchesFqn(fqn: readonly string[], selector: string): boolean {
  const leaf = fqn.at(-1) ?? "";
  if (leaf === selector) return true;
  const flat = fqn.flatMap((part) => part.split("."));
  const wanted = selector.split(".");
  if (flat.length < wanted.length) return false;
  const wild = wanted.findIndex(hasWildcard);
  const fixed = wild < 0 ? wanted : wanted.slice(0, wild);
  if (!fixed.every((part, index) => flat[index] === part)) return false;
  if (wild < 0) return true;
  if (matchesWildcard(flat.slice(wild).join("."), wanted.slice(wild).join("."))) return true;
  return wanted.length === 1 && matchesWildcard(leaf, selector);
}

function matchesConfig(node: GraphNode, keys: readonly string[], wanted: string): boolean {
  let value: unknown = node.config;
  for (const key of keys) value = isDict(value) ? value[key] : undefined;
  const equal = (item: unknown): boolean => {
    if (typeof item === "boolean") return wanted.toLowerCase() === String(item);
    if (typeof item !== "string") return false;
    return keys[0] === "severity" ? item.toLowerCase() === wanted.toLowerCase() : item === wanted;
  };
  return Array.isArray(value) ? value.some(equal) : equal(value);
}

function matchesSource(node: GraphNode, value: string): boolean {
  if (node.resourceType !== "source") return false;
  const parts = value.split(".");
  const padded = parts.length === 1 ? [...parts, "*"] : parts;
  const [table = "*", source = "*", packageName = "*"] = padded.reverse();
  return (
    matchesWildcard(node.name, table) &&
    matchesWildcard(node.sourceName, source) &&
    matchesWildcard(node.packageName, packageName)
  );
}

function matchesTestType(node: GraphNode, criterion: Criterion): boolean {
  if (node.resourceType !== "test") return false;
  switch (criterion.value) {
    case "generic":
    case "schema":
      return node.testMetadata !== null;
    case "singular":
      return node.testMetadata === null;
    case "data":
      return true;
    default:
      throw new GranaryError("DBT_SELECTOR_INVALID", {
        message: `The selector ${JSON.stringify(criterion.raw)} names no type of test.`,
        hint: "Write test_type:generic, test_type:singular or test_type:data.",
      });
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Whether `node` itself meets the criterion, without its `+` and `@`. */
export function matchesCriterion(node: GraphNode, criterion: Criterion): boolean {
  const { value } = criterion;
  switch (criterion.method) {
    case "fqn":
      return (
        node.resourceType !== "source" &&
        (matchesFqn(node.fqn, value) || matchesFqn(node.fqn.slice(1), value))
      );
    case "path":
      return matchesPath(node.originalFilePath, value) || node.patchPath === value;
    case "file": {
      const name = baseName(node.originalFilePath);
      return matchesWildcard(name, value) || matchesWildcard(name.replace(/\.[^.]*$/, ""), value);
    }
    case "tag":
      return nodeTags(node).some((tag) => matchesWildcard(tag, value));
    case "config":
      return matchesConfig(node, criterion.methodArguments, value);
    case "resource_type":
      return node.resourceType === value;
    case "source":
      return matchesSource(node, value);
    case "test_type":
      return matchesTestType(node, criterion);
    case "test_name":
      return node.resourceType === "test" && matchesWildcard(node.testMetadata?.name ?? "", value);
    case "package":
      return value === "this" || matchesWildcard(node.packageName, value);
  }
}
