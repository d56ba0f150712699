import { type Dict, isDict } from "../plain.js";

const APPENDED = new Set(["tags", "pre_hook", "post_hook", "packages"]);
const UPDATED = new Set(["meta", "quoting", "column_types", "docs", "contract"]);

function canonicalKey(key: string): string {
  const bare = key.startsWith("+") ? key.slice(1) : key;
  return bare === "pre-hook" || bare === "post-hook" ? bare.replace("-", "_") : bare;
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** One layer over another: lists of tags and hooks append, `meta` and its like merge, the rest replaces. */
export function mergeConfig(under: Dict, over: Dict): Dict {
  const merged: Dict = { ...under };
  for (const [rawKey, value] of Object.entries(over)) {
    const key = canonicalKey(rawKey);
    const below = merged[key];
    if (APPENDED.has(key)) {
      const all = [...asList(below), ...asList(value)];
      merged[key] = key === "tags" ? [...new Set(all)] : all;
    } else if (UPDATED.has(key) && isDict(value)) {
      merged[key] = { ...(isDict(below) ? below : {}), ...value };
    } else {
      merged[key] = value;
    }
  }
  return merged;
}

/**
 * The layers that apply to a node of this `fqn` ([package, …folders, name]), outermost first. A key is a config where
 * it begins with `+` or its value is no mapping; other mappings are folders.
 */
export function configLayers(section: Dict, fqn: readonly string[]): Dict[] {
  const layers: Dict[] = [];
  let level: unknown = section;
  for (const part of [null, ...fqn]) {
    if (part !== null) level = isDict(level) ? level[part] : undefined;
    if (!isDict(level)) break;
    layers.push(
      Object.fromEntries(
        Object.entries(level).filter(([key, value]) => key.startsWith("+") || !isDict(value)),
      ),
    );
  }
  return layers;
}
