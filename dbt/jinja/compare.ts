import { dictEntries, dictGet, dictHas, dictSize } from "./dict.js";
import { JinjaFault } from "./errors.js";
import { isNumeric, numberOf } from "./numbers.js";
import { iterate } from "./sequence.js";
import { repr, typeName } from "./text.js";
import { JinjaTuple, Undefined, isMapping, isObject } from "./value.js";
import type { JinjaValue } from "./value.js";

/** Python's `bool()`; undefined is false. */
export function truthy(value: JinjaValue): boolean {
  if (value === null || value instanceof Undefined) return false;
  if (isNumeric(value)) return numberOf(value) !== 0;
  if (typeof value === "string") return value !== "";
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof JinjaTuple) return value.items.length > 0;
  if (isMapping(value)) return dictSize(value) > 0;
  if (!isObject(value)) return true;
  if (value.isTrue) return value.isTrue();
  if (!value.iterate) return true;
  for (const _item of value.iterate()) return true;
  return false;
}

/** Python's `==`. */
export function equal(left: JinjaValue, right: JinjaValue): boolean {
  if (left === right) return true;
  if (isNumeric(left) && isNumeric(right)) {
    if (typeof left === "bigint" && typeof right === "bigint") return left === right;
    return numberOf(left) === numberOf(right);
  }
  if (left instanceof Undefined) return right instanceof Undefined;
  if (Array.isArray(left)) return Array.isArray(right) && equalItems(left, right);
  if (left instanceof JinjaTuple) {
    return right instanceof JinjaTuple && equalItems(left.items, right.items);
  }
  if (isMapping(left)) {
    if (!isMapping(right) || dictSize(left) !== dictSize(right)) return false;
    return dictEntries(left).every(([key, item]) => {
      const other = dictGet(right, key);
      return other !== undefined && equal(item, other);
    });
  }
  if (isObject(left) && left.equals) return left.equals(right);
  return isObject(right) && right.equals !== undefined && right.equals(left);
}

/** Order of two values: negative, zero or positive. Throws where Python has no order. */
export function compare(left: JinjaValue, right: JinjaValue): number {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(numberOf(left), numberOf(right));
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return compareItems(left, right);
  if (left instanceof JinjaTuple && right instanceof JinjaTuple) {
    return compareItems(left.items, right.items);
  }
  if (left instanceof Undefined) throw new JinjaFault(left.problem);
  if (right instanceof Undefined) throw new JinjaFault(right.problem);
  const order = objectOrder(left, right);
  if (order !== undefined) return order;
  throw new JinjaFault(
    `'<' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** Python's `item in container`. */
export function contains(container: JinjaValue, item: JinjaValue): boolean {
  if (typeof container === "string") {
    if (typeof item === "string") return container.includes(item);
    throw new JinjaFault(`'in <string>' requires a string on the left, not ${repr(item)}`);
  }
  if (isMapping(container)) return dictHas(container, item);
  return iterate(container).some((candidate) => equal(candidate, item));
}

function equalItems(left: readonly JinjaValue[], right: readonly JinjaValue[]): boolean {
  return left.length === right.length && left.every((item, i) => equal(item, right[i] ?? null));
}

function compareItems(left: readonly JinjaValue[], right: readonly JinjaValue[]): number {
  for (const [i, item] of left.entries()) {
    const other = right[i];
    if (other === undefined) break;
    if (!equal(item, other)) return compare(item, other);
  }
  return left.length - right.length;
}

function compareNumbers(left: number, right: number): number {
  if (left < right) return -1;
  return left > right ? 1 : left === right ? 0 : NaN;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function objectOrder(left: JinjaValue, right: JinjaValue): number | undefined {
  if (isObject(left) && left.compare) return left.compare(right);
  if (!isObject(right) || !right.compare) return undefined;
  const reversed = right.compare(left);
  return reversed === undefined ? undefined : -reversed;
}
