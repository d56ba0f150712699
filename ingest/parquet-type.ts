import type { Fields } from "./thrift.js";

/** How Parquet stores the values of a type: its own number of the physical type, and what it means. */
export interface ParquetType {
  physical: number;
  /** Bytes of a value; 0 where they differ, or are less than one. */
  width: number;
  converted?: number;
  length?: number;
  decimal?: { precision: number; scale: number };
}

const [BOOLEAN, INT32, INT64, FLOAT, DOUBLE, BYTE_ARRAY, FIXED] = [0, 1, 2, 4, 5, 6, 7];
const UNSIGNED = [11, 12, 13, 14];
const SIGNED = [15, 16, 17, 18];
const DECIMAL = 5;
const DIGITS_OF_64_BITS = 18;
const LONG_DECIMAL = 16;

const PLAIN: Readonly<Record<string, ParquetType>> = {
  BOOLEAN: { physical: BOOLEAN, width: 0 },
  TINYINT: { physical: INT32, width: 4, converted: SIGNED[0] ?? 0 },
  SMALLINT: { physical: INT32, width: 4, converted: SIGNED[1] ?? 0 },
  INTEGER: { physical: INT32, width: 4, converted: SIGNED[2] ?? 0 },
  BIGINT: { physical: INT64, width: 8, converted: SIGNED[3] ?? 0 },
  UTINYINT: { physical: INT32, width: 4, converted: UNSIGNED[0] ?? 0 },
  USMALLINT: { physical: INT32, width: 4, converted: UNSIGNED[1] ?? 0 },
  UINTEGER: { physical: INT32, width: 4, converted: UNSIGNED[2] ?? 0 },
  UBIGINT: { physical: INT64, width: 8, converted: UNSIGNED[3] ?? 0 },
  FLOAT: { physical: FLOAT, width: 4 },
  DOUBLE: { physical: DOUBLE, width: 8 },
  DATE: { physical: INT32, width: 4, converted: 6 },
  TIME: { physical: INT64, width: 8, converted: 8 },
  TIMESTAMP: { physical: INT64, width: 8, converted: 10 },
  VARCHAR: { physical: BYTE_ARRAY, width: 0, converted: 0 },
  JSON: { physical: BYTE_ARRAY, width: 0, converted: 19 },
  BLOB: { physical: BYTE_ARRAY, width: 0 },
};

/** @param type an engine's type, written as the engine writes it */
export function parquetType(type: string): ParquetType {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (decimal !== null) {
    const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
    const rest = { converted: DECIMAL, decimal: { precision, scale } };
    return precision <= DIGITS_OF_64_BITS
      ? { physical: INT64, width: 8, ...rest }
      : { physical: FIXED, width: LONG_DECIMAL, length: LONG_DECIMAL, ...rest };
  }
  const plain = PLAIN[type];
  if (plain === undefined) throw new Error(`a spool cannot hold values of type ${type}`);
  return plain;
}

const OPTIONAL = 1;

/** The column in the file's schema. */
export function schemaElement(name: string, type: ParquetType): Fields {
  const some = (value: number | undefined): { i32: number } | undefined =>
    value === undefined ? undefined : { i32: value };
  return [
    [1, { i32: type.physical }],
    [2, some(type.length)],
    [3, { i32: OPTIONAL }],
    [4, { text: name }],
    [6, some(type.converted)],
    [7, some(type.decimal?.scale)],
    [8, some(type.decimal?.precision)],
  ];
}
