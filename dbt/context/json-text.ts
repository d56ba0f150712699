import { isDict } from "../plain.js";

/** JSON in the spelling templates expect of `tojson`: a blank after each comma and colon. */
export function jsonText(value: unknown, sortKeys = false): string {
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, sortKeys)).join(", ")}]`;
  if (isDict(value)) {
    const keys = Object.keys(value);
    if (sortKeys) keys.sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}: ${jsonText(value[key], sortKeys)}`).join(", ")}}`;
  }
  if (typeof value === "bigint") return value.toString();
  return JSON.stringify(value ?? null);
}

/** The same, with every character beyond ASCII escaped, as `tojson` writes it. */
export function asciiJson(value: unknown, sortKeys = false): string {
  return jsonText(value, sortKeys).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
