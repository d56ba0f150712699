import { JinjaFault } from "./errors.js";
import { integerArgument } from "./numbers.js";
import { bindParameters, textArgument } from "./parameters.js";
import type { Arguments, KeywordArguments } from "./parameters.js";
import { iterate } from "./sequence.js";
import { characters } from "./text.js";
import { JinjaTuple } from "./value.js";
import type { JinjaFunction, JinjaValue } from "./value.js";

type StringMethod = (text: string, args: Arguments, kwargs: KeywordArguments) => JinjaValue;

const METHODS = new Map<string, StringMethod>(
  Object.entries({
    upper: (text) => text.toUpperCase(),
    lower: (text) => text.toLowerCase(),
    casefold: (text) => text.toLowerCase(),
    title: titled,
    capitalize: capitalized,
    swapcase: (text) =>
      characters(text)
        .map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()))
        .join(""),
    strip: (text, args) => strip(text, args, true, true),
    lstrip: (text, args) => strip(text, args, true, false),
    rstrip: (text, args) => strip(text, args, false, true),
    removeprefix: (text, args) => {
      const prefix = textArgument(args[0], "removeprefix");
      return text.startsWith(prefix) ? text.slice(prefix.length) : text;
    },
    removesuffix: (text, args) => {
      const suffix = textArgument(args[0], "removesuffix");
      return suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
    },
    split: (text, args, kwargs) => split(text, args, kwargs, false),
    rsplit: (text, args, kwargs) => split(text, args, kwargs, true),
    splitlines: (text) =>
      text
        .replace(/(?:\r\n|\r|\n)$/, "")
        .split(/\r\n|\r|\n/)
        .slice(text ? 0 : 1),
    partition: (text, args) => partition(text, textArgument(args[0], "partition"), false),
    rpartition: (text, args) => partition(text, textArgument(args[0], "rpartition"), true),
    replace: (text, args) => {
      const count = args[2] === undefined ? -1 : integerArgument(args[2], "the count");
      const [from, to] = [textArgument(args[0], "replace"), textArgument(args[1], "replace")];
      return replaced(text, from, to, count);
    },
    join: (text, args) =>
      iterate(args[0] ?? null)
        .map((item) => textArgument(item, "join"))
        .join(text),
    startswith: (text, args) => affixes(args, "startswith").some((x) => text.startsWith(x)),
    endswith: (text, args) => affixes(args, "endswith").some((x) => text.endsWith(x)),
    find: (text, args) => found(text, args, "find", false),
    rfind: (text, args) => found(text, args, "rfind", true),
    index: (text, args) => present(found(text, args, "index", false)),
    rindex: (text, args) => present(found(text, args, "rindex", true)),
    count: (text, args) => {
      const part = textArgument(args[0], "count");
      return part === "" ? characters(text).length + 1 : text.split(part).length - 1;
    },
    zfill: (text, args) => {
      const [, sign = "", digits = ""] = /^([+-]?)(.*)$/su.exec(text) ?? [];
      return sign + digits.padStart(width(args) - sign.length, "0");
    },
    ljust: (text, args) => text + padding(text, args),
    rjust: (text, args) => padding(text, args) + text,
    center: (text, args) => {
      const fill = padding(text, args);
      const odd = fill.length & width(args) & 1;
      const before = Math.floor(fill.length / 2) + odd;
      return fill.slice(0, before) + text + fill.slice(before);
    },
    isdigit: (text) => /^\p{Nd}+$/u.test(text),
    isdecimal: (text) => /^\p{Nd}+$/u.test(text),
    isnumeric: (text) => /^\p{N}+$/u.test(text),
    isalpha: (text) => /^\p{L}+$/u.test(text),
    isalnum: (text) => /^[\p{L}\p{N}]+$/u.test(text),
    isspace: (text) => /^\s+$/.test(text),
    isupper: (text) => text === text.toUpperCase() && text !== text.toLowerCase(),
    islower: (text) => text === text.toLowerCase() && text !== text.toUpperCase(),
    isidentifier: (text) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text),
  } satisfies Record<string, StringMethod>),
);

export function stringMethod(text: string, name: string): JinjaFunction | undefined {
  const method = METHODS.get(name);
  return method && ((args, kwargs) => method(text, args, kwargs));
}

