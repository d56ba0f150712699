import { type Dict, isDict, stringList } from "../plain.js";
import { sameName, type ScopedRelation, type TracedColumn } from "./scope.js";

/** The mappings in a list of the parse tree. */
export function dicts(value: unknown): Dict[] {
  return Array.isArray(value) ? value.filter(isDict) : [];
}

/** The columns under other names, as far as there are any. */
export function renamed(
  columns: readonly TracedColumn[],
  names: readonly string[],
): TracedColumn[] {
  return columns.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}

/** The columns that USING or NATURAL makes one of. */
export function sharedBy(
  join: Dict,
  left: readonly ScopedRelation[],
  right: readonly ScopedRelation[],
): string[] {
  if (join["ref_type"] !== "NATURAL") return stringList(join["using_columns"]);
  const names = (relations: readonly ScopedRelation[]): string[] =>
    relations.flatMap(({ columns }) => columns.map(({ name }) => name));
  return names(left).filter((name) => names(right).some((other) => sameName(other, name)));
}
