import { DataType, DateUnit, Precision, TimeUnit, type Data, type Vector } from "apache-arrow";

/** How the values of an Arrow type are written as text, and the engine type that reads the text back exactly. */
export interface ArrowText {
  type: string;
  /** SQL of the typed value; `text` is SQL of the text. */
  value(text: string): string;
  text(values: Vector, data: Data, row: number): string;
}

const UNITS_PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n];

/** @returns undefined for a type that has no exact counterpart here */
export function arrowText(type: DataType): ArrowText | undefined {
  if (DataType.isDictionary(type)) {
    const inner = type.dictionary as DataType;
    return DataType.isUtf8(inner) || DataType.isInt(inner) ? arrowText(inner) : undefined;
  }
  if (DataType.isNull(type)) return plain("VARCHAR");
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return plain("VARCHAR");
  if (DataType.isBool(type)) return plain("BOOLEAN");
  if (DataType.isInt(type)) return plain(integerType(type.bitWidth, type.isSigned));
  if (DataType.isFloat(type))
    return plain(type.precision === Precision.DOUBLE ? "DOUBLE" : "FLOAT");
  if (DataType.isDecimal(type)) return decimal(type);
  if (DataType.isDate(type)) return date(type.unit === DateUnit.DAY ? 1n : 86_400_000n);
  if (DataType.isTimestamp(type)) return timestamp(type.unit);
  if (DataType.isTime(type) && type.unit !== TimeUnit.NANOSECOND) return time(type.unit);
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) {
    return {
      type: "BLOB",
      value: (text) => `unhex(${text})`,
      text: (values, _, row) => Buffer.from(values.get(row) as Uint8Array).toString("hex"),
    };
  }
  return undefined;
}

function plain(type: string): ArrowText {
  return cast(type, (values, _, row) => String(values.get(row)));
}

function cast(type: string, text: ArrowText["text"]): ArrowText {
  return { type, value: (sql) => (type === "VARCHAR" ? sql : `${sql}::${type}`), text };
}

function integerType(bits: number, signed: boolean): string {
  const name = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER" }[bits] ?? "BIGINT";
  return signed ? name : `U${name}`;
}

function decimal(type: { precision: number; scale: number }): ArrowText | undefined {
  const { precision, scale } = type;
  if (precision > 38 || scale < 0) return undefined;
  return cast(`DECIMAL(${String(precision)},${String(scale)})`, (values, _, row) => {
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
function raw(data: Data, row: number): bigint {
  const value: unknown = (data.values as ArrayLike<unknown>)[row];
  return BigInt(value as bigint | number);
}

function date(perDay: bigint): ArrowText {
  return cast("DATE", (_, data, row) => dayText(floorDiv(raw(data, row), perDay)));
}

function timestamp(unit: number): ArrowText {
  const perSecond = UNITS_PER_SECOND[unit] ?? 1n;
  return cast(unit === 3 ? "TIMESTAMP_NS" : "TIMESTAMP", (_, data, row) => {
    const value = raw(data, row);
    const seconds = floorDiv(value, perSecond);
    const days = floorDiv(seconds, 86_400n);
    const clock = clockText(seconds - days * 86_400n, value - seconds * perSecond, unit);
    return `${dayText(days)} ${clock}`;
  });
}

function time(unit: number): ArrowText {
  const perSecond = UNITS_PER_SECOND[unit] ?? 1n;
  return cast("TIME", (_, data, row) => {
    const value = raw(data, row);
    return clockText(value / perSecond, value % perSecond, unit);
  });
}

function dayText(days: bigint): string {
  const text = new Date(Number(days) * 86_400_000).toISOString();
  return text.slice(0, text.indexOf("T"));
}

function clockText(seconds: bigint, fraction: bigint, unit: number): string {
  const two = (value: bigint): string => String(value).padStart(2, "0");
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(two).join(":");
  return unit === 0 ? clock : `${clock}.${String(fraction).padStart(unit * 3, "0")}`;
}

function floorDiv(a: bigint, b: bigint): bigint {
  return a >= 0n || a % b === 0n ? a / b : a / b - 1n;
}