export function capitalized(text: string): string {
  const [first = "", ...rest] = characters(text);
  return first.toUpperCase() + rest.join("").toLowerCase();
}

/** Replaces the first `count` occurrences, or all when it is negative. */
export function replaced(text: string, from: string, to: string, count: number): string {
  if (count < 0) return text.replaceAll(from, () => to);
  const parts = text.split(from);
  const head = parts.slice(0, count + 1).join(to);
  return parts.length > count + 1 ? [head, ...parts.slice(count + 1)].join(from) : head;
}

/** Removes characters of the given set, or whitespace, from the chosen ends. */
export function strip(text: string, args: Arguments, left: boolean, right: boolean): string {
  const given = args[0] ?? null;
  const set = given === null ? undefined : new Set(textArgument(given, "strip"));
  const all = characters(text);
  const goes = (c: string | undefined): boolean =>
    c !== undefined && (set ? set.has(c) : /\s/.test(c));
  let start = 0;
  let end = all.length;
  while (left && start < end && goes(all[start])) start++;
  while (right && end > start && goes(all[end - 1])) end--;
  return all.slice(start, end).join("");
}

function titled(text: string): string {
  return text
    .toLowerCase()
    .replace(/(^|[^\p{L}])(\p{L})/gu, (_match, before: string, letter: string) => {
      return before + letter.toUpperCase();
    });
}

function split(
  text: string,
  args: Arguments,
  kwargs: KeywordArguments,
  fromRight: boolean,
): JinjaValue[] {
  const name = fromRight ? "rsplit" : "split";
  const [separator = null, limit = -1] = bindParameters(name, ["sep", "maxsplit"], args, kwargs);
  const most = integerArgument(limit, "maxsplit");
  if (separator === null) return splitWords(text, most, fromRight);
  const by = textArgument(separator, name);
  if (by === "") throw new JinjaFault(`${name}(): empty separator`);
  const parts = text.split(by);
  if (most < 0 || parts.length <= most + 1) return parts;
  if (!fromRight) return [...parts.slice(0, most), parts.slice(most).join(by)];
  const cut = parts.length - most;
  return [parts.slice(0, cut).join(by), ...parts.slice(cut)];
}

function splitWords(text: string, most: number, fromRight: boolean): JinjaValue[] {
  const words = [...text.matchAll(/\S+/g)];
  if (most < 0 || words.length <= most + 1) return words.map(([word]) => word);
  if (!fromRight) {
    const rest = text.slice(words[most]?.index ?? 0);
    return [...words.slice(0, most).map(([word]) => word), rest];
  }
  const tail = words.slice(words.length - most);
  const last = words[words.length - most - 1];
  const head = text.slice(0, last ? last.index + last[0].length : 0);
  return [head, ...tail.map(([word]) => word)];
}

function partition(text: string, by: string, fromRight: boolean): JinjaTuple {
  const at = fromRight ? text.lastIndexOf(by) : text.indexOf(by);
  if (at < 0) return new JinjaTuple(fromRight ? ["", "", text] : [text, "", ""]);
  return new JinjaTuple([text.slice(0, at), by, text.slice(at + by.length)]);
}

function affixes(args: Arguments, method: string): string[] {
  const given = args[0];
  if (given instanceof JinjaTuple) return given.items.map((item) => textArgument(item, method));
  return [textArgument(given, method)];
}

function found(text: string, args: Arguments, method: string, last: boolean): number {
  const part = textArgument(args[0], method);
  const start = args[1] === undefined ? 0 : integerArgument(args[1], "the start");
  const within = text.slice(start);
  const at = last ? within.lastIndexOf(part) : within.indexOf(part);
  return at < 0 ? -1 : at + text.length - within.length;
}

function present(index: number): number {
  if (index < 0) throw new JinjaFault("substring not found");
  return index;
}

function width(args: Arguments): number {
  return integerArgument(args[0] ?? null, "the width");
}

function padding(text: string, args: Arguments): string {
  const fill = args[1] === undefined ? " " : textArgument(args[1], "fill");
  return fill.repeat(Math.max(0, width(args) - characters(text).length));
}
