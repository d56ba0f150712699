/** A stream of pseudo-random numbers. Equal seed and stream name give equal numbers on every machine. */
export interface Random {
  /** An integer from 0 up to, not including, `end`. */
  below(end: number): number;
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True in `permille` of 1,000 draws. */
  chance(permille: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** An index of `weights`, drawn in proportion to the integers there. */
  weighted(weights: readonly number[]): number;
}

/**
 * sfc32 (Chris Doty-Humphrey's small fast counter generator), its state filled from an FNV-1a hash of the stream
 * name and the seed. Each kind of record draws from a stream of its own, so that a change to one leaves the others
 * as they were. Only integer operations and one division by a power of two are used: no result depends on a
 * platform's floating-point library.
 */
export function createRandom(seed: number, stream: string): Random {
  const next = sfc32(fnv1a(`${stream}/${String(seed)}`));
  const below = (end: number): number => Math.floor((next() * end) / 0x1_0000_0000);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (permille) => below(1000) < permille,
    pick: (items) => items[below(items.length)] ?? items[0],
    weighted: (weights) => {
      let left = below(weights.reduce((sum, weight) => sum + weight, 0));
      const found = weights.findIndex((weight) => (left -= weight) < 0);
      return Math.max(found, 0);
    },
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

function sfc32(seed: number): () => number {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 15; warmUp += 1) next();
  return next;
}
