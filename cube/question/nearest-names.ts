const COUNT = 3;
/** Longer texts are no slip of the pen, and comparing them would take long. */
const COMPARED_LENGTH = 60;
const SEPARATORS = /[._\s]+/;
const WORD_MORE = 0.05;

/** Those of `known` that `name` was most likely meant to be, nearest first; also far ones, where none is near. */
export function nearestNames(name: string, known: Iterable<string>, count = COUNT): string[] {
  const wanted = name.slice(0, COMPARED_LENGTH).toLowerCase();
  return [...known]
    .map((candidate) => ({ candidate, ...distances(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.near - b.near || a.whole - b.whole || compareText(a.candidate, b.candidate))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** " Did you mean a, b or c?", or nothing where nothing is known. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearestNames(name, known);
  const last = near.at(-1);
  if (last === undefined) return "";
  const others = near.slice(0, -1).join(", ");
  return ` Did you mean ${others === "" ? last : `${others} or ${last}`}?`;
}

/** From 0 for the same text to 1: letter by letter, and by the words of the names in any order, whichever is nearer. */
function distances(wanted: string, candidate: string): { near: number; whole: number } {
  const whole = share(wanted, candidate);
  const words = wanted.split(SEPARATORS);
  const candidateWords = candidate.split(SEPARATORS);
  const byWord = words.map((word) =>
    Math.min(...candidateWords.map((other) => share(word, other))),
  );
  const more = Math.abs(words.length - candidateWords.length);
  const inWords =
    byWord.reduce((sum, distance) => sum + distance, 0) / words.length + more * WORD_MORE;
  return { near: Math.min(whole, inWords), whole };
}

function share(a: string, b: string): number {
  return editDistance(a, b) / Math.max(a.length, b.length, 1);
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Infinity,
      );
    }
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
