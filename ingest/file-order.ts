/** Orders file names with the numbers in them by value: `day-9` comes before `day-10`. */
export function byName(a: string, b: string): number {
  const [left, right] = [runsOf(a), runsOf(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = compareRuns(left[i] ?? "", right[i] ?? "");
    if (difference !== 0) return difference;
  }
  return left.length - right.length || compareTexts(a, b);
}

/**
 * Finds, for a name, the last by name of these files that differs from it only in its numbers and comes behind it.
 *
 * @param files names of files that were loaded before
 */
export function laterThan(files: Iterable<string>): (name: string) => string | undefined {
  const last = new Map<string, string>();
  for (const file of files) {
    const known = last.get(shapeOf(file));
    if (known === undefined || byName(file, known) > 0) last.set(shapeOf(file), file);
  }
  return (name) => {
    const later = last.get(shapeOf(name));
    return later !== undefined && byName(later, name) > 0 ? later : undefined;
  };
}

function shapeOf(name: string): string {
  return name.replace(/\d+/g, "0");
}

function runsOf(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

function compareRuns(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareTexts(a, b);
  const [x, y] = [a, b].map((digits) => digits.replace(/^0+(?=\d)/, ""));
  return (x?.length ?? 0) - (y?.length ?? 0) || compareTexts(x ?? "", y ?? "");
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
