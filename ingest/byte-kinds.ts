import { OTHER } from "./column-facts.js";
import type { Dialect } from "./dialect.js";

/** Kinds of bytes beside `OTHER`, in the same bits; digits and returns have none. */
export const POINT = 2;
export const SIGN = 8;
const STOP = 4;

const LINE_FEED = 10;
const RETURN = 13;
const PLUS = 43;
const MINUS = 45;

/** What each byte may be in a delimited file; a STOP may end something. */
export function byteKinds(dialect: Dialect): Uint8Array {
  const kinds = new Uint8Array(256).fill(OTHER);
  for (let digit = 48; digit <= 57; digit += 1) kinds[digit] = 0;
  kinds[PLUS] = kinds[MINUS] = SIGN;
  kinds[RETURN] = 0;
  kinds[decimalOf(dialect)] = POINT;
  if (dialect.thousands !== undefined) kinds[dialect.thousands.charCodeAt(0)] = 0;
  for (const text of [dialect.delimiter, dialect.quote]) {
    const [byte] = Buffer.from(text);
    if (byte !== undefined) kinds[byte] = STOP;
  }
  const escape = escapeOf(dialect);
  if (escape >= 0) kinds[escape] = STOP;
  kinds[LINE_FEED] = STOP;
  return kinds;
}

export function decimalOf({ decimal }: Dialect): number {
  return decimal === "," ? 44 : 46;
}

/** The byte that escapes a quote, or -1 where quotes are doubled. */
export function escapeOf({ quote, escape = quote }: Dialect): number {
  return escape === quote ? -1 : escape.charCodeAt(0);
}
