import { dictGet } from "./dict.js";
import { dictMethod } from "./dict-methods.js";
import { JinjaFault } from "./errors.js";
import { listMethod, tupleMethod } from "./list-methods.js";
import { isInteger } from "./numbers.js";
import { iterate } from "./sequence.js";
import { braceFormat } from "./string-format.js";
import { stringMethod } from "./string-methods.js";
import { repr, typeName } from "./text.js";
import { JinjaTuple, Undefined, isFunction, isMapping, isObject, isRecord } from "./value.js";
import type { JinjaValue } from "./value.js";

/** `value.name`: a method or attribute, else the dict item of that name, else undefined. */
export function getAttribute(value: JinjaValue, name: string): JinjaValue {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  const attribute = attributeOf(value, name);
  if (attribute !== undefined) return attribute;
  const item = itemOf(value, name);
  return item === undefined ? missing(value, name) : item;
}

/** `value[key]`: an item, else for a string key the attribute of that name, else undefined. */
export function getItem(value: JinjaValue, key: JinjaValue): JinjaValue {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  if (key instanceof Undefined) throw new JinjaFault(key.problem);
  const item = itemOf(value, key);
  if (item !== undefined) return item;
  const attribute = typeof key === "string" ? attributeOf(value, key) : undefined;
  return attribute === undefined ? missing(value, key) : attribute;
}

/** Follows a dotted path of names and indices, as filters with `attribute=` do. */
export function getPath(value: JinjaValue, path: JinjaValue): JinjaValue {
  if (typeof path !== "string") return getItem(value, path);
  return path
    .split(".")
    .reduce((at, step) => getItem(at, /^\d+$/.test(step) ? Number(step) : step), value);
}

function attributeOf(value: JinjaValue, name: string): JinjaValue | undefined {
  if (typeof value === "string") {
    if (name !== "format") return stringMethod(value, name);
    return (args, kwargs) => braceFormat(value, args, kwargs, { getAttribute, getItem });
  }
  if (Array.isArray(value)) return listMethod(value, name);
  if (value instanceof JinjaTuple) {
    const index = value.names.indexOf(name);
    return index < 0 ? tupleMethod(value, name) : value.items[index];
  }
  if (isRecord(value)) {
    const own = dictGet(value, name);
    if (own !== undefined && isFunction(own)) return own;
  }
  if (isMapping(value)) return dictMethod(value, name);
  return isObject(value) ? value.getAttribute(name) : undefined;
}

function itemOf(value: JinjaValue, key: JinjaValue): JinjaValue | undefined {
  if (isMapping(value)) return dictGet(value, key);
  if (isObject(value)) return value.getItem?.(key);
  const sequence = typeof value === "string" || Array.isArray(value) || value instanceof JinjaTuple;
  if (!sequence || !(typeof key === "boolean" || isInteger(key))) return undefined;
  return iterate(value).at(Number(key));
}

function missing(value: JinjaValue, key: JinjaValue): Undefined {
  const type = value === null ? "'None'" : `'${typeName(value)} object'`;
  return new Undefined(
    typeof key === "string"
      ? `${type} has no attribute '${key}'`
      : `${type} has no element ${repr(key)}`,
  );
}
