import { truthy } from "./compare.js";
import { filterParameters } from "./filter.js";
import type { Filter } from "./filter.js";
import { integerArgument } from "./numbers.js";
import { required, softText, textArgument } from "./parameters.js";
import { percentFormat } from "./string-format.js";
import { capitalized, replaced, strip } from "./string-methods.js";
import { characters, str } from "./text.js";
import { JinjaTuple } from "./value.js";

const asIs: Filter = (value) => value;

export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  string: (value) => str(value),
  upper: (value) => str(value).toUpperCase(),
  lower: (value) => str(value).toLowerCase(),
  capitalize: (value) => capitalized(str(value)),
  title: (value) =>
    str(value)
      .split(/([-\s({[<]+)/)
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
      .join(""),
  trim: (value, call) => {
    const [set] = filterParameters(call, "chars");
    return strip(str(value), set === undefined ? [] : [set], true, true);
  },
  replace: (value, call) => {
    const [from, to, count = null] = filterParameters(call, "old", "new", "count");
    const [old, fresh] = [required(from, "replace", "old"), required(to, "replace", "new")];
    const most = count === null ? -1 : integerArgument(count, "the count");
    return replaced(str(value), str(old), str(fresh), most);
  },
  format: (value, { args, kwargs }) => {
    const named = Object.entries(kwargs);
    return percentFormat(str(value), named.length > 0 ? new Map(named) : new JinjaTuple(args));
  },
  indent: (value, call) => {
    const [width = 4, first = false, blank = false] = filterParameters(
      call,
      "width",
      "first",
      "blank",
    );
    const indent = typeof width === "string" ? width : " ".repeat(integerArgument(width, "width"));
    return str(value)
      .split("\n")
      .map((line, i) => {
        if (i === 0) return truthy(first) ? indent + line : line;
        return line !== "" || truthy(blank) ? indent + line : line;
      })
      .join("\n");
  },
  center: (value, call) => {
    const [width = 80] = filterParameters(call, "width");
    const text = str(value);
    const missing = Math.max(0, integerArgument(width, "width") - characters(text).length);
    const before = Math.floor(missing / 2) + (missing & integerArgument(width, "width") & 1);
    return " ".repeat(before) + text + " ".repeat(missing - before);
  },
  truncate: (value, call) => {
    const [length = 255, killWords = false, end = "...", leeway = 5] = filterParameters(
      call,
      "length",
      "killwords",
      "end",
      "leeway",
    );
    const most = integerArgument(length, "length");
    const text = characters(str(value));
    if (text.length <= most + integerArgument(leeway, "leeway")) return text.join("");
    const ending = textArgument(end, "truncate");
    const cut = text.slice(0, most - characters(ending).length).join("");
    const space = cut.lastIndexOf(" ");
    return (truthy(killWords) || space < 0 ? cut : cut.slice(0, space)) + ending;
  },
  wordcount: (value) => (softText(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
  // Models are SQL, not HTML: there is nothing to escape.
  escape: asIs,
  e: asIs,
  forceescape: asIs,
  safe: asIs,
  as_text: asIs,
  as_bool: asIs,
  as_number: asIs,
  as_native: asIs,
};
