type Dict = Record<string, unknown>;

/**
 * Where two JSON-like values differ: a line each, with the path to the difference. Keys of either side count. What is
 * absent, null or empty says the same: nothing.
 */
export function differences(dbt: unknown, granary: unknown, path = ""): string[] {
  return between(pruned(dbt), pruned(granary), path);
}

function between(dbt: unknown, granary: unknown, path: string): string[] {
  if (isDict(dbt) && isDict(granary)) {
    const keys = [...new Set([...Object.keys(dbt), ...Object.keys(granary)])].sort();
    return keys.flatMap((key) =>
      between(dbt[key], granary[key], path === "" ? key : `${path} › ${key}`),
    );
  }
  const [one, other] = [textOf(dbt), textOf(granary)];
  return one === other ? [] : [`${path}: dbt ${cut(one)}, granary ${cut(other)}`];
}

function pruned(value: unknown): unknown {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(pruned);
  if (!isDict(value)) return value;
  const entries = Object.entries(value)
    .map(([key, entry]) => [key, pruned(entry)] as const)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function isDict(value: unknown): value is Dict {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function cut(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}… (${String(text.length)})` : text;
}
