import { elements, kindOf, members, type Slice } from "./json-text.js";

const PERHAPS_ROUNDED = /\d[\d.]{15}|[eE][+-]?\d{3}/;

/**
 * A record on one line, with the text of every number as received. Numbers that floating point does not hold exactly are
 * put in quotes, so that no reader rounds them.
 */
export function recordLine(text: string, at: Slice, drop: ReadonlySet<string>): string {
  const raw = text.slice(at.start, at.end);
  const isPlain = drop.size === 0 && !PERHAPS_ROUNDED.test(raw);
  // A line break inside a string is always escaped: those that stand here lie between values.
  return (isPlain ? raw : rewritten(text, at, drop)).replace(/[\r\n\t]+/g, " ");
}

function rewritten(text: string, at: Slice, drop: ReadonlySet<string>): string {
  switch (kindOf(text, at)) {
    case "object": {
      const kept = [...members(text, at)].filter(([key]) => !drop.has(key));
      const inside = kept.map(([key, v]) => `${JSON.stringify(key)}:${rewritten(text, v, drop)}`);
      return `{${inside.join(",")}}`;
    }
    case "array":
      return `[${[...elements(text, at)].map((v) => rewritten(text, v, drop)).join(",")}]`;
    case "number": {
      const raw = text.slice(at.start, at.end);
      return isKeptByReaders(raw) ? raw : `"${raw}"`;
    }
    case "string":
    case "boolean":
    case "null":
      return text.slice(at.start, at.end);
  }
}

/** Readers keep 64-bit integers, and other numbers as doubles. */
function isKeptByReaders(raw: string): boolean {
  if (/^-?\d{1,19}$/.test(raw)) return true;
  const nearest = Number(raw);
  return Number.isFinite(nearest) && canonical(raw) === canonical(String(nearest));
}

/** Significant digits and the power of ten of the last one: equal for equal numbers. */
function canonical(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === "" ? "0" : `${sign}${significant}e${String(power)}`;
}
