import type { FieldPacket } from "mysql2";
import { civilDays } from "../civil-days.js";
import { LONGEST_ROW, LongRow } from "../long-row.js";
import type { ParquetColumn } from "../parquet-column.js";
import type { ParquetSpool } from "../parquet-spool.js";
import { putDecimal, putTimestamp } from "../parquet-values.js";
import { mysqlTexts } from "./mysql-texts.js";
import type { MysqlColumn } from "./mysql-types.js";
import * as wire from "./mysql-wire.js";

// What is done with a value: the form it comes in and the type it becomes, as one number.
const [NOTHING, SIGNED_BYTE, UNSIGNED_BYTE, SIGNED_SHORT, UNSIGNED_SHORT] = [
  0, 1, 2, 3, 4,
] as const;
const [COPY_4, COPY_8, DATE, TIMESTAMP, TIME, DECIMAL, BYTES] = [5, 6, 7, 8, 9, 10, 11] as const;

/** Puts rows of the server's binary protocol into a spool. */
export class MysqlRows {
  /** Rows put. */
  rows = 0;
  /** There are more rows than were wanted. */
  more = false;
  /** Columns with a value that their type cannot hold: the spool is of no use then. */
  readonly misfits = new Set<MysqlColumn>();
  readonly #spool: ParquetSpool;
  readonly #columns: readonly MysqlColumn[];
  readonly #targets: readonly ParquetColumn[];
  readonly #limit: number;
  #acts = new Uint8Array(0);
  #fields: readonly FieldPacket[] = [];
  /** The last row put, where it came. */
  #lastIn: Buffer | undefined;
  #lastAt = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));

  constructor(
    spool: ParquetSpool,
    columns: readonly MysqlColumn[],
    limit = Number.POSITIVE_INFINITY,
  ) {
    this.#spool = spool;
    this.#columns = columns;
    this.#targets = spool.columns;
    this.#limit = limit;
  }

  /** What the server says of its columns, ahead of the rows. */
  fields(fields: readonly FieldPacket[]): void {
    this.#fields = fields;
    this.#acts = Uint8Array.from(this.#columns, (column, i) => actOf(fields[i], column));
  }

