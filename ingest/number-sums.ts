import { jsonRoot, kindOf, members } from "./json-text.js";

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Beyond this power of ten a number is no quantity, and its sum would fill the memory. */
const LARGEST_EXPONENT = 400;

interface Sum {
  digits: bigint;
  scale: number;
}

/** Exact sums of the numbers in JSON objects, by field; a field that also holds something else has none. */
export function numberSums(): { add(line: string): void; read(): Record<string, string> } {
  const sums = new Map<string, Sum | undefined>();
  return {
    add: (line) => {
      for (const [field, at] of members(line, jsonRoot(line))) {
        const kind = kindOf(line, at);
        if (kind === "null" || (sums.has(field) && sums.get(field) === undefined)) continue;
        const number = kind === "number" ? decimalOf(line.slice(at.start, at.end)) : undefined;
        sums.set(field, number && plus(sums.get(field), number));
      }
    },
    read: () =>
      Object.fromEntries(
        [...sums].flatMap(([field, sum]) => (sum === undefined ? [] : [[field, plain(sum)]])),
      ),
  };
}

function decimalOf(text: string): Sum | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  if (whole === "" || Math.abs(Number(exponent)) > LARGEST_EXPONENT) return undefined;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function plus(a: Sum | undefined, b: Sum): Sum {
  if (a === undefined) return b;
  if (a.scale === b.scale) return { digits: a.digits + b.digits, scale: a.scale };
  const scale = Math.max(a.scale, b.scale);
  const at = (sum: Sum): bigint => sum.digits * 10n ** BigInt(scale - sum.scale);
  return { digits: at(a) + at(b), scale };
}

function plain({ digits, scale }: Sum): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const point = text.length - scale;
  const fraction = scale === 0 ? "" : `.${text.slice(point)}`;
  return `${digits < 0n ? "-" : ""}${text.slice(0, point)}${fraction}`;
}
