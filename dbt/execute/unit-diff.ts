type Row = readonly (string | null)[];

/** A row of one side, or of both. */
interface Pair {
  actual: Row | null;
  expected: Row | null;
}

const GAP = "...";

function equalCells(a: Row, b: Row): number {
  return a.filter((cell, index) => cell === b[index]).length;
}

/** Whether two rows are likely to be one that changed: they begin alike, or have most values in common. */
function isLikely(a: Row, b: Row): boolean {
  return (a[0] !== null && a[0] === b[0]) || equalCells(a, b) > a.length / 2;
}

/** Rows that are equal on both sides, then those that are likely to be the same. */
function paired(actual: readonly Row[], expected: readonly Row[]): Pair[] {
  const open = [...expected];
  const take = (fits: (other: Row) => boolean): Row | null => {
    const index = open.findIndex(fits);
    return index < 0 ? null : (open.splice(index, 1)[0] ?? null);
  };
  const exact = new Map(
    actual.map((row) => [row, take((other) => equalCells(row, other) === row.length)]),
  );
  const pairs = actual.map((row) => {
    const other = exact.get(row) ?? take((candidate) => isLikely(row, candidate));
    return { actual: row, expected: other };
  });
  return [...pairs, ...open.map((row) => ({ actual: null, expected: row }))];
}

function isSame({ actual, expected }: Pair): boolean {
  return actual !== null && expected !== null && equalCells(actual, expected) === actual.length;
}

function cellsOf({ actual, expected }: Pair): string[] {
  if (actual === null) return ["---", ...(expected ?? []).map((cell) => cell ?? "null")];
  if (expected === null) return ["+++", ...actual.map((cell) => cell ?? "null")];
  const cells = actual.map((cell, index) => {
    const wanted = expected[index] ?? null;
    return cell === wanted ? (cell ?? "NULL") : `${wanted ?? "NULL"}→${cell ?? "NULL"}`;
  });
  return [equalCells(actual, expected) === actual.length ? "" : "→", ...cells];
}

/** Only rows next to a difference stay; the others become one row of dots. */
function withGaps(pairs: readonly Pair[], width: number): string[][] {
  const lines: string[][] = [];
  let gap = false;
  for (const [index, pair] of pairs.entries()) {
    const near = [pairs[index - 1], pair, pairs[index + 1]];
    if (near.some((other) => other !== undefined && !isSame(other))) {
      lines.push(cellsOf(pair));
      gap = false;
    } else if (!gap) {
      lines.push(Array.from({ length: width + 1 }, () => GAP));
      gap = true;
    }
  }
  return lines;
}

/**
 * The difference of two sets of rows as lines: `+++` rows that are only actual, `---` rows that are only expected, `→`
 * rows with changed values, `expected→actual`. Empty where there is none. Each side's order says how rows are shown.
 */
export function rowDifference(
  columns: readonly string[],
  actual: readonly Row[],
  expected: readonly Row[],
): string[] {
  const pairs = paired(actual, expected);
  if (pairs.every(isSame)) return [];
  const lines = [["@@", ...columns], ...withGaps(pairs, columns.length)];
  const widths = lines.reduce<number[]>(
    (most, line) => line.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [GAP.length],
  );
  return lines.map((line) =>
    line
      .map((cell, index) => (index === line.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join(","),
  );
}
