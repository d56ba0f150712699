const MOST_CHANGES = 3;
const MOST_NAMES = 3;

/** How many letters must change, be added or left out to make `a` into `b`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_none, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The names most like `name`, the likest first; few, and none that is far off. */
function nearestNames(name: string, known: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  const near: { name: string; off: number }[] = [];
  for (const candidate of new Set(known)) {
    const other = candidate.toLowerCase();
    const within = Math.min(MOST_CHANGES, Math.max(1, Math.floor(wanted.length / 3)));
    if (Math.abs(other.length - wanted.length) > within + 8) continue;
    const off = distance(wanted, other);
    if (off <= within) near.push({ name: candidate, off });
    else if (
      wanted.length >= 4 &&
      (other.includes(wanted) || wanted.includes(other)) &&
      other.length >= 4
    ) {
      near.push({ name: candidate, off: MOST_CHANGES + off });
    }
  }
  near.sort((a, b) => a.off - b.off || (a.name < b.name ? -1 : 1));
  return near.slice(0, MOST_NAMES).map((found) => found.name);
}

/** " Did you mean 'x'?", or nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  const near = nearestNames(name, known).map((found) => `'${found}'`);
  const last = near.pop();
  if (last === undefined) return "";
  return ` Did you mean ${near.length === 0 ? last : `${near.join(", ")} or ${last}`}?`;
}
