/** A stream of pseudo-random numbers. Equal seed and stream name give equal numbers. */
export interface Random {
  /** An integer from 0 up to, not including, `end`. */
  below(end: number): number;
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True in `permille` of 1,000 draws. */
  chance(permille: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** An index of `weights`, drawn in proportion to the numbers there. */
  weighted(weights: readonly number[]): number;
  /** Between 0 and 1, neither included. */
  unit(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Standard normal. */
  normal(): number;
  /** Gamma with the given shape and scale 1. */
  gamma(shape: number): number;
  beta(a: number, b: number): number;
}

/**
 * sfc32 (Chris Doty-Humphrey's small fast counter generator), its state filled from two hashes of the stream name
 * and from the seed. Every record draws from a stream of its own (`order/17/3`): nothing has to be kept to draw it
 * again, and a change to one kind of record leaves the others as they were.
 */
export function createRandom(seed: number, stream: string): Random {
  return new Sfc32(seed, stream);
}

class Sfc32 implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, stream: string) {
    let one = 0x811c9dc5;
    let other = 0x5bd1e995 ^ seed;
    for (let index = 0; index < stream.length; index += 1) {
      const code = stream.charCodeAt(index);
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other ^ code, 0x85ebca6b);
      other ^= other >>> 13;
    }
    this.#a = one;
    this.#b = other;
    this.#c = seed | 0;
    for (let warmUp = 0; warmUp < 12; warmUp += 1) this.#next();
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  below(end: number): number {
    return Math.floor((this.#next() * end) / 0x1_0000_0000);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(permille: number): boolean {
    return this.#next() * 1000 < permille * 0x1_0000_0000;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  weighted(weights: readonly number[]): number {
    let whole = 0;
    for (const weight of weights) whole += weight;
    let left = this.unit() * whole;
    for (let index = 0; index < weights.length; index += 1) {
      left -= weights[index] ?? 0;
      if (left < 0) return index;
    }
    return Math.max(weights.length - 1, 0);
  }

  unit(): number {
    return (this.#next() + 0.5) / 0x1_0000_0000;
  }

  exponential(): number {
    return -Math.log(this.unit());
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  /** Marsaglia and Tsang 2000; a shape below 1 is boosted from the shape above. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * Math.pow(this.unit(), 1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(this.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  beta(a: number, b: number): number {
    const x = this.gamma(a);
    return x / (x + this.gamma(b));
  }
}
