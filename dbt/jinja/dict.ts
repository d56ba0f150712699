import { JinjaFault } from "./errors.js";
import { JinjaFloat, JinjaTuple, isMapping } from "./value.js";
import type { JinjaDict, JinjaRecord, JinjaValue } from "./value.js";

type Mapping = JinjaDict | JinjaRecord;

export function dictEntries(dict: Mapping): [JinjaValue, JinjaValue][] {
  return dict instanceof Map ? [...dict] : Object.entries(dict);
}

export function dictKeys(dict: Mapping): JinjaValue[] {
  return dict instanceof Map ? [...dict.keys()] : Object.keys(dict);
}

export function dictSize(dict: Mapping): number {
  return dict instanceof Map ? dict.size : Object.keys(dict).length;
}

export function dictGet(dict: Mapping, key: JinjaValue): JinjaValue | undefined {
  if (dict instanceof Map) return dict.get(storedKey(dict, key));
  return typeof key === "string" && Object.hasOwn(dict, key) ? dict[key] : undefined;
}

export function dictHas(dict: Mapping, key: JinjaValue): boolean {
  if (dict instanceof Map) return dict.has(storedKey(dict, key));
  return typeof key === "string" && Object.hasOwn(dict, key);
}

export function dictSet(dict: Mapping, key: JinjaValue, value: JinjaValue): void {
  if (dict instanceof Map) {
    dict.set(storedKey(dict, key), value);
    return;
  }
  if (typeof key !== "string") throw new JinjaFault("this dict takes only string keys");
  // A plain assignment to "__proto__" would replace the prototype.
  Object.defineProperty(dict, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

export function dictDelete(dict: Mapping, key: JinjaValue): void {
  if (dict instanceof Map) dict.delete(storedKey(dict, key));
  else if (typeof key === "string") Reflect.deleteProperty(dict, key);
}

/** The key already in the dict that Python holds equal to `key` (`1 == 1.0 == True`), or `key`. */
function storedKey(dict: JinjaDict, key: JinjaValue): JinjaValue {
  if (Array.isArray(key) || isMapping(key)) {
    throw new JinjaFault(`unhashable type: '${Array.isArray(key) ? "list" : "dict"}'`);
  }
  if (typeof key === "string" || key === null || dict.has(key)) return key;
  const wanted = keyText(key);
  if (wanted === undefined) return key;
  for (const candidate of dict.keys()) if (keyText(candidate) === wanted) return candidate;
  return key;
}

/** Equal for keys that are equal in Python; `undefined` for keys compared by identity. */
function keyText(key: JinjaValue): string | undefined {
  if (key === null) return "none";
  if (typeof key === "string") return JSON.stringify(key);
  if (typeof key === "boolean") return key ? "1" : "0";
  if (typeof key === "number" || typeof key === "bigint") return key.toString();
  if (key instanceof JinjaFloat) return key.value.toString();
  if (!(key instanceof JinjaTuple)) return undefined;
  return `(${key.items.map((item) => keyText(item) ?? "?").join(",")})`;
}
