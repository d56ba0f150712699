/** A copy that lacks the named keys. */
export function without<T extends object, K extends keyof T & string>(
  value: T,
  ...keys: readonly K[]
): Omit<T, K> {
  const dropped: ReadonlySet<string> = new Set(keys);
  const kept = Object.entries(value).filter(([key]) => !dropped.has(key));
  return Object.fromEntries(kept) as Omit<T, K>;
}
