/** Deeper than any question that is answered, and more than all but the longest lists of values. */
const MOST_DEPTH = 30;
const MOST_SIGNS = 64_000;
const MOST_TEXT = 1_000;
const CUT = "…";

/**
 * A copy of a question as it came, cut where it is deeper or longer than a log should hold: what was refused may be
 * anything.
 */
export function boundedQuestion(question: unknown): unknown {
  return bounded(question, { left: MOST_SIGNS }, 0);
}

function bounded(value: unknown, signs: { left: number }, depth: number): unknown {
  signs.left -= 4;
  if (depth > MOST_DEPTH) return CUT;
  if (typeof value === "string") {
    signs.left -= Math.min(value.length, MOST_TEXT);
    return value.length <= MOST_TEXT ? value : value.slice(0, MOST_TEXT) + CUT;
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value as readonly unknown[]) {
      if (signs.left <= 0) return [...items, `${CUT} ${String(value.length - items.length)} more`];
      items.push(bounded(item, signs, depth + 1));
    }
    return items;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (signs.left <= 0) return Object.fromEntries([...entries, [CUT, CUT]]);
    signs.left -= Math.min(key.length, MOST_TEXT);
    entries.push([key.slice(0, MOST_TEXT), bounded(inner, signs, depth + 1)]);
  }
  return Object.fromEntries(entries);
}
