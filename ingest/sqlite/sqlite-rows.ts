import { civilDays } from "../civil-days.js";
import type { ParquetColumn } from "../parquet-column.js";
import type { ParquetSpool } from "../parquet-spool.js";
import { putTimestamp } from "../parquet-values.js";
import { sqliteFunctions as sqlite, sqliteMemory } from "./sqlite-driver.js";
import { scaleOf } from "./sqlite-fields.js";
import { DECIMAL_DIGITS, type SqliteTyped } from "./sqlite-types.js";

const [INTEGER, REAL, TEXT, BLOB, NULL] = [1, 2, 3, 4, 5];
const EXACT = 2 ** 53;
const [ZERO, NINE, HYPHEN, COLON, BLANK, POINT, LETTER_T] = [48, 57, 45, 58, 32, 46, 84];

/** Puts a value of the current row of a statement. @returns false where it is none of the column's type */
type Put = (statement: number, at: number, storage: number, target: ParquetColumn) => boolean;

interface Cell {
  column: SqliteTyped;
  target: ParquetColumn;
  put: Put;
}

/** Puts the rows of a statement, at which SQLite stands one after the other, into a spool. */
export class SqliteRows {
  /** Columns with a value that their type cannot hold: the spool is of no use then. */
  readonly misfits = new Set<SqliteTyped>();
  readonly #cells: readonly Cell[];

  constructor(spool: ParquetSpool, columns: readonly SqliteTyped[]) {
    this.#cells = columns.flatMap((column, i): Cell[] => {
      const target = spool.columns[i];
      return target === undefined ? [] : [{ column, target, put: putOf(column) }];
    });
  }

  /**
   * @param first the place of the first column
   * @returns the bytes put
   */
  put(statement: number, first: number): number {
    const cells = this.#cells;
    let bytes = 0;
    for (let i = 0; i < cells.length; i += 1) {
      const cell = cells[i];
      if (cell === undefined) break;
      const at = first + i;
      const { target } = cell;
      const storage = sqlite._sqlite3_column_type(statement, at);
      if (storage === NULL) {
        target.putNull();
        continue;
      }
      const before = target.end;
      if (!cell.put(statement, at, storage, target)) {
        target.putNull();
        this.misfits.add(cell.column);
      }
      bytes += target.end - before;
    }
    return bytes;
  }
}

function putOf(column: SqliteTyped): Put {
  switch (column.type) {
    case "BIGINT":
      return putInteger;
    case "DOUBLE":
      return putReal;
    case "BOOLEAN":
      return putBoolean;
    case "DATE":
      return putDate;
    case "TIMESTAMP":
      return putInstant;
    case "BLOB":
      return putBlob;
    case "VARCHAR":
      return column.mixed ? putMixed : putText;
    default:
      return putDecimalOf(column.type);
  }
}

const putInteger: Put = (statement, at, storage, target) => {
  if (storage !== INTEGER && storage !== REAL) return false;
  const value = sqlite._sqlite3_column_double(statement, at);
  if (value > -EXACT && value < EXACT) {
    if (storage === REAL && !Number.isInteger(value)) return false;
    target.putInt64(value);
    return true;
  }
  if (storage === REAL) return false;
  target.putBigInt64(sqlite._sqlite3_column_int64(statement, at));
  return true;
};

const putReal: Put = (statement, at, storage, target) => {
  if (storage !== INTEGER && storage !== REAL) return false;
  const value = sqlite._sqlite3_column_double(statement, at);
  if (storage === INTEGER && (value >= EXACT || value <= -EXACT)) return false;
  target.putDouble(value);
  return true;
};

const putBoolean: Put = (statement, at, storage, target) => {
  if (storage !== INTEGER && storage !== REAL) return false;
  const value = sqlite._sqlite3_column_double(statement, at);
  if (value !== 0 && value !== 1) return false;
  target.putBoolean(value === 1);
  return true;
};

const putText: Put = (statement, at, storage, target) => {
  if (storage === BLOB) return false;
  const start = sqlite._sqlite3_column_text(statement, at);
  const length = sqlite._sqlite3_column_bytes(statement, at);
  target.putBytes(sqliteMemory(), start, start + length);
  return true;
};

