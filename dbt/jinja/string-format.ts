import { dictGet } from "./dict.js";
import { JinjaFault } from "./errors.js";
import { formatValue } from "./number-format.js";
import type { FormatSpec } from "./number-format.js";
import { integerArgument } from "./numbers.js";
import type { Arguments, KeywordArguments } from "./parameters.js";
import { repr, str } from "./text.js";
import { JinjaTuple, isMapping } from "./value.js";
import type { JinjaValue } from "./value.js";

const PERCENT = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gs;

/** Python's `format % values`. */
export function percentFormat(format: string, values: JinjaValue): string {
  const positional = values instanceof JinjaTuple ? values.items : [values];
  let used = 0;
  const next = (): JinjaValue => {
    const value = positional[used++];
    if (value === undefined) throw new JinjaFault("not enough arguments for format string");
    return value;
  };
  const size = (text: string | undefined): number | undefined =>
    text === "*" ? integerArgument(next(), "a format width") : text ? Number(text) : undefined;

  const out = format.replace(
    PERCENT,
    (
      _match,
      name?: string,
      flags: string = "",
      width?: string,
      precision?: string,
      type?: string,
    ) => {
      if (type === "%") return "%";
      if (type === undefined) throw new JinjaFault("incomplete format");
      const spec = percentSpec(flags, size(width), size(precision), type);
      const value = name === undefined ? next() : named(values, name);
      if (type === "r" || type === "a") return formatValue(repr(value), { ...spec, type: "s" });
      return formatValue(value, spec);
    },
  );
  if (!isMapping(values) && used < positional.length) {
    throw new JinjaFault("not all arguments converted during string formatting");
  }
  return out;
}

/** How `{name.attribute[key]}` looks into values. */
interface FieldLookup {
  getAttribute(value: JinjaValue, name: string): JinjaValue;
  getItem(value: JinjaValue, key: JinjaValue): JinjaValue;
}

/** Python's `format.format(*args, **kwargs)`. */
export function braceFormat(
  format: string,
  args: Arguments,
  kwargs: KeywordArguments,
  lookup: FieldLookup,
): string {
  let automatic = 0;
  return format.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|[{}]/g,
    (match: string, field?: string, conversion?: string, spec: string = "") => {
      if (match === "{{") return "{";
      if (match === "}}") return "}";
      if (field === undefined)
        throw new JinjaFault(`single '${match}' encountered in format string`);
      const find = (path: string): JinjaValue =>
        fieldValue(
          /^(?:$|[.[])/.test(path) ? String(automatic++) + path : path,
          args,
          kwargs,
          lookup,
        );
      const value = find(field);
      const filled = spec.replace(/\{([^{}]*)\}/g, (_part: string, path: string) =>
        str(find(path)),
      );
      if (conversion === undefined) return formatValue(value, braceSpec(filled));
      return formatValue(conversion === "s" ? str(value) : repr(value), braceSpec(filled));
    },
  );
}

function percentSpec(
  flags: string,
  width: number | undefined,
  precision: number | undefined,
  type: string,
): FormatSpec {
  const left = flags.includes("-");
  const zero = flags.includes("0") && !left && type !== "s" && type !== "r";
  return {
    align: left ? "<" : zero ? "=" : ">",
    fill: zero ? "0" : " ",
    sign: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "-",
    alternate: flags.includes("#"),
    type,
    ...(width === undefined ? {} : { width }),
    ...(precision === undefined ? {} : { precision }),
  };
}

const BRACE_SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

function braceSpec(text: string): FormatSpec {
  const match = BRACE_SPEC.exec(text);
  if (!match) throw new JinjaFault(`invalid format specifier '${text}'`);
  const [, fill, align, sign, alternate, zero, width, grouping, precision, type] = match;
  const optional = {
    fill: fill ?? (zero ? "0" : undefined),
    align: align ?? (zero ? "=" : undefined),
    sign,
    width: width ? Number(width) : undefined,
    grouping,
    precision: precision ? Number(precision) : undefined,
    type,
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(given) as FormatSpec), alternate: alternate !== undefined };
}

function named(values: JinjaValue, name: string): JinjaValue {
  if (!isMapping(values)) throw new JinjaFault("format requires a mapping");
  const value = dictGet(values, name);
  if (value === undefined) throw new JinjaFault(`format() has no value named '${name}'`);
  return value;
}

function fieldValue(
  path: string,
  args: Arguments,
  kwargs: KeywordArguments,
  lookup: FieldLookup,
): JinjaValue {
  const [first = "", ...steps] = path.split(/(?=[.[])/);
  const start = /^\d+$/.test(first)
    ? args[Number(first)]
    : Object.hasOwn(kwargs, first)
      ? kwargs[first]
      : undefined;
  if (start === undefined) throw new JinjaFault(`format() has no value for '{${path}}'`);
  return steps.reduce<JinjaValue>((value, step) => {
    if (step.startsWith(".")) return lookup.getAttribute(value, step.slice(1));
    const key = step.slice(1, -1);
    return lookup.getItem(value, /^\d+$/.test(key) ? Number(key) : key);
  }, start);
}
