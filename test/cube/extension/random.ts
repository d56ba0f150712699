/** Pseudo-random choices that a seed repeats. */
export interface Random {
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** Some of the list, in its order; at least `least`. */
  some<T>(list: readonly T[], least: number, most: number): T[];
  shuffled<T>(list: readonly T[]): T[];
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((item) => ({ item, place: next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  return {
    below,
    shuffled,
    pick: (list) => {
      const item = list[below(list.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    some: (list, least, most) => {
      const chosen = new Set(shuffled(list).slice(0, least + below(most - least + 1)));
      return list.filter((item) => chosen.has(item));
    },
  };
}
