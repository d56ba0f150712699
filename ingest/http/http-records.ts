import { elements, kindOf, members, valueAt, type Slice } from "../json-text.js";

/**
 * The records of a response. Without a path they are the response itself where it is an array, or else the one array
 * in it. Undefined where there is no such place.
 */
export function recordSlices(
  text: string,
  root: Slice,
  path: string | undefined,
): Slice[] | undefined {
  if (path === undefined) {
    if (kindOf(text, root) === "array") return [...elements(text, root)];
    const arrays = [...members(text, root)].filter(([, at]) => kindOf(text, at) === "array");
    const [only] = arrays;
    return arrays.length === 1 && only !== undefined ? [...elements(text, only[1])] : undefined;
  }
  const at = valueAt(text, root, path);
  if (at === undefined) return undefined;
  const kind = kindOf(text, at);
  if (kind === "array") return [...elements(text, at)];
  if (kind === "null") return [];
  return kind === "object" ? [at] : undefined;
}

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
