import { getPath } from "./attributes.js";
import { compare, equal, truthy } from "./compare.js";
import { dictEntries } from "./dict.js";
import { JinjaFault } from "./errors.js";
import { filterParameters } from "./filter.js";
import type { Filter, FilterCall } from "./filter.js";
import { integerArgument } from "./numbers.js";
import { applyBinary } from "./operators.js";
import { required } from "./parameters.js";
import { iterate, lengthOf } from "./sequence.js";
import { characters, str, typeName } from "./text.js";
import { JinjaTuple, Undefined, isMapping } from "./value.js";
import type { JinjaValue } from "./value.js";

export const SEQUENCE_FILTERS: Readonly<Record<string, Filter>> = {
  length: lengthOf,
  count: lengthOf,
  list: (value) => iterate(value),
  first: (value) => itemAt(iterate(value), 0, "No first item, sequence was empty."),
  last: (value) => itemAt(iterate(value), -1, "No last item, sequence was empty."),
  reverse: (value) => {
    if (typeof value === "string") return characters(value).reverse().join("");
    return iterate(value).reverse();
  },
  join: (value, call) => {
    const [separator = "", attribute] = filterParameters(call, "d", "attribute");
    return iterate(value)
      .map((item) => str(keyed(item, attribute)))
      .join(str(separator));
  },
  sort: (value, call) => {
    const [reverse = false, caseSensitive = false, attribute] = filterParameters(
      call,
      "reverse",
      "case_sensitive",
      "attribute",
    );
    return sorted(iterate(value), sortKey(attribute, truthy(caseSensitive)), truthy(reverse));
  },
  dictsort: (value, call) => {
    const [caseSensitive = false, by = "key", reverse = false] = filterParameters(
      call,
      "case_sensitive",
      "by",
      "reverse",
    );
    if (by !== "key" && by !== "value") {
      throw new JinjaFault("dictsort sorts by 'key' or by 'value'");
    }
    const key = sortKey(by === "key" ? 0 : 1, truthy(caseSensitive));
    return sorted(pairs(value), key, truthy(reverse));
  },
  items: (value) => (value instanceof Undefined ? [] : pairs(value)),
  unique: (value, call) => {
    const [caseSensitive = false, attribute] = filterParameters(
      call,
      "case_sensitive",
      "attribute",
    );
    const key = sortKey(attribute, truthy(caseSensitive));
    const kept: { item: JinjaValue; key: JinjaValue[] }[] = [];
    for (const item of iterate(value)) {
      const own = key(item);
      if (!kept.some((other) => equal(other.key, own))) kept.push({ item, key: own });
    }
    return kept.map(({ item }) => item);
  },
  sum: (value, call) => {
    const [attribute, start = 0] = filterParameters(call, "attribute", "start");
    return iterate(value)
      .map((item) => keyed(item, attribute))
      .reduce((total, item) => applyBinary("+", total, item), start);
  },
  min: (value, call) => extreme(value, call, -1),
  max: (value, call) => extreme(value, call, 1),
  batch: (value, call) => {
    const [lineCount, fill = null] = filterParameters(call, "linecount", "fill_with");
    const size = integerArgument(required(lineCount, "batch", "linecount"), "linecount");
    if (size < 1) throw new JinjaFault("batch needs a positive linecount");
    const items = iterate(value);
    const rows: JinjaValue[][] = [];
    for (let i = 0; i < items.length; i += size) rows.push(items.slice(i, i + size));
    const lastRow = rows.at(-1);
    while (fill !== null && lastRow && lastRow.length < size) lastRow.push(fill);
    return rows;
  },
  slice: (value, call) => {
    const [slices, fill = null] = filterParameters(call, "slices", "fill_with");
    const count = integerArgument(required(slices, "slice", "slices"), "slices");
    if (count < 1) throw new JinjaFault("slice needs a positive number of slices");
    const items = iterate(value);
    const [size, extra] = [Math.floor(items.length / count), items.length % count];
    return Array.from({ length: count }, (_none, i): JinjaValue[] => {
      const start = i * size + Math.min(i, extra);
      const part = items.slice(start, start + size + (i < extra ? 1 : 0));
      return fill !== null && i >= extra && extra > 0 ? [...part, fill] : part;
    });
  },
  groupby: (value, call) => {
    const [attribute, otherwise, caseSensitive = false] = filterParameters(
      call,
      "attribute",
      "default",
      "case_sensitive",
    );
    const path = required(attribute, "groupby", "attribute");
    const of = (item: JinjaValue): JinjaValue => keyed(item, path, otherwise);
    const compared = (item: JinjaValue): JinjaValue[] =>
      sortKey(undefined, truthy(caseSensitive))(of(item));
    const groups: { key: JinjaValue; compared: JinjaValue[]; items: JinjaValue[] }[] = [];
    for (const item of sorted(iterate(value), compared, false)) {
      const last = groups.at(-1);
      if (last && equal(last.compared, compared(item))) last.items.push(item);
      else groups.push({ key: of(item), compared: compared(item), items: [item] });
    }
    return groups.map(({ key, items }) => new JinjaTuple([key, items], ["grouper", "list"]));
  },
};

function itemAt(items: readonly JinjaValue[], index: number, problem: string): JinjaValue {
  const item = items.at(index);
  return item === undefined ? new Undefined(problem) : item;
}

function keyed(
  item: JinjaValue,
  attribute: JinjaValue | undefined,
  otherwise?: JinjaValue,
): JinjaValue {
  if (attribute === undefined || attribute === null) return item;
  const value = getPath(item, attribute);
  return value instanceof Undefined && otherwise !== undefined ? otherwise : value;
}

/** What items are ordered by: comma-separated attributes, text without its case unless wanted. */
function sortKey(
  attribute: JinjaValue | undefined,
  caseSensitive: boolean,
): (item: JinjaValue) => JinjaValue[] {
  const paths = typeof attribute === "string" ? attribute.split(",") : [attribute];
  return (item) =>
    paths.map((path) => {
      const value = keyed(item, path);
      return typeof value === "string" && !caseSensitive ? value.toLowerCase() : value;
    });
}

function sorted(
  items: readonly JinjaValue[],
  key: (item: JinjaValue) => JinjaValue[],
  reverse: boolean,
): JinjaValue[] {
  const direction = reverse ? -1 : 1;
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((left, right) => direction * compare(left.key, right.key))
    .map(({ item }) => item);
}

function extreme(value: JinjaValue, call: FilterCall, direction: number): JinjaValue {
  const [caseSensitive = false, attribute] = filterParameters(call, "case_sensitive", "attribute");
  const key = sortKey(attribute, truthy(caseSensitive));
  const items = iterate(value);
  const [first, ...rest] = items;
  if (first === undefined) return new Undefined("No aggregated item, sequence was empty.");
  return rest.reduce(
    (best, item) => (direction * compare(key(item), key(best)) > 0 ? item : best),
    first,
  );
}

function pairs(value: JinjaValue): JinjaTuple[] {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  if (!isMapping(value)) throw new JinjaFault(`a dict is needed, not '${typeName(value)}'`);
  return dictEntries(value).map((entry) => new JinjaTuple(entry));
}
