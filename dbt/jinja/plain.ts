import { dictEntries } from "./dict.js";
import { JinjaFault } from "./errors.js";
import { JinjaSet } from "./set.js";
import { JinjaFloat, JinjaTuple, Undefined, isFunction, isMapping, isObject } from "./value.js";
import type { JinjaDict, JinjaValue } from "./value.js";

/**
 * Ordinary data: dicts become plain objects with string keys, tuples arrays, floats numbers, host objects
 * their text. Functions are left out of dicts and lists; an undefined value throws.
 */
export function toPlain(value: JinjaValue): unknown {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  if (value instanceof JinjaFloat) return value.value;
  if (value instanceof JinjaTuple) return plainList(value.items);
  if (Array.isArray(value)) return plainList(value);
  if (isMapping(value)) {
    const entries = dictEntries(value).filter(([, item]) => !isFunction(item));
    return Object.fromEntries(entries.map(([key, item]) => [plainKey(key), toPlain(item)]));
  }
  if (isFunction(value)) return null;
  if (value instanceof JinjaSet) return plainList(value.members);
  return isObject(value) ? value.toString() : value;
}

/**
 * A value for templates from parsed YAML, JSON or query results: objects become dicts, dates ISO text.
 * Functions and other classes' instances are refused.
 */
export function fromPlain(data: unknown): JinjaValue {
  if (data === null || data === undefined) return null;
  if (typeof data === "object") return fromPlainObject(data);
  if (typeof data === "string" || typeof data === "boolean") return data;
  if (typeof data === "number" || typeof data === "bigint") return data;
  throw new TypeError(`A ${typeof data} cannot be a template value`);
}

function fromPlainObject(data: object): JinjaValue {
  if (Array.isArray(data)) return data.map(fromPlain);
  if (data instanceof Date) return data.toISOString();
  if (data instanceof Map) {
    const entries = [...(data as Map<unknown, unknown>)];
    return new Map(entries.map(([key, item]) => [fromPlain(key), fromPlain(item)]));
  }
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`An instance of ${data.constructor.name} cannot be a template value`);
  }
  const dict: JinjaDict = new Map();
  for (const [key, item] of Object.entries(data)) dict.set(key, fromPlain(item));
  return dict;
}

function plainList(items: readonly JinjaValue[]): unknown[] {
  return items.filter((item) => !isFunction(item)).map(toPlain);
}

function plainKey(key: JinjaValue): string {
  return String(toPlain(key));
}
