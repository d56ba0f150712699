/** What every value of one column has in common, over the whole file. */
export interface ColumnFacts {
  /** Values that are not empty. */
  values: number;
  minLength: number;
  maxLength: number;
  /** Digits after the last point of a value, at most. */
  maxScale: number;
  /** A value begins with +, a blank, or a zero before a digit: a number would not give it back. */
  padded: boolean;
  /** A value has a byte that is not a digit, a minus or a point. */
  otherBytes: boolean;
  /** A value has a sign behind its tenth byte: in a timestamp, an offset. */
  lateSign: boolean;
  /** A value is a quoted nothing (""), which is no number and no date. */
  quotedEmpty: boolean;
}

/** What one value is said to have: bits for `FactSheet.meet`. */
export const OTHER = 1;
export const PADDED = 2;
export const LATE_SIGN = 4;
const QUOTED_EMPTY = 8;

const PLUS = 43;
const MINUS = 45;
const BLANK = 32;
const ZERO = 48;

const COUNT = 0;
const MIN = 1;
const MAX = 2;
const SCALE = 3;
const FLAGS = 4;
const SLOTS = 5;

/** Gathers facts value by value, in one array so that meeting a value costs next to nothing. */
export class FactSheet {
  private readonly slots: Float64Array;
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
    this.slots = new Float64Array(width * SLOTS);
    this.clear();
  }

  clear(): void {
    this.slots.fill(0);
    for (let column = 0; column < this.width; column += 1) {
      this.slots[column * SLOTS + MIN] = Number.MAX_SAFE_INTEGER;
    }
  }

  /** A column beyond the width is passed over: the engine rejects its record. */
  meet(column: number, size: number, scale: number, flags: number): void {
    if (column >= this.width) return;
    const { slots } = this;
    const at = column * SLOTS;
    slots[at + COUNT] = (slots[at + COUNT] ?? 0) + 1;
    if (size < (slots[at + MIN] ?? 0)) slots[at + MIN] = size;
    if (size > (slots[at + MAX] ?? 0)) slots[at + MAX] = size;
    if (scale > (slots[at + SCALE] ?? 0)) slots[at + SCALE] = scale;
    if (flags !== 0) slots[at + FLAGS] = (slots[at + FLAGS] ?? 0) | flags;
  }

  /** Meets many values of a column that have this in common. */
  meetMany(
    column: number,
    values: number,
    [shortest, longest]: readonly [number, number],
    scale: number,
    flags: number,
  ): void {
    this.meet(column, shortest, scale, flags);
    this.meet(column, longest, scale, flags);
    const at = column * SLOTS + COUNT;
    if (column < this.width) this.slots[at] = (this.slots[at] ?? 0) + values - 2;
  }

  meetQuotedEmpty(column: number): void {
    if (column >= this.width) return;
    const at = column * SLOTS + FLAGS;
    this.slots[at] = (this.slots[at] ?? 0) | QUOTED_EMPTY;
  }

  columns(): ColumnFacts[] {
    return Array.from({ length: this.width }, (_, column) => {
      const slot = (which: number): number => this.slots[column * SLOTS + which] ?? 0;
      const flags = slot(FLAGS);
      return {
        values: slot(COUNT),
        minLength: slot(MIN),
        maxLength: slot(MAX),
        maxScale: slot(SCALE),
        padded: (flags & PADDED) !== 0,
        otherBytes: (flags & OTHER) !== 0,
        lateSign: (flags & LATE_SIGN) !== 0,
        quotedEmpty: (flags & QUOTED_EMPTY) !== 0,
      };
    });
  }
}

/** A number would not give back a plus, a blank, or a zero before a digit. */
export function isPadded(bytes: Uint8Array, start: number): boolean {
  const byte = bytes[start];
  if (byte === PLUS || byte === BLANK) return true;
  const at = byte === MINUS ? start + 1 : start;
  if (bytes[at] !== ZERO) return false;
  const next = bytes[at + 1] ?? 0;
  return next >= ZERO && next <= ZERO + 9;
}
