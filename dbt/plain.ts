/** Plain data as YAML and Jinja hand it over. */
export type Dict = Record<string, unknown>;

export function isDict(value: unknown): value is Dict {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

export function dictOf(value: unknown): Dict {
  return isDict(value) ? value : {};
}

/** A string or a list of strings, as a list; anything else is empty. */
export function stringList(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === "string");
}

export function stringOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}

/** Sorted by code unit, so that order never depends on the locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A copy that lacks some keys. */
export function without(value: Dict, ...keys: readonly string[]): Dict {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
