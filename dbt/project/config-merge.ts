import { type Dict, isDict } from "../plain.js";

const APPENDED = new Set(["tags", "pre_hook", "post_hook", "packages"]);
const UPDATED = new Set(["meta", "quoting", "column_types", "docs", "contract"]);
const MERGED_WITHOUT_NULLS = new Set(["snapshot_meta_column_names"]);

/** Bare, with hooks spelled by underscore. */
function canonicalKey(key: string): string {
  const bare = (key.startsWith("+") ? key.slice(1) : key).trim();
  return bare === "pre-hook" || bare === "post-hook" ? bare.replace("-", "_") : bare;
}

function asList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** Grants: a privilege replaces the one below, or adds to it where it is written `+privilege`. */
function mergeGrants(below: Dict, above: Dict): Dict {
  const merged: Dict = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const bare = key.replace(/^\+/, "");
    merged[bare] = key.startsWith("+")
      ? [...asList(merged[bare]), ...asList(value)]
      : asList(value);
  }
  return merged;
}

function withoutNulls(value: Dict): Dict {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}

function mergeValue(key: string, below: unknown, value: unknown): unknown {
  if (APPENDED.has(key)) {
    const all = [...asList(below), ...asList(value)];
    return key === "tags" ? [...new Set(all)] : all;
  }
  if (!isDict(value)) return value;
  const under = isDict(below) ? below : {};
  if (UPDATED.has(key)) return { ...under, ...value };
  if (MERGED_WITHOUT_NULLS.has(key)) return { ...under, ...withoutNulls(value) };
  return key === "grants" ? mergeGrants(under, value) : value;
}

/** One layer over another: lists of tags and hooks append, `meta` and its like merge, the rest replaces. */
export function mergeConfig(under: Dict, over: Dict): Dict {
  const merged: Dict = { ...under };
  for (const [rawKey, value] of Object.entries(over)) {
    const key = canonicalKey(rawKey);
    merged[key] = mergeValue(key, merged[key], value);
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
