import type { FieldPacket } from "mysql2";
import type { MysqlColumn } from "./mysql-types.js";
import * as wire from "./mysql-wire.js";

/** The values of one row of the binary protocol as text, bytes in hex: for keys, of which few are needed. */
export function mysqlTexts(
  bytes: Buffer,
  row: number,
  fields: readonly FieldPacket[],
  columns: readonly MysqlColumn[],
): (string | null)[] {
  let at = wire.valuesAt(row, columns.length);
  return columns.map((column, i) => {
    const field = fields[i];
    if (field === undefined || wire.isNull(bytes, row, i)) return null;
    const form = wire.wireForm(field);
    const start = at;
    const width = wire.WIDTHS[form];
    if (width !== undefined) {
      at += width;
      return numberText(bytes, start, form, column.type.startsWith("U"));
    }
    if (form === wire.TEXT) {
      const value = wire.lengthAt(bytes, at);
      at = value.start + value.length;
      return bytes.toString(column.bytes ? "hex" : "utf8", value.start, at);
    }
    at += 1 + (bytes[at] ?? 0);
    return form === wire.TIME ? timeText(bytes, start) : dayText(bytes, start, column.type);
  });
}

function numberText(bytes: Buffer, at: number, form: number, unsigned: boolean): string {
  switch (form) {
    case wire.BYTE:
      return String(unsigned ? bytes.readUInt8(at) : bytes.readInt8(at));
    case wire.SHORT:
      return String(unsigned ? bytes.readUInt16LE(at) : bytes.readInt16LE(at));
    case wire.INTEGER:
      return String(unsigned ? bytes.readUInt32LE(at) : bytes.readInt32LE(at));
    case wire.LONG:
      return String(unsigned ? bytes.readBigUInt64LE(at) : bytes.readBigInt64LE(at));
    case wire.FLOAT:
      return String(bytes.readFloatLE(at));
    case wire.DOUBLE:
      return String(bytes.readDoubleLE(at));
    default:
      return "";
  }
}

function dayText(bytes: Buffer, at: number, type: string): string {
  const length = bytes[at] ?? 0;
  const year = length === 0 ? 0 : bytes.readUInt16LE(at + 1);
  const [month, day] = length === 0 ? [0, 0] : [bytes[at + 3] ?? 0, bytes[at + 4] ?? 0];
  const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  return type === "DATE" ? text : `${text} ${clockText(bytes, at + 5, length - 4)}`;
}

function timeText(bytes: Buffer, at: number): string {
  return clockText(bytes, at + 6, (bytes[at] ?? 0) - 5);
}

/** @param length of what is written of the clock: nothing, up to seconds, or up to microseconds */
function clockText(bytes: Buffer, at: number, length: number): string {
  if (length < 3) return "00:00:00";
  const clock = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0].map(two).join(":");
  return length < 7 ? clock : `${clock}.${String(bytes.readUInt32LE(at + 3)).padStart(6, "0")}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
