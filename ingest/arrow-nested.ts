import { DataType, Vector } from "apache-arrow";
import { listValue, mapValue, structValue, type DuckDBValue } from "@duckdb/node-api";
import { quoteIdent } from "../warehouse/sql.js";
import { arrowText, type ArrowText } from "./arrow-text.js";

type ReadRow = (row: number) => DuckDBValue;

/**
 * The same for any Arrow type: lists, structs and maps are those of the engine.
 *
 * @returns undefined for a type that has no exact counterpart here
 */
export function arrowReading(type: DataType): ArrowText | undefined {
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type)) {
    return list(type.children[0]?.type as DataType | undefined);
  }
  if (DataType.isMap(type)) return map(type.children[0]?.type.children ?? []);
  if (DataType.isStruct(type)) return struct(type.children);
  return arrowText(type);
}

function list(of: DataType | undefined): ArrowText | undefined {
  const item = of === undefined ? undefined : arrowReading(of);
  if (item === undefined) return undefined;
  return made(`${item.type}[]`, `${item.staged}[]`, (values) => {
    const read = item.reader(childOf(values, 0));
    const range = rangesOf(values);
    return (row) => listValue(range(row).map(read));
  });
}

function map(pair: readonly { type: DataType }[]): ArrowText | undefined {
  const [key, value] = pair.map(({ type }) => arrowReading(type));
  if (key === undefined || value === undefined) return undefined;
  const of = (part: "type" | "staged"): string => `MAP(${key[part]}, ${value[part]})`;
  return made(of("type"), of("staged"), (values) => {
    const entries = childOf(values, 0);
    const readKey = key.reader(childOf(entries, 0));
    const readValue = value.reader(childOf(entries, 1));
    const range = rangesOf(values);
    return (row) => mapValue(range(row).map((at) => ({ key: readKey(at), value: readValue(at) })));
  });
}

function struct(fields: readonly { name: string; type: DataType }[]): ArrowText | undefined {
  const parts = fields.flatMap(({ name, type }) => {
    const text = arrowReading(type);
    return text === undefined ? [] : [{ name, ...text }];
  });
  // The engine knows no struct without fields, nor two whose names differ in case alone.
  const names = new Set(parts.map(({ name }) => name.toLowerCase()));
  if (parts.length === 0 || names.size < fields.length || names.has("")) return undefined;
  const of = (part: "type" | "staged"): string =>
    `STRUCT(${parts.map((field) => `${quoteIdent(field.name)} ${field[part]}`).join(", ")})`;
  return made(of("type"), of("staged"), (values) => {
    const read = parts.map((part, i) => ({
      name: part.name,
      read: part.reader(childOf(values, i)),
    }));
    return (row) =>
      structValue(Object.fromEntries(read.map((field) => [field.name, field.read(row)])));
  });
}

function made(type: string, staged: string, reader: (values: Vector) => ReadRow): ArrowText {
  return {
    type,
    staged,
    reader: (values) => {
      const read = reader(values);
      return (row) => (values.isValid(row) ? read(row) : null);
    },
  };
}

function childOf(values: Vector, index: number): Vector {
  const data = values.data[0]?.children[index];
  if (data === undefined) throw new Error("a nested column without its values");
  return new Vector([data]);
}

/** The places of a row's items among all items. */
function rangesOf(values: Vector): (row: number) => number[] {
  const [data] = values.data;
  const type = values.type as DataType;
  if (DataType.isFixedSizeList(type)) {
    const size = type.listSize;
    return (row) => Array.from({ length: size }, (_, i) => row * size + i);
  }
  const offsets = data?.valueOffsets as ArrayLike<number | bigint> | undefined;
  return (row) => {
    const from = Number(offsets?.[row] ?? 0);
    const to = Number(offsets?.[row + 1] ?? 0);
    return Array.from({ length: to - from }, (_, i) => from + i);
  };
}
