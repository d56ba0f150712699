import type { GraphNode } from "../manifest.js";
import { hasWildcard, matchesWildcard } from "./glob.js";

function matches(fqn: readonly string[], selector: string, versioned: boolean): boolean {
  const leaf = (versioned ? fqn.at(-2) : fqn.at(-1)) ?? "";
  if (leaf === selector) return true;
  const wanted = selector.split(".");
  if (versioned && fqn.slice(-2).join("_") === wanted.slice(-2).join("_")) return true;
  const flat = fqn.flatMap((part) => part.split("."));
  if (flat.length < wanted.length) return false;
  const wild = wanted.findIndex(hasWildcard);
  const fixed = wild < 0 ? wanted : wanted.slice(0, wild);
  if (!fixed.every((part, index) => flat[index] === part)) return false;
  if (wild < 0) return true;
  if (matchesWildcard(flat.slice(wild).join("."), wanted.slice(wild).join("."))) return true;
  return wanted.length === 1 && matchesWildcard(leaf, selector);
}

/** Whether a name, dotted path or pattern means the node, with or without its package in front. */
export function matchesFqn(node: GraphNode, selector: string): boolean {
  const versioned = node.resourceType === "model" && node.version !== null;
  return matches(node.fqn, selector, versioned) || matches(node.fqn.slice(1), selector, versioned);
}
