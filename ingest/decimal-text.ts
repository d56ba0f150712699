interface Decimal {
  digits: bigint;
  scale: number;
}

/** `a - b` of two plain decimal texts, exact; undefined where either is no plain decimal. */
export function decimalDifference(a: string, b: string): string | undefined {
  const [left, right] = [parse(a), parse(b)];
  if (left === undefined || right === undefined) return undefined;
  const scale = Math.max(left.scale, right.scale);
  const at = (value: Decimal): bigint => value.digits * 10n ** BigInt(scale - value.scale);
  return format(at(left) - at(right), scale);
}

function parse(text: string): Decimal | undefined {
  const match = /^([+-]?\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());
  if (match === null || !/\d/.test(text)) return undefined;
  const [, whole = "", fraction = "", exponent = "0"] = match;
  const shift = fraction.length - Number(exponent);
  const sign = whole.startsWith("-") ? -1n : 1n;
  const digits = sign * BigInt(`${whole.replace(/^[+-]/, "")}${fraction}`);
  return shift >= 0
    ? { digits, scale: shift }
    : { digits: digits * 10n ** BigInt(-shift), scale: 0 };
}

function format(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const fraction = text.slice(text.length - scale).replace(/0+$/, "");
  const whole = text.slice(0, text.length - scale);
  return scale === 0 || fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
