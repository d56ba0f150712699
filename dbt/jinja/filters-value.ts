import { getAttribute } from "./attributes.js";
import { compare, truthy } from "./compare.js";
import { dictEntries } from "./dict.js";
import { JinjaFault } from "./errors.js";
import { filterParameters } from "./filter.js";
import type { Filter } from "./filter.js";
import { fixedText } from "./number-format.js";
import {
  floatValue,
  integerArgument,
  integerValue,
  isFloat,
  isNumeric,
  negated,
  numberOf,
  toBigInt,
} from "./numbers.js";
import { iterate } from "./sequence.js";
import { required, textArgument } from "./parameters.js";
import { repr, str, typeName } from "./text.js";
import { JinjaFloat, JinjaTuple, Undefined, isMapping } from "./value.js";
import type { JinjaValue } from "./value.js";

export const VALUE_FILTERS: Readonly<Record<string, Filter>> = {
  default: orDefault,
  d: orDefault,
  int: (value, call) => {
    const [otherwise = 0, base = 10] = filterParameters(call, "default", "base");
    return asInteger(value, integerArgument(base, "base")) ?? otherwise;
  },
  float: (value, call) => {
    const [otherwise = new JinjaFloat(0)] = filterParameters(call, "default");
    return asFloat(value) ?? otherwise;
  },
  abs: (value) => {
    const number = numeric(value, "abs");
    return numberOf(number) < 0 ? negated(number) : isFloat(number) ? number : Number(number);
  },
  round: (value, call) => {
    const [precision = 0, method = "common"] = filterParameters(call, "precision", "method");
    const digits = integerArgument(precision, "precision");
    return rounded(numeric(value, "round"), digits, textArgument(method, "round"));
  },
  attr: (value, call) => {
    const [name] = filterParameters(call, "name");
    return isMapping(value)
      ? new Undefined(`'dict object' has no attribute ${repr(required(name, "attr", "name"))}`)
      : getAttribute(value, textArgument(name, "attr"));
  },
  tojson: (value, call) => {
    const [indent = null] = filterParameters(call, "indent");
    const width = indent === null ? undefined : integerArgument(indent, "indent");
    return json(value, width, "").replace(
      /[<>&'\u0080-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  },
  pprint: (value) => repr(value),
};

function orDefault(value: JinjaValue, call: Parameters<Filter>[1]): JinjaValue {
  const [otherwise = "", boolean = false] = filterParameters(call, "default_value", "boolean");
  if (value instanceof Undefined) return otherwise;
  return truthy(boolean) && !truthy(value) ? otherwise : value;
}

function numeric(
  value: JinjaValue,
  filter: string,
): Exclude<Parameters<typeof numberOf>[0], never> {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  if (isNumeric(value)) return value;
  throw new JinjaFault(`${filter} needs a number, not '${typeName(value)}'`);
}

function asInteger(value: JinjaValue, base: number): JinjaValue | undefined {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  if (isNumeric(value)) {
    return Number.isFinite(numberOf(value)) || typeof value === "bigint"
      ? integerValue(typeof value === "number" ? BigInt(Math.trunc(value)) : toBigInt(value))
      : undefined;
  }
  if (typeof value !== "string") return undefined;
  const text = value.trim().replaceAll("_", "");
  const digits = /^([+-]?)(?:0[xXoObB])?([\da-z]+)$/i.exec(text);
  if (base === 10) {
    if (/^[+-]?\d+$/.test(text)) return integerValue(BigInt(text.replace("+", "")));
    const float = asFloat(value);
    return float === undefined ? undefined : asInteger(float, base);
  }
  const number = parseInt(digits?.[2] ?? "", base);
  return Number.isNaN(number) ? undefined : digits?.[1] === "-" ? -number : number;
}

function asFloat(value: JinjaValue): JinjaValue | undefined {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  if (isNumeric(value)) return floatValue(numberOf(value));
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(text);
  if (special) return special[2] === "nan" ? NaN : special[1] === "-" ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text) ? floatValue(Number(text)) : undefined;
}

function rounded(
  value: Parameters<typeof numberOf>[0],
  digits: number,
  method: string,
): JinjaValue {
  if (method === "ceil" || method === "floor") {
    const scaled = numberOf(value) * 10 ** digits;
    return floatValue((method === "ceil" ? Math.ceil(scaled) : Math.floor(scaled)) / 10 ** digits);
  }
  if (method !== "common") throw new JinjaFault(`round has no method '${method}'`);
  if (isFloat(value)) {
    if (digits >= 0) return floatValue(Number(fixedText(numberOf(value), Math.min(digits, 50))));
    return floatValue(Number(roundedInteger(toBigInt(Math.round(numberOf(value))), -digits)));
  }
  return integerValue(digits >= 0 ? toBigInt(value) : roundedInteger(toBigInt(value), -digits));
}

/** Rounds to a power of ten, ties to even. */
function roundedInteger(value: bigint, zeros: number): bigint {
  const unit = 10n ** BigInt(zeros);
  const size = value < 0n ? -value : value;
  const below = size / unit;
  const twice = (size % unit) * 2n;
  const up = twice > unit || (twice === unit && below % 2n === 1n);
  const result = (up ? below + 1n : below) * unit;
  return value < 0n ? -result : result;
}

/** JSON with Python's spacing and Jinja's sorted keys. */
function json(value: JinjaValue, indent: number | undefined, margin: string): string {
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (isNumeric(value)) return str(value);
  const inner = indent === undefined ? "" : margin + " ".repeat(indent);
  const wrap = (open: string, parts: string[], close: string): string => {
    if (parts.length === 0) return open + close;
    if (indent === undefined) return open + parts.join(", ") + close;
    return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
  };
  if (isMapping(value)) {
    const entries = dictEntries(value).sort(([left], [right]) => compare(left, right));
    const members = entries.map(([key, item]) => {
      const name = typeof key === "string" ? key : json(key, undefined, "");
      return `${JSON.stringify(name)}: ${json(item, indent, inner)}`;
    });
    return wrap("{", members, "}");
  }
  if (Array.isArray(value) || value instanceof JinjaTuple) {
    const items = iterate(value).map((item) => json(item, indent, inner));
    return wrap("[", items, "]");
  }
  throw new JinjaFault(`a value of type '${typeName(value)}' cannot be written as JSON`);
}
