import type { AnswerCell } from "../asking.js";

/** A number as Cube's answers write it, without loss: `units` of 10 to the minus `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

export const ZERO: Decimal = { units: 0n, scale: 0 };

/** @returns null of anything that is no finite number */
export function decimal(cell: AnswerCell): Decimal | null {
  if (cell === null || typeof cell === "boolean") return null;
  const match = NUMBER.exec(String(cell));
  if (!match) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const scale = fraction.length - Number(exponent);
  const units = BigInt(`${sign}${whole}${fraction}`);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return { units: left + right, scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { ...b, units: -b.units });
}

/** Negative where `a` is the smaller. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function toText({ units, scale }: Decimal): string {
  if (scale === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** `a` as a share of `b`, as the engine divides; null where there is nothing to divide by. */
export function ratio(a: AnswerCell, b: AnswerCell): string | null {
  const [dividend, divisor] = [decimal(a), decimal(b)];
  if (!dividend || !divisor || divisor.units === 0n) return null;
  return String(Number(toText(dividend)) / Number(toText(divisor)));
}

/** The mean of `count` numbers of that sum. */
export function mean(sum: Decimal, count: number): string {
  return String(Number(toText(sum)) / count);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  const at = ({ units, scale: own }: Decimal): bigint => units * 10n ** BigInt(scale - own);
  return [at(a), at(b), scale];
}
