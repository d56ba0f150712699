import { compare, equal, truthy } from "./compare.js";
import { JinjaFault } from "./errors.js";
import { integerArgument } from "./numbers.js";
import { bindParameters, required } from "./parameters.js";
import type { Arguments, KeywordArguments } from "./parameters.js";
import { iterate } from "./sequence.js";
import { repr } from "./text.js";
import type { JinjaFunction, JinjaTuple, JinjaValue } from "./value.js";

type ListMethod = (list: JinjaValue[], args: Arguments, kwargs: KeywordArguments) => JinjaValue;

const METHODS = new Map<string, ListMethod>(
  Object.entries({
    append: (list, args, kwargs) => {
      list.push(only("append", args, kwargs));
      return null;
    },
    extend: (list, args, kwargs) => {
      list.push(...iterate(only("extend", args, kwargs)));
      return null;
    },
    insert: (list, args, kwargs) => {
      const [index, item] = bindParameters("insert", ["index", "item"], args, kwargs);
      const at = integerArgument(required(index, "insert", "index"), "the index");
      list.splice(at, 0, required(item, "insert", "item"));
      return null;
    },
    pop: (list, args, kwargs) => {
      const [index] = bindParameters("pop", ["index"], args, kwargs);
      const at = index === undefined ? -1 : integerArgument(index, "the index");
      const position = at < 0 ? at + list.length : at;
      const [removed] = position < 0 ? [] : list.splice(position, 1);
      if (removed === undefined) throw new JinjaFault("pop(): index out of range");
      return removed;
    },
    remove: (list, args, kwargs) => {
      list.splice(position(list, "remove", only("remove", args, kwargs)), 1);
      return null;
    },
    index: (list, args, kwargs) => position(list, "index", only("index", args, kwargs)),
    count: (list, args, kwargs) => occurrences(list, only("count", args, kwargs)),
    sort: (list, args, kwargs) => {
      const [reverse] = bindParameters("sort", ["reverse"], args, kwargs);
      const direction = truthy(reverse ?? false) ? -1 : 1;
      list.sort((left, right) => direction * compare(left, right));
      return null;
    },
    reverse: (list) => {
      list.reverse();
      return null;
    },
    copy: (list) => [...list],
    clear: (list) => {
      list.length = 0;
      return null;
    },
  } satisfies Record<string, ListMethod>),
);

export function listMethod(list: JinjaValue[], name: string): JinjaFunction | undefined {
  const method = METHODS.get(name);
  return method && ((args, kwargs) => method(list, args, kwargs));
}

export function tupleMethod(tuple: JinjaTuple, name: string): JinjaFunction | undefined {
  if (name === "index") {
    return (args, kwargs) => position(tuple.items, "index", only("index", args, kwargs));
  }
  if (name !== "count") return undefined;
  return (args, kwargs) => occurrences(tuple.items, only("count", args, kwargs));
}

function only(method: string, args: Arguments, kwargs: KeywordArguments): JinjaValue {
  const [item] = bindParameters(method, ["item"], args, kwargs);
  return required(item, method, "item");
}

function position(list: readonly JinjaValue[], method: string, item: JinjaValue): number {
  const index = list.findIndex((candidate) => equal(candidate, item));
  if (index < 0) throw new JinjaFault(`${method}(): ${repr(item)} is not in the list`);
  return index;
}

function occurrences(list: readonly JinjaValue[], item: JinjaValue): number {
  return list.filter((candidate) => equal(candidate, item)).length;
}
