import type { MysqlColumn } from "./mysql-types.js";

/** One value as the server wrote it. */
export type Cell = Buffer | null;

const QUOTE = 34;
const COMMA = 44;
const LINE_FEED = 10;
const BACKSLASH = 92;
const LOWER_X = 120;
const HEX = Buffer.from("0123456789ABCDEF");
/** How the length of a value is written that is longer than 250 bytes, and that there is none. */
const NOTHING = 0xfb;
const TWO_BYTES = 0xfc;
const THREE_BYTES = 0xfd;
const [PLAIN, TEXT, BYTES] = [0, 1, 2];

/** Writes rows of the server's text protocol as lines of a spool, into one buffer that grows with the longest of them. */
export class MysqlLines {
  /** Rows written. */
  rows = 0;
  /** There are more rows than were wanted. */
  more = false;
  readonly #forms: Uint8Array;
  readonly #limit: number;
  #buffer = Buffer.allocUnsafe(1 << 17);
  #end = 0;
  /** The last row written, where it came. */
  #lastIn: Buffer | undefined;
  #lastAt = 0;

  constructor(columns: readonly MysqlColumn[], limit = Number.POSITIVE_INFINITY) {
    const forms = { plain: PLAIN, text: TEXT, bytes: BYTES };
    this.#forms = Uint8Array.from(columns, ({ form }) => forms[form]);
    this.#limit = limit;
  }

  get length(): number {
    return this.#end;
  }

  /** The values of the last row. */
  get last(): readonly Cell[] | undefined {
    const bytes = this.#lastIn;
    if (bytes === undefined) return undefined;
    let at = this.#lastAt;
    return Array.from(this.#forms, () => {
      const { start, length } = valueAt(bytes, at);
      at = start + Math.max(length, 0);
      return length < 0 ? null : bytes.subarray(start, at);
    });
  }

  row(bytes: Buffer, from: number, to: number): void {
    if (this.rows === this.#limit) {
      this.more = true;
      return;
    }
    const forms = this.#forms;
    this.#reserve(4 * (to - from) + 3 * forms.length + 1);
    const buffer = this.#buffer;
    let end = this.#end;
    let at = from;
    for (let i = 0; i < forms.length; i += 1) {
      if (i > 0) buffer[end++] = COMMA;
      let length = bytes[at++] ?? NOTHING;
      if (length === NOTHING) continue;
      if (length > NOTHING) {
        const value = valueAt(bytes, at - 1);
        at = value.start;
        length = value.length;
      }
      const form = forms[i];
      // Values are short: a loop over their bytes is faster than a call that copies them.
      if (form === PLAIN) {
        for (const stop = at + length; at < stop; at += 1) buffer[end++] = bytes[at] ?? 0;
        continue;
      }
      buffer[end++] = QUOTE;
      end =
        form === TEXT ? text(bytes, at, length, buffer, end) : hex(bytes, at, length, buffer, end);
      buffer[end++] = QUOTE;
      at += length;
    }
    buffer[end++] = LINE_FEED;
    this.#end = end;
    this.rows += 1;
    this.#lastIn = bytes;
    this.#lastAt = from;
  }

  /** The lines so far; they begin anew. */
  take(): Buffer {
    const lines = Buffer.from(this.#buffer.subarray(0, this.#end));
    this.#end = 0;
    return lines;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#end + bytes));
    this.#buffer.copy(grown, 0, 0, this.#end);
    this.#buffer = grown;
  }
}

/** Where a value's bytes begin and how many they are; -1 for null. */
function valueAt(bytes: Buffer, at: number): { start: number; length: number } {
  const first = bytes[at] ?? NOTHING;
  if (first < NOTHING) return { start: at + 1, length: first };
  if (first === NOTHING) return { start: at + 1, length: -1 };
  if (first === TWO_BYTES) return { start: at + 3, length: bytes.readUInt16LE(at + 1) };
  if (first === THREE_BYTES) return { start: at + 4, length: bytes.readUIntLE(at + 1, 3) };
  return { start: at + 9, length: Number(bytes.readBigUInt64LE(at + 1)) };
}

function text(bytes: Buffer, from: number, length: number, buffer: Buffer, to: number): number {
  const stop = from + length;
  let end = to;
  if (length > 64) {
    const value = bytes.subarray(from, stop);
    if (!value.includes(QUOTE)) return end + value.copy(buffer, end);
  }
  for (let at = from; at < stop; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) buffer[end++] = QUOTE;
    buffer[end++] = byte;
  }
  return end;
}

/** The engine's own text of bytes: `\x00\xFF`. */
function hex(bytes: Buffer, from: number, length: number, buffer: Buffer, to: number): number {
  let end = to;
  for (let at = from; at < from + length; at += 1) {
    const byte = bytes[at] ?? 0;
    buffer[end++] = BACKSLASH;
    buffer[end++] = LOWER_X;
    buffer[end++] = HEX[byte >> 4] ?? 0;
    buffer[end++] = HEX[byte & 15] ?? 0;
  }
  return end;
}