const putBlob: Put = (statement, at, storage, target) => {
  if (storage !== BLOB) return false;
  const start = sqlite._sqlite3_column_blob(statement, at);
  const length = sqlite._sqlite3_column_bytes(statement, at);
  target.putBytes(sqliteMemory(), start, start + length);
  return true;
};

/** Text of any value; that of a blob is the literal SQLite itself writes. */
const putMixed: Put = (statement, at, storage, target) => {
  if (storage !== BLOB) return putText(statement, at, storage, target);
  const start = sqlite._sqlite3_column_blob(statement, at);
  const length = sqlite._sqlite3_column_bytes(statement, at);
  const bytes = Buffer.from(sqliteMemory().subarray(start, start + length));
  const literal = Buffer.from(`X'${bytes.toString("hex").toUpperCase()}'`);
  target.putBytes(literal, 0, literal.length);
  return true;
};

function putDecimalOf(type: string): Put {
  const scale = scaleOf(type) ?? 0;
  const digits = Number(/\d+/.exec(type)?.[0] ?? 0);
  const unit = 10 ** scale;
  const limit = 10 ** (Math.min(digits, DECIMAL_DIGITS) - scale);
  return (statement, at, storage, target) => {
    if (storage !== INTEGER && storage !== REAL) return false;
    const value = sqlite._sqlite3_column_double(statement, at);
    const scaled = Math.round(value * unit);
    // Of so few digits, the quotient is the same double again.
    if (value >= limit || value <= -limit || scaled / unit !== value) return false;
    if (target.type.width === 8) target.putInt64(scaled);
    else target.putBigInt128(BigInt(scaled));
    return true;
  };
}

const putDate: Put = (statement, at, storage, target) => {
  if (storage !== TEXT) return false;
  const start = sqlite._sqlite3_column_text(statement, at);
  if (sqlite._sqlite3_column_bytes(statement, at) !== 10) return false;
  const days = daysAt(sqliteMemory(), start);
  if (days === undefined) return false;
  target.putInt32(days);
  return true;
};

/** `2024-02-29 10:11:12`, with a `T` or with up to six decimals of the second. */
const putInstant: Put = (statement, at, storage, target) => {
  if (storage !== TEXT) return false;
  const start = sqlite._sqlite3_column_text(statement, at);
  const length = sqlite._sqlite3_column_bytes(statement, at);
  const bytes = sqliteMemory();
  const between = bytes[start + 10];
  if (length < 19 || length > 26 || length === 20) return false;
  if (between !== BLANK && between !== LETTER_T) return false;
  const days = daysAt(bytes, start);
  const seconds = secondsAt(bytes, start + 11);
  const fraction = length === 19 ? 0 : fractionAt(bytes, start + 19, start + length);
  if (days === undefined || seconds < 0 || fraction < 0) return false;
  putTimestamp(target, days, seconds * 1_000_000 + fraction);
  return true;
};

function daysAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at + 4] !== HYPHEN || bytes[at + 7] !== HYPHEN) return undefined;
  const century = two(bytes, at);
  const ofCentury = two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  if (century < 0 || ofCentury < 0 || month < 0 || day < 0) return undefined;
  return civilDays(century * 100 + ofCentury, month, day);
}

/** Seconds since midnight; -1 where there is no such time. */
function secondsAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return -1;
  const hours = two(bytes, at);
  const minutes = two(bytes, at + 3);
  const seconds = two(bytes, at + 6);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return -1;
  return seconds < 0 || seconds > 59 ? -1 : hours * 3600 + minutes * 60 + seconds;
}

/** Microseconds of what stands behind a point; -1 where something else does. */
function fractionAt(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== POINT) return -1;
  let value = 0;
  for (let i = at + 1; i < at + 7; i += 1) {
    const byte = i < end ? (bytes[i] ?? 0) : ZERO;
    if (byte < ZERO || byte > NINE) return -1;
    value = value * 10 + (byte - ZERO);
  }
  return value;
}

/** A number of two digits; below 0 where they are none. */
function two(bytes: Uint8Array, at: number): number {
  const high = bytes[at] ?? 0;
  const low = bytes[at + 1] ?? 0;
  if (high < ZERO || high > NINE || low < ZERO || low > NINE) return -1;
  return (high - ZERO) * 10 + (low - ZERO);
}
