/** Decimal numbers as text, worked on exactly: money never becomes a float here. */

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

interface Decimal {
  /** The digits as one whole number; the value is units / 10^scale. */
  units: bigint;
  scale: number;
}

/** Whether two numbers are the same, however many zeros they end with; null equals only null. */
export function sameDecimal(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const [left, right] = aligned(parse(a), parse(b));
  return left === right;
}

/** `of / per` rounded half away from zero to `places`; null where there is nothing to divide or divide by. */
export function quotient(of: string | null, per: string | null, places: number): string | null {
  if (of === null || per === null) return null;
  const [top, bottom] = aligned(parse(of), parse(per));
  return divide(top, bottom, places);
}

/** Growth from `before` to `now` as a part of |before|: "0.25" is a quarter more. Null where before is 0 or unknown. */
export function growth(now: string | null, before: string | null, places = 6): string | null {
  if (now === null || before === null) return null;
  const [after, base] = aligned(parse(now), parse(before));
  return divide(after - base, base < 0n ? -base : base, places);
}

/** `a - b`, exactly. */
export function difference(a: string, b: string): string {
  const left = parse(a);
  const right = parse(b);
  const [x, y] = aligned(left, right);
  return write(x - y, Math.max(left.scale, right.scale));
}

/** -1, 0 or 1. */
export function signOf(text: string): -1 | 0 | 1 {
  const { units } = parse(text);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

function parse(text: string): Decimal {
  const [, sign, whole = "", fraction = "", exponent] = NUMBER.exec(text.trim()) ?? [];
  if (sign === undefined || whole + fraction === "") throw new Error(`not a number: ${text}`);
  const magnitude = BigInt(whole + fraction);
  const units = sign === "-" ? -magnitude : magnitude;
  const scale = fraction.length - Number(exponent ?? 0);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale);
  const lift = ({ units, scale: own }: Decimal): bigint => units * 10n ** BigInt(scale - own);
  return [lift(a), lift(b)];
}

function divide(top: bigint, bottom: bigint, places: number): string | null {
  if (bottom === 0n) return null;
  const negative = top < 0n !== bottom < 0n;
  const dividend = (top < 0n ? -top : top) * 10n ** BigInt(places);
  const divisor = bottom < 0n ? -bottom : bottom;
  const rounded = (dividend * 2n + divisor) / (divisor * 2n);
  return write(negative ? -rounded : rounded, places);
}

function write(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  return `${units < 0n ? "-" : ""}${whole}${scale > 0 ? `.${fraction}` : ""}`;
}
