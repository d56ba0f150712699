import { dictEntries } from "./dict.js";
import {
  JinjaDecimal,
  JinjaFloat,
  JinjaTuple,
  Undefined,
  isFunction,
  isMapping,
  isObject,
} from "./value.js";
import type { JinjaValue } from "./value.js";

/** Python's `str()`: what `{{ value }}` prints. */
export function str(value: JinjaValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Undefined) return "";
  if (value instanceof JinjaDecimal) return value.text;
  return isObject(value) ? value.toString() : repr(value);
}

/** Python's `repr()`: how a value prints inside a list or dict. */
export function repr(value: JinjaValue): string {
  if (value === null) return "None";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "number") return reprObject(value);
  return Number.isInteger(value) ? integerText(value) : floatText(value);
}

function reprObject(value: Exclude<JinjaValue, null | string | boolean | bigint | number>): string {
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof JinjaDecimal) return `Decimal('${value.text}')`;
  if (value instanceof JinjaFloat) return floatText(value.value);
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value instanceof JinjaTuple) {
    return `(${value.items.map(repr).join(", ")}${value.items.length === 1 ? "," : ""})`;
  }
  if (isMapping(value)) {
    const entries = dictEntries(value).map(([key, item]) => `${repr(key)}: ${repr(item)}`);
    return `{${entries.join(", ")}}`;
  }
  if (isFunction(value)) return "<function>";
  return value.repr?.() ?? value.toString();
}

/** Python's name of the value's type, for messages. */
export function typeName(value: JinjaValue): string {
  if (value === null) return "NoneType";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "function") return "function";
  if (value instanceof JinjaDecimal) return "decimal.Decimal";
  if (value instanceof JinjaFloat) return "float";
  if (Array.isArray(value)) return "list";
  if (value instanceof JinjaTuple) return "tuple";
  if (value instanceof Undefined) return "Undefined";
  return isMapping(value) ? "dict" : "object";
}

function integerText(value: number): string {
  return Number.isSafeInteger(value)
    ? value.toFixed(0).replace(/^-0$/, "0")
    : String(BigInt(value));
}

/** The text's Unicode characters, which is what Python counts and slices. */
export function characters(text: string): string[] {
  return Array.from(text);
}

/** The shortest text that reads back as the same float, with an exponent where Python uses one. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits = "", exponent = ""] = value.toExponential().split("e");
    return `${digits}e${exponent.replace(/^([+-])(\d)$/, "$10$2")}`;
  }
  const text = value.toString();
  return text.includes(".") ? text : `${text}.0`;
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = "";
  for (const character of text) {
    if (character === "\\" || character === quote) out += `\\${character}`;
    else if (character === "\n") out += "\\n";
    else if (character === "\t") out += "\\t";
    else if (character === "\r") out += "\\r";
    else if (character < " " || character === "\x7f") {
      out += `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
    } else out += character;
  }
  return quote + out + quote;
}
