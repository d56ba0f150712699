import { isInteger } from "./numbers.js";
import { JinjaDecimal } from "./value.js";
import type { JinjaValue } from "./value.js";

/** A decimal as a whole number of its smallest places. */
interface Scaled {
  units: bigint;
  scale: number;
}

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;

function scaled(value: JinjaValue): Scaled | null {
  if (isInteger(value)) return { units: BigInt(value), scale: 0 };
  const [, sign = "", whole = "", places = ""] =
    value instanceof JinjaDecimal ? (PLAIN.exec(value.text) ?? []) : [];
  return whole === "" ? null : { units: BigInt(`${sign}${whole}${places}`), scale: places.length };
}

function textOf({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const sign = units < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function raised({ units, scale }: Scaled, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

/** A sum, difference or product as Python's decimals have it; undefined where floats have to do. */
export function decimalArithmetic(
  operator: string,
  left: JinjaValue,
  right: JinjaValue,
): JinjaDecimal | undefined {
  if (!(left instanceof JinjaDecimal) && !(right instanceof JinjaDecimal)) return undefined;
  const [a, b] = [scaled(left), scaled(right)];
  if (a === null || b === null) return undefined;
  if (operator === "*") {
    return new JinjaDecimal(textOf({ units: a.units * b.units, scale: a.scale + b.scale }));
  }
  if (operator !== "+" && operator !== "-") return undefined;
  const scale = Math.max(a.scale, b.scale);
  const [one, other] = [raised(a, scale), raised(b, scale)];
  return new JinjaDecimal(textOf({ units: operator === "+" ? one + other : one - other, scale }));
}
