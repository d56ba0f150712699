import type { Column } from "./column-types.js";
import type { DiscoveredTable } from "./source.js";

const CHANGED = /^(last_?)?(updated?|modified|changed?)(_?(at|on|date|time|timestamp))*$/i;

/** What suits a database table: merge by its key where a column tells when a row changed, else replace. */
export function suggestedMode(
  columns: readonly Column[],
  primaryKey: readonly string[],
): DiscoveredTable["suggested"] {
  const cursor = columns.find(
    ({ name, type }) => CHANGED.test(name) && /^(TIMESTAMP|DATE)/.test(type),
  );
  if (cursor === undefined || primaryKey.length === 0) return { mode: "replace" };
  return { mode: "merge", cursor: cursor.name };
}
