import mysql, { type FieldPacket } from "mysql2";

const { Types } = mysql;

/** How a value of the binary protocol is written. */
export const [NOTHING, BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE, DAY, TIME, TEXT] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;

const FORMS: Readonly<Record<number, number>> = {
  [Types.NULL]: NOTHING,
  [Types.TINY]: BYTE,
  [Types.SHORT]: SHORT,
  [Types.YEAR]: SHORT,
  [Types.INT24]: INTEGER,
  [Types.LONG]: INTEGER,
  [Types.LONGLONG]: LONG,
  [Types.FLOAT]: FLOAT,
  [Types.DOUBLE]: DOUBLE,
  [Types.DATE]: DAY,
  [Types.NEWDATE]: DAY,
  [Types.DATETIME]: DAY,
  [Types.TIMESTAMP]: DAY,
  [Types.TIME]: TIME,
};

/** Numbers have a fixed width; days and times have one byte of length before them, all else what `lengthAt` reads. */
export function wireForm(field: FieldPacket): number {
  return FORMS[field.columnType ?? Types.STRING] ?? TEXT;
}

/** Bytes of a value that has no length before it, by form. */
export const WIDTHS = [0, 1, 2, 4, 8, 4, 8] as const;

const [TWO_BYTES, THREE_BYTES] = [0xfc, 0xfd];

/** Where a text begins, and how many bytes it has. */
export function lengthAt(bytes: Buffer, at: number): { start: number; length: number } {
  const first = bytes[at] ?? 0;
  if (first < TWO_BYTES) return { start: at + 1, length: first };
  if (first === TWO_BYTES) return { start: at + 3, length: bytes.readUInt16LE(at + 1) };
  if (first === THREE_BYTES) return { start: at + 4, length: bytes.readUIntLE(at + 1, 3) };
  return { start: at + 9, length: Number(bytes.readBigUInt64LE(at + 1)) };
}

/** A row's marks of null begin behind its first byte, and with its third bit. */
export function isNull(bytes: Buffer, row: number, column: number): boolean {
  const bit = column + 2;
  return ((bytes[row + 1 + (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
}

/** Where the first value of a row begins. */
export function valuesAt(row: number, columns: number): number {
  return row + 1 + ((columns + 9) >> 3);
}
