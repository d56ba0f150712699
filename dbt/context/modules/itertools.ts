import { iterate } from "../../jinja/sequence.js";
import { type JinjaObject, JinjaTuple, type JinjaValue } from "../../jinja/value.js";
import { namedObject } from "../named-object.js";
import { integer } from "./date-time.js";

function product(lists: readonly JinjaValue[][]): JinjaValue[][] {
  return lists.reduce<JinjaValue[][]>(
    (all, list) => all.flatMap((head) => list.map((item) => [...head, item])),
    [[]],
  );
}

function combinations(
  list: readonly JinjaValue[],
  size: number,
  repeated: boolean,
): JinjaValue[][] {
  if (size === 0) return [[]];
  return list.flatMap((item, index) =>
    combinations(list.slice(repeated ? index : index + 1), size - 1, repeated).map((rest) => [
      item,
      ...rest,
    ]),
  );
}

function permutations(list: readonly JinjaValue[], size: number): JinjaValue[][] {
  if (size === 0) return [[]];
  return list.flatMap((item, index) =>
    permutations([...list.slice(0, index), ...list.slice(index + 1)], size - 1).map((rest) => [
      item,
      ...rest,
    ]),
  );
}

function tuples(rows: readonly JinjaValue[][]): JinjaValue[] {
  return rows.map((row) => new JinjaTuple(row));
}

/** `modules.itertools`, as lists: what has no end is left out. */
export const ITERTOOLS: JinjaObject = namedObject("itertools", {
  chain: (lists) => lists.flatMap(iterate),
  product: (lists, kwargs) => {
    const all = lists.map(iterate);
    return tuples(product(Array.from({ length: integer(kwargs["repeat"], 1) }, () => all).flat()));
  },
  combinations: ([list, size]) => tuples(combinations(iterate(list ?? []), integer(size), false)),
  combinations_with_replacement: ([list, size]) =>
    tuples(combinations(iterate(list ?? []), integer(size), true)),
  permutations: ([list, size]) => {
    const items = iterate(list ?? []);
    return tuples(permutations(items, integer(size, items.length)));
  },
  repeat: ([value, times]) => Array.from({ length: integer(times) }, () => value ?? null),
  islice: ([list, start, stop, step]) => {
    const [from, to] = stop === undefined ? [0, integer(start)] : [integer(start), integer(stop)];
    return iterate(list ?? [])
      .slice(from, to)
      .filter((_item, index) => index % integer(step, 1) === 0);
  },
  zip_longest: (lists, kwargs) => {
    const all = lists.map(iterate);
    const length = Math.max(0, ...all.map((list) => list.length));
    return Array.from(
      { length },
      (_none, index) =>
        new JinjaTuple(all.map((list) => list[index] ?? kwargs["fillvalue"] ?? null)),
    );
  },
});
