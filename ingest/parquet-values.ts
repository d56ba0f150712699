import type { ParquetColumn } from "./parquet-column.js";

const MICROS_OF_DAY = 86_400_000_000;
/** Instants so many days from 1970 are whole numbers that floating point holds exactly. */
const EXACT_DAYS = 100_000;
const EXACT_DIGITS = 15;
const [MINUS, POINT, ZERO, NINE] = [45, 46, 48, 57];

/** @param micros since midnight */
export function putTimestamp(column: ParquetColumn, days: number, micros: number): void {
  if (days > -EXACT_DAYS && days < EXACT_DAYS) column.putInt64(days * MICROS_OF_DAY + micros);
  else column.putBigInt64(BigInt(days) * BigInt(MICROS_OF_DAY) + BigInt(micros));
}

/**
 * Puts the number that stands in these bytes, digits with at most one point.
 *
 * @returns false where it is no such number, or has more decimals than the column; nothing is put then
 */
export function putDecimal(
  column: ParquetColumn,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  const { decimal, width } = column.type;
  const scale = decimal?.scale ?? 0;
  const negative = bytes[from] === MINUS;
  let value = 0;
  let digits = 0;
  let places = -1;
  for (let at = negative ? from + 1 : from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO);
      digits += 1;
      if (places >= 0) places += 1;
    } else if (byte === POINT && places < 0) places = 0;
    else return false;
  }
  const missing = scale - Math.max(places, 0);
  if (digits === 0 || missing < 0) return false;
  if (width === 8 && digits + missing <= EXACT_DIGITS) {
    for (let i = 0; i < missing; i += 1) value *= 10;
    column.putInt64(negative ? -value : value);
    return true;
  }
  const plain = String.fromCharCode(...bytes.subarray(from, to)).replace(".", "");
  const exact = BigInt(plain) * 10n ** BigInt(missing);
  const limit = 10n ** BigInt(decimal?.precision ?? 0);
  if (exact >= limit || exact <= -limit) return false;
  if (width === 8) column.putBigInt64(exact);
  else column.putBigInt128(exact);
  return true;
}
