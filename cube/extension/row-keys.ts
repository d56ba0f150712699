import type { AnswerRow } from "../asking.js";
import { rowKey, type Axis } from "./axes.js";

/** In the row that stands for all members but the best: the axis of those members. Its label may be a member's, too. */
export const OTHERS = "others";

/** Equal for rows that agree on all `axes`; the row of all others is none of the members. */
export function keyOf(row: AnswerRow, axes: readonly Axis[]): string {
  const others = row[OTHERS];
  const isOthers = others !== undefined && axes.some(({ name }) => name === others);
  return `${isOthers ? "others " : ""}${rowKey(row, axes)}`;
}

/** The rows with the same keys in the same order; what a row lacks is missing. */
export function uniform(rows: readonly AnswerRow[]): AnswerRow[] {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return rows.map((row) => Object.fromEntries(keys.map((key) => [key, row[key] ?? null])));
}
