import { getPath } from "./attributes.js";
import { truthy } from "./compare.js";
import { JinjaFault } from "./errors.js";
import { filterParameters } from "./filter.js";
import type { Filter, FilterCall } from "./filter.js";
import { required, textArgument } from "./parameters.js";
import { iterate } from "./sequence.js";
import { applyTest } from "./tests.js";
import { Undefined } from "./value.js";
import type { JinjaValue } from "./value.js";

export const SELECTION_FILTERS: Readonly<Record<string, Filter>> = {
  map: (value, call) => {
    const change = mapping(call);
    return itemsOf(value).map(change);
  },
  select: (value, call) => {
    const passes = predicate(call, 0);
    return itemsOf(value).filter((item) => passes(item));
  },
  reject: (value, call) => {
    const passes = predicate(call, 0);
    return itemsOf(value).filter((item) => !passes(item));
  },
  selectattr: (value, call) => {
    const [path, passes] = [attributeOf(call), predicate(call, 1)];
    return itemsOf(value).filter((item) => passes(getPath(item, path)));
  },
  rejectattr: (value, call) => {
    const [path, passes] = [attributeOf(call), predicate(call, 1)];
    return itemsOf(value).filter((item) => !passes(getPath(item, path)));
  },
};

/** The items to go through; none of whatever is false. */
function itemsOf(value: JinjaValue): JinjaValue[] {
  return truthy(value) ? iterate(value) : [];
}

/** `map('filter', ...)` or `map(attribute='path', default=...)`. */
function mapping(call: FilterCall): (item: JinjaValue) => JinjaValue {
  const [filter, ...rest] = call.args;
  if (filter !== undefined) {
    const name = textArgument(filter, "map");
    return (item) => call.apply(name, item, rest, call.kwargs);
  }
  const [attribute, otherwise] = filterParameters(call, "attribute", "default");
  const path = required(attribute, "map", "attribute");
  return (item) => {
    const value = getPath(item, path);
    return value instanceof Undefined && otherwise !== undefined ? otherwise : value;
  };
}

/** The test named by the argument at `index`, or truthiness. */
function predicate(call: FilterCall, index: number): (item: JinjaValue) => boolean {
  const name = call.args[index];
  if (name === undefined) return truthy;
  const args = call.args.slice(index + 1);
  return (item) => applyTest(textArgument(name, call.name), item, args);
}

function attributeOf(call: FilterCall): JinjaValue {
  const [path] = call.args;
  if (path === undefined) throw new JinjaFault(`${call.name} needs the name of an attribute`);
  return path;
}
