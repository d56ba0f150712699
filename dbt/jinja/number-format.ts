import { JinjaFault } from "./errors.js";
import { isFloat, isNumeric, numberOf, toBigInt } from "./numbers.js";
import { characters, floatText, str, typeName } from "./text.js";
import type { JinjaFloat, JinjaValue } from "./value.js";

/** The parts of a Python format specification such as `>8,.2f`. */
export interface FormatSpec {
  readonly fill?: string;
  readonly align?: string;
  readonly sign?: string;
  readonly alternate?: boolean;
  readonly width?: number;
  readonly grouping?: string;
  readonly precision?: number;
  readonly type?: string;
}

/** Python's `format(value, spec)`. */
export function formatValue(value: JinjaValue, spec: FormatSpec): string {
  const type = spec.type ?? "";
  if (type === "s" || (type === "" && !isNumeric(value)) || (type === "" && value === true)) {
    const text = str(value);
    const cut =
      spec.precision === undefined ? text : characters(text).slice(0, spec.precision).join("");
    return pad(cut, "", spec, "<");
  }
  if (!isNumeric(value)) {
    throw new JinjaFault(`format code '${type}' needs a number, not '${typeName(value)}'`);
  }
  const negative = numberOf(value) < 0 || Object.is(numberOf(value), -0);
  const sign = negative ? "-" : spec.sign === "+" || spec.sign === " " ? spec.sign : "";
  const { prefix, digits } = unsignedDigits(value, type, spec);
  return pad(grouped(digits, spec.grouping ?? ""), sign + prefix, spec, ">");
}

/** Decimal text rounded to even on ties, as Python does. */
export function fixedText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return floatText(value);
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (size >= 1e21) {
    return `${sign}${BigInt(size).toString()}${digits > 0 ? `.${"0".repeat(digits)}` : ""}`;
  }
  const exact = size.toFixed(Math.min(100, digits + 50));
  const point = exact.indexOf(".");
  const kept = digits === 0 ? exact.slice(0, point) : exact.slice(0, point + 1 + digits);
  const tie = /^50*$/.test(exact.slice(point + 1 + digits));
  const roundsDown = tie && Number(kept.at(-1)) % 2 === 0;
  return sign + (roundsDown ? kept : size.toFixed(digits));
}

function unsignedDigits(
  value: number | bigint | boolean | JinjaFloat,
  type: string,
  spec: FormatSpec,
): { prefix: string; digits: string } {
  const whole = toBigInt(value);
  const size = whole < 0n ? -whole : whole;
  const float = Math.abs(numberOf(value));
  const precision = spec.precision ?? 6;
  switch (type) {
    case "d":
    case "i":
    case "u":
    case "n":
      return { prefix: "", digits: size.toString() };
    case "x":
      return { prefix: spec.alternate ? "0x" : "", digits: size.toString(16) };
    case "X":
      return { prefix: spec.alternate ? "0X" : "", digits: size.toString(16).toUpperCase() };
    case "o":
      return { prefix: spec.alternate ? "0o" : "", digits: size.toString(8) };
    case "b":
      return { prefix: spec.alternate ? "0b" : "", digits: size.toString(2) };
    case "f":
    case "F":
      return { prefix: "", digits: fixedText(float, precision) };
    case "%":
      return { prefix: "", digits: `${fixedText(float * 100, precision)}%` };
    case "e":
    case "E":
      return { prefix: "", digits: cased(exponentText(float, precision), type) };
    case "g":
    case "G":
      return { prefix: "", digits: cased(generalText(float, precision), type) };
    case "":
      if (!isFloat(value)) return { prefix: "", digits: size.toString() };
      if (spec.precision !== undefined)
        return { prefix: "", digits: generalText(float, precision) };
      return { prefix: "", digits: floatText(float) };
    default:
      throw new JinjaFault(`unknown format code '${type}'`);
  }
}

function cased(text: string, type: string): string {
  return type === type.toUpperCase() ? text.toUpperCase() : text;
}

function exponentText(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2");
}

function generalText(value: number, precision: number): string {
  const digits = Math.max(precision, 1);
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split("e")[1]);
  if (exponent >= -4 && exponent < digits) {
    const text = fixedText(value, digits - 1 - exponent);
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  }
  return exponentText(value, digits - 1).replace(/\.?0+e/, "e");
}

function grouped(digits: string, separator: string): string {
  if (separator === "") return digits;
  const [whole = "", ...rest] = digits.split(/(?=[.e])/);
  return whole.replace(/\B(?=(\d{3})+$)/g, separator) + rest.join("");
}

function pad(digits: string, sign: string, spec: FormatSpec, usual: string): string {
  const missing = (spec.width ?? 0) - characters(sign + digits).length;
  const text = sign + digits;
  if (missing <= 0) return text;
  const fill = spec.fill ?? " ";
  switch (spec.align ?? usual) {
    case "<":
      return text + fill.repeat(missing);
    case "=":
      return sign + fill.repeat(missing) + digits;
    case "^": {
      const before = Math.floor(missing / 2);
      return fill.repeat(before) + text + fill.repeat(missing - before);
    }
    default:
      return fill.repeat(missing) + text;
  }
}
