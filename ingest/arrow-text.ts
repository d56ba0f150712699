import { DataType, DateUnit, Precision, TimeUnit, type Vector } from "apache-arrow";
import type { DuckDBValue } from "@duckdb/node-api";

/** How the values of an Arrow type are handed over as text, and the engine type that reads the text back exactly. */
export interface ArrowText {
  type: string;
  /** The engine type of what is handed over: text, or lists, structs and maps of text. */
  staged: string;
  /** Reads one batch's values by row; null where there is none. */
  reader(values: Vector): (row: number) => DuckDBValue;
}

type ReadRow = (values: Vector) => (row: number) => string | null;

const UNITS_PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n];

/** @returns undefined for a type that has no exact counterpart here, and for types made of others */
export function arrowText(type: DataType): ArrowText | undefined {
  if (DataType.isDictionary(type)) {
    const inner = type.dictionary as DataType;
    return isText(inner) || DataType.isInt(inner) ? arrowText(inner) : undefined;
  }
  if (DataType.isNull(type) || isText(type)) return plain("VARCHAR");
  if (DataType.isBool(type)) return plain("BOOLEAN");
  if (DataType.isInt(type)) return plain(integerType(type.bitWidth, type.isSigned));
  if (DataType.isFloat(type))
    return plain(type.precision === Precision.DOUBLE ? "DOUBLE" : "FLOAT");
  if (DataType.isDecimal(type)) return decimal(type);
  if (DataType.isDate(type)) return date(type.unit === DateUnit.DAY ? 1n : 86_400_000n);
  if (DataType.isTimestamp(type)) return timestamp(type.unit);
  if (DataType.isTime(type)) return time(type.unit);
  if (isBinary(type)) {
    return as("BLOB", (values) => (row) => blobText(values.get(row) as Uint8Array));
  }
  return undefined;
}

function isText(type: DataType): boolean {
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

function isBinary(type: DataType): boolean {
  const variable = DataType.isBinary(type) || DataType.isLargeBinary(type);
  return variable || DataType.isBinaryView(type) || DataType.isFixedSizeBinary(type);
}

function blobText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  return hex.replace(/../g, (byte) => `\\x${byte}`);
}

function plain(type: string): ArrowText {
  return as(type, (values) => (row) => {
    const value = values.get(row) as { toString(): string } | null;
    // A dictionary may hold null too.
    if (value === null) return null;
    return Object.is(value, -0) ? "-0" : value.toString();
  });
}

function as(type: string, read: ReadRow): ArrowText {
  return {
    type,
    staged: "VARCHAR",
    reader: (values) => {
      const text = read(values);
      return (row) => (values.isValid(row) ? text(row) : null);
    },
  };
}

function integerType(bits: number, signed: boolean): string {
  const name = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER" }[bits] ?? "BIGINT";
  return signed ? name : `U${name}`;
}

function decimal(type: { precision: number; scale: number }): ArrowText | undefined {
  const { precision, scale } = type;
  if (precision > 38 || scale < 0) return undefined;
  return as(`DECIMAL(${String(precision)},${String(scale)})`, (values) => (row) => {
    const words = values.get(row) as Uint32Array;
    let unscaled = 0n;
    for (let i = words.length - 1; i >= 0; i -= 1)
      unscaled = (unscaled << 32n) | BigInt(words[i] ?? 0);
    return withPoint(BigInt.asIntN(words.length * 32, unscaled), scale);
  });
}

function withPoint(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

// The library's own getters give milliseconds as floating point; the values themselves are exact.
function exact(type: string, text: (value: bigint) => string): ArrowText {
  return as(type, (values) => {
    const numbers = values.data[0]?.values as ArrayLike<bigint | number> | undefined;
    return (row) => text(BigInt(numbers?.[row] ?? 0));
  });
}

function date(perDay: bigint): ArrowText {
  return exact("DATE", (value) => dayText(floorDiv(value, perDay)));
}

function timestamp(unit: TimeUnit): ArrowText {
  const perSecond = UNITS_PER_SECOND[unit] ?? 1n;
  return exact(unit === TimeUnit.NANOSECOND ? "TIMESTAMP_NS" : "TIMESTAMP", (value) => {
    const seconds = floorDiv(value, perSecond);
    const days = floorDiv(seconds, 86_400n);
    const clock = clockText(seconds - days * 86_400n, value - seconds * perSecond, unit);
    return `${dayText(days)} ${clock}`;
  });
}

function time(unit: TimeUnit): ArrowText {
  const perSecond = UNITS_PER_SECOND[unit] ?? 1n;
  return exact(unit === TimeUnit.NANOSECOND ? "TIME_NS" : "TIME", (value) =>
    clockText(value / perSecond, value % perSecond, unit),
  );
}

function dayText(days: bigint): string {
  const text = new Date(Number(days) * 86_400_000).toISOString();
  return text.slice(0, text.indexOf("T"));
}

function clockText(seconds: bigint, fraction: bigint, unit: number): string {
  const two = (value: bigint): string =>
    typeof value === "string" ? value : String(value).padStart(2, "0");
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(two).join(":");
  return unit === 0 ? clock : `${clock}.${String(fraction).padStart(unit * 3, "0")}`;
}

function floorDiv(a: bigint, b: bigint): bigint {
  return a >= 0n || a % b === 0n ? a / b : a / b - 1n;
}