  /** The values of the last row, as text. */
  get last(): readonly (string | null)[] | undefined {
    if (this.#lastIn === undefined) return undefined;
    return mysqlTexts(this.#lastIn, this.#lastAt, this.#fields, this.#columns);
  }

  row(bytes: Buffer, from: number, to: number): void {
    if (this.rows === this.#limit) {
      this.more = true;
      return;
    }
    const acts = this.#acts;
    if (this.#lastIn !== bytes) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#lastIn = bytes;
    }
    this.#lastAt = from;
    if (to - from > LONGEST_ROW) throw this.#longRow();
    let at = wire.valuesAt(from, acts.length);
    for (let i = 0; i < acts.length; i += 1) {
      const target = this.#targets[i];
      if (target === undefined) break;
      if (wire.isNull(bytes, from, i)) {
        target.putNull();
        continue;
      }
      at = this.#value(bytes, at, acts[i] ?? NOTHING, target, i);
    }
    this.#spool.endRow(to - from);
    this.rows += 1;
  }

  /** @returns where the next value begins */
  #value(bytes: Buffer, at: number, act: number, target: ParquetColumn, i: number): number {
    switch (act) {
      case COPY_4:
        target.putInt32(this.#view.getInt32(at, true));
        return at + 4;
      case COPY_8:
        target.putHalves(this.#view.getInt32(at, true), this.#view.getInt32(at + 4, true));
        return at + 8;
      case SIGNED_BYTE:
        target.putInt32(((bytes[at] ?? 0) << 24) >> 24);
        return at + 1;
      case UNSIGNED_BYTE:
        target.putInt32(bytes[at] ?? 0);
        return at + 1;
      case SIGNED_SHORT:
        target.putInt32(this.#view.getInt16(at, true));
        return at + 2;
      case UNSIGNED_SHORT:
        target.putInt32(this.#view.getUint16(at, true));
        return at + 2;
      case DATE:
      case TIMESTAMP:
        this.#day(bytes, at, act, target, i);
        return at + 1 + (bytes[at] ?? 0);
      case TIME:
        this.#time(bytes, at, target, i);
        return at + 1 + (bytes[at] ?? 0);
      case NOTHING:
        target.putNull();
        return at;
      default:
        return this.#text(bytes, at, act, target, i);
    }
  }

  #text(bytes: Buffer, at: number, act: number, target: ParquetColumn, i: number): number {
    let start = at + 1;
    let length = bytes[at] ?? 0;
    if (length > 250) ({ start, length } = wire.lengthAt(bytes, at));
    const end = start + length;
    if (act === BYTES) target.putBytes(bytes, start, end);
    else if (!putDecimal(target, bytes, start, end)) this.#misfit(target, i);
    return end;
  }

  #day(bytes: Buffer, at: number, act: number, target: ParquetColumn, i: number): void {
    const length = bytes[at] ?? 0;
    const days =
      length === 0
        ? undefined
        : civilDays(this.#view.getUint16(at + 1, true), bytes[at + 3] ?? 0, bytes[at + 4] ?? 0);
    if (days === undefined) this.#misfit(target, i);
    else if (act === DATE) target.putInt32(days);
    else putTimestamp(target, days, length > 4 ? microsAt(bytes, at + 5, length > 7) : 0);
  }

  #time(bytes: Buffer, at: number, target: ParquetColumn, i: number): void {
    const length = bytes[at] ?? 0;
    if (length === 0) target.putInt64(0);
    else if (bytes[at + 1] !== 0 || bytes.readUInt32LE(at + 2) !== 0) this.#misfit(target, i);
    else target.putInt64(microsAt(bytes, at + 6, length > 8));
  }

  #misfit(target: ParquetColumn, i: number): void {
    target.putNull();
    const column = this.#columns[i];
    if (column !== undefined) this.misfits.add(column);
  }

  /** Of few bytes: they tell which one it is. */
  #longRow(): LongRow {
    const texts = this.last ?? [];
    const cells = this.#columns.map(({ name }, i) => [name, texts[i] ?? null] as const);
    return new LongRow(Object.fromEntries(cells.filter(([, text]) => (text ?? "").length < 1000)));
  }
}

/** Hours, minutes, seconds and, where they are written, microseconds. */
function microsAt(bytes: Buffer, at: number, fine: boolean): number {
  const seconds = (bytes[at] ?? 0) * 3600 + (bytes[at + 1] ?? 0) * 60 + (bytes[at + 2] ?? 0);
  return seconds * 1_000_000 + (fine ? bytes.readUInt32LE(at + 3) : 0);
}

function actOf(field: FieldPacket | undefined, column: MysqlColumn): number {
  const form = field === undefined ? wire.NOTHING : wire.wireForm(field);
  const { type } = column;
  const found = ACTS[form]?.find(([types]) => types.test(type))?.[1];
  if (found !== undefined) return found;
  throw new Error(`column ${column.name} was described as ${type} and comes as another type`);
}

/** By form: the types it may become. */
const ACTS: readonly (readonly (readonly [types: RegExp, act: number])[])[] = [
  [[/./, NOTHING]],
  [
    [/^TINYINT$/, SIGNED_BYTE],
    [/^UTINYINT$/, UNSIGNED_BYTE],
  ],
  [
    [/^SMALLINT$/, SIGNED_SHORT],
    [/^USMALLINT$/, UNSIGNED_SHORT],
  ],
  [[/^U?INTEGER$/, COPY_4]],
  [[/^U?BIGINT$/, COPY_8]],
  [[/^FLOAT$/, COPY_4]],
  [[/^DOUBLE$/, COPY_8]],
  [
    [/^DATE$/, DATE],
    [/^TIMESTAMP$/, TIMESTAMP],
  ],
  [[/^TIME$/, TIME]],
  [
    [/^DECIMAL/, DECIMAL],
    [/^(VARCHAR|JSON|BLOB)$/, BYTES],
  ],
];
