import { JinjaFault } from "./errors.js";
import { typeName } from "./text.js";
import { JinjaDecimal, JinjaFloat, isNumber } from "./value.js";
import type { JinjaValue } from "./value.js";

type Arithmetic = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** A Python float: `JinjaFloat` when integral. */
export function floatValue(value: number): JinjaValue {
  return Number.isInteger(value) ? new JinjaFloat(value) : value;
}

/** A Python int: a `number` as long as it is exact. */
export function integerValue(value: bigint | number): number | bigint {
  const exact = typeof value === "bigint" ? value : BigInt(value);
  const near = Number(exact);
  return Number.isSafeInteger(near) ? near : exact;
}

export function isFloat(value: JinjaValue): boolean {
  return value instanceof JinjaFloat || (typeof value === "number" && !Number.isInteger(value));
}

export function isInteger(value: JinjaValue): value is number | bigint {
  return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
}

/** Numbers and booleans, which Python counts as ints. */
export function isNumeric(value: JinjaValue): value is number | bigint | boolean | JinjaFloat {
  return typeof value === "boolean" || isNumber(value);
}

export function numberOf(value: number | bigint | boolean | JinjaFloat): number {
  return value instanceof JinjaFloat ? value.value : Number(value);
}

export function arithmetic(
  operator: Arithmetic,
  left: number | bigint | boolean | JinjaFloat,
  right: number | bigint | boolean | JinjaFloat,
): JinjaValue {
  if (isFloat(left) || isFloat(right) || operator === "/") {
    return floatValue(floatArithmetic(operator, numberOf(left), numberOf(right)));
  }
  const quick = quickInteger(operator, numberOf(left), numberOf(right));
  if (quick !== undefined && Number.isSafeInteger(quick)) return quick;
  return integerArithmetic(operator, toBigInt(left), toBigInt(right));
}

export function negated(value: JinjaValue): JinjaValue {
  if (!isNumeric(value)) throw new JinjaFault(`bad operand type for unary -: '${typeName(value)}'`);
  if (value instanceof JinjaDecimal) {
    return new JinjaDecimal(value.text.startsWith("-") ? value.text.slice(1) : `-${value.text}`);
  }
  if (isFloat(value)) return floatValue(-numberOf(value));
  return integerValue(-toBigInt(value));
}

/** The value as an int where one is needed: an index, a count, a width. */
export function integerArgument(value: JinjaValue, what: string): number {
  if (typeof value === "boolean" || isInteger(value)) return Number(value);
  throw new JinjaFault(`${what} must be an integer, not '${typeName(value)}'`);
}

export function toBigInt(value: number | bigint | boolean | JinjaFloat): bigint {
  if (value instanceof JinjaFloat) return BigInt(Math.trunc(value.value));
  return BigInt(typeof value === "number" ? Math.trunc(value) : value);
}

function floatArithmetic(operator: Arithmetic, left: number, right: number): number {
  if (right === 0 && (operator === "/" || operator === "//" || operator === "%")) {
    throw new JinjaFault("division by zero");
  }
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "//":
      return Math.floor(left / right);
    case "%":
      return flooredRemainder(left, right);
    case "**":
      return left ** right;
  }
}

function flooredRemainder(left: number, right: number): number {
  const remainder = left % right;
  return remainder !== 0 && remainder < 0 !== right < 0 ? remainder + right : remainder;
}

/** The exact result where floating point gives one without doubt. */
function quickInteger(operator: Arithmetic, left: number, right: number): number | undefined {
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return undefined;
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right === 0 ? 0 : left * right;
  return undefined;
}

function integerArithmetic(operator: Arithmetic, left: bigint, right: bigint): JinjaValue {
  if (operator === "**" && right < 0n) return floatValue(Number(left) ** Number(right));
  if (right === 0n && (operator === "//" || operator === "%")) {
    throw new JinjaFault("division by zero");
  }
  switch (operator) {
    case "+":
      return integerValue(left + right);
    case "-":
      return integerValue(left - right);
    case "*":
      return integerValue(left * right);
    case "//":
      return integerValue((left - flooredBigRemainder(left, right)) / right);
    case "%":
      return integerValue(flooredBigRemainder(left, right));
    case "**":
      return power(left, right);
    case "/":
      return floatValue(Number(left) / Number(right));
  }
}

function flooredBigRemainder(left: bigint, right: bigint): bigint {
  const remainder = left % right;
  return remainder !== 0n && remainder < 0n !== right < 0n ? remainder + right : remainder;
}

const LARGEST_EXPONENT = 10_000n;

function power(base: bigint, exponent: bigint): JinjaValue {
  if (exponent > LARGEST_EXPONENT)
    throw new JinjaFault(`exponent ${exponent.toString()} is too large`);
  return integerValue(base ** exponent);
}
