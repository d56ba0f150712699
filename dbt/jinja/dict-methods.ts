import { dictDelete, dictEntries, dictGet, dictKeys, dictSet } from "./dict.js";
import { JinjaFault } from "./errors.js";
import { bindParameters, required } from "./parameters.js";
import type { Arguments, KeywordArguments } from "./parameters.js";
import { iterate } from "./sequence.js";
import { repr } from "./text.js";
import { JinjaTuple, isMapping } from "./value.js";
import type { JinjaDict, JinjaFunction, JinjaRecord, JinjaValue } from "./value.js";

type Mapping = JinjaDict | JinjaRecord;
type DictMethod = (dict: Mapping, args: Arguments, kwargs: KeywordArguments) => JinjaValue;

const METHODS = new Map<string, DictMethod>(
  Object.entries({
    items: (dict) => dictEntries(dict).map((entry) => new JinjaTuple(entry)),
    keys: (dict) => dictKeys(dict),
    values: (dict) => dictEntries(dict).map(([, value]) => value),
    get: (dict, args, kwargs) => {
      const [key, otherwise = null] = bindParameters("get", ["key", "default"], args, kwargs);
      const value = dictGet(dict, required(key, "get", "key"));
      return value === undefined ? otherwise : value;
    },
    update: (dict, args, kwargs) => {
      for (const [key, value] of dictFrom(args, kwargs)) dictSet(dict, key, value);
      return null;
    },
    pop: (dict, args, kwargs) => {
      const [key, otherwise] = bindParameters("pop", ["key", "default"], args, kwargs);
      const wanted = required(key, "pop", "key");
      const value = dictGet(dict, wanted);
      dictDelete(dict, wanted);
      if (value !== undefined) return value;
      if (otherwise !== undefined) return otherwise;
      throw new JinjaFault(`pop(): the dict has no key ${repr(wanted)}`);
    },
    setdefault: (dict, args, kwargs) => {
      const names = ["key", "default"];
      const [key, otherwise = null] = bindParameters("setdefault", names, args, kwargs);
      const wanted = required(key, "setdefault", "key");
      const value = dictGet(dict, wanted);
      if (value !== undefined) return value;
      dictSet(dict, wanted, otherwise);
      return otherwise;
    },
    copy: (dict) => new Map(dictEntries(dict)),
    clear: (dict) => {
      for (const key of dictKeys(dict)) dictDelete(dict, key);
      return null;
    },
  } satisfies Record<string, DictMethod>),
);

export function dictMethod(dict: Mapping, name: string): JinjaFunction | undefined {
  const method = METHODS.get(name);
  return method && ((args, kwargs) => method(dict, args, kwargs));
}

/** Python's `dict(mapping_or_pairs, **items)`. */
export function dictFrom(args: Arguments, kwargs: KeywordArguments): JinjaDict {
  const dict: JinjaDict = new Map();
  const [source] = bindParameters("dict", ["source"], args, {});
  if (source !== undefined && isMapping(source)) {
    for (const [key, value] of dictEntries(source)) dictSet(dict, key, value);
  } else if (source !== undefined) {
    for (const pair of iterate(source)) {
      const [key, value, ...rest] = iterate(pair);
      if (key === undefined || value === undefined || rest.length > 0) {
        throw new JinjaFault("dict() takes a mapping or a list of pairs");
      }
      dictSet(dict, key, value);
    }
  }
  for (const [key, value] of Object.entries(kwargs)) dictSet(dict, key, value);
  return dict;
}
