import type { Cell, Table } from "../answers/table.js";

/** Sums of floating-point numbers depend on their order. */
const TOLERANCE = 1e-9;

/**
 * What differs between two answers to one query, whatever the order of their rows; null where nothing does. An answer
 * cut off at `limit` may hold other rows of those that come last, so only its length is compared.
 */
export function firstDifference(found: Table, expected: Table, limit: number): string | null {
  if (found.rowCount !== expected.rowCount) {
    return `${String(found.rowCount)} rows in place of ${String(expected.rowCount)}`;
  }
  if (found.rowCount >= limit) return null;
  const rows = sortedRows(found, expected.approximate);
  const wanted = sortedRows(expected, expected.approximate);
  for (const [index, row] of rows.entries()) {
    const other = wanted[index] ?? [];
    const differs = row.findIndex(
      (cell, column) => !same(cell, other[column] ?? null, expected.approximate[column] ?? false),
    );
    if (differs >= 0) {
      return `${found.names[differs] ?? ""}: ${shown(row[differs])} in place of ${shown(other[differs])}`;
    }
  }
  return null;
}

/** Rows in an order that does not depend on inexact columns. */
function sortedRows({ columns, rowCount }: Table, approximate: readonly boolean[]): Cell[][] {
  const rows = Array.from({ length: rowCount }, (_, row) => columns.map((c) => c[row] ?? null));
  const keyed = rows.map((row) => ({
    row,
    key: JSON.stringify(row.filter((_, column) => approximate[column] !== true)),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

function same(a: Cell, b: Cell, approximate: boolean): boolean {
  if (a === b) return true;
  if (!approximate || a === null || b === null) return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
}

function shown(cell: Cell | undefined): string {
  return JSON.stringify(cell ?? null);
}
