import { dictKeys, dictSize } from "./dict.js";
import { JinjaFault } from "./errors.js";
import { characters, typeName } from "./text.js";
import { JinjaTuple, Undefined, isMapping, isObject } from "./value.js";
import type { JinjaValue } from "./value.js";

/** The items Python iterates over: a copy, so that a loop body may change the list. */
export function iterate(value: JinjaValue): JinjaValue[] {
  const items = itemsOf(value);
  if (items) return items;
  if (value instanceof Undefined) return [];
  throw new JinjaFault(`'${typeName(value)}' object is not iterable`);
}

export function isIterable(value: JinjaValue): boolean {
  return (
    typeof value === "string" ||
    Array.isArray(value) ||
    value instanceof JinjaTuple ||
    isMapping(value) ||
    (isObject(value) && value.iterate !== undefined)
  );
}

export function lengthOf(value: JinjaValue): number {
  if (isMapping(value)) return dictSize(value);
  const items = itemsOf(value);
  if (items) return items.length;
  if (value instanceof Undefined) return 0;
  throw new JinjaFault(`object of type '${typeName(value)}' has no len()`);
}

/** Python's `value[start:stop:step]`. */
export function slice(
  value: JinjaValue,
  start: number | null,
  stop: number | null,
  step: number | null,
): JinjaValue {
  if (isMapping(value)) throw new JinjaFault("unhashable type: 'slice'");
  if (typeof value === "string") {
    const text = characters(value);
    return sliceIndices(text.length, start, stop, step ?? 1)
      .map((i) => text[i] ?? "")
      .join("");
  }
  const items = iterate(value);
  const chosen = sliceIndices(items.length, start, stop, step ?? 1).map((i) => items[i] ?? null);
  return value instanceof JinjaTuple ? new JinjaTuple(chosen) : chosen;
}

function sliceIndices(
  length: number,
  start: number | null,
  stop: number | null,
  step: number,
): number[] {
  if (step === 0) throw new JinjaFault("slice step cannot be zero");
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const bound = (index: number | null, missing: number): number =>
    index === null
      ? missing
      : Math.min(Math.max(index < 0 ? index + length : index, lowest), highest);
  const from = bound(start, step > 0 ? lowest : highest);
  const to = bound(stop, step > 0 ? highest : lowest);
  const indices: number[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) indices.push(i);
  return indices;
}

function itemsOf(value: JinjaValue): JinjaValue[] | undefined {
  if (typeof value === "string") return characters(value);
  if (Array.isArray(value)) return [...value];
  if (value instanceof JinjaTuple) return [...value.items];
  if (isMapping(value)) return dictKeys(value);
  return isObject(value) && value.iterate ? [...value.iterate()] : undefined;
}
