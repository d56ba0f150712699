/** A field of a structure: a whole number, a text, a list, or a structure again. */
type Value = { i32: number } | { i64: number } | { text: string } | { list: List } | { of: Fields };
type List = { i32s: readonly number[] } | { texts: readonly string[] } | { all: readonly Fields[] };
/** By field id, ascending; undefined fields are left out. */
export type Fields = readonly (readonly [id: number, value: Value | undefined])[];

const [I32, I64, BINARY, LIST, STRUCT] = [5, 6, 8, 9, 12];
const LONG_LIST = 15;

/** A structure in Thrift's compact protocol, in which Parquet describes its content. */
export function thrift(fields: Fields): Buffer {
  const bytes: number[] = [];
  writeStruct(bytes, fields);
  return Buffer.from(bytes);
}

function writeStruct(bytes: number[], fields: Fields): void {
  let before = 0;
  for (const [id, value] of fields) {
    if (value === undefined) continue;
    const type =
      "i32" in value
        ? I32
        : "i64" in value
          ? I64
          : "text" in value
            ? BINARY
            : "list" in value
              ? LIST
              : STRUCT;
    bytes.push(((id - before) << 4) | type);
    before = id;
    if ("i32" in value) writeInteger(bytes, value.i32);
    else if ("i64" in value) writeInteger(bytes, value.i64);
    else if ("text" in value) writeText(bytes, value.text);
    else if ("list" in value) writeList(bytes, value.list);
    else writeStruct(bytes, value.of);
  }
  bytes.push(0);
}

function writeList(bytes: number[], list: List): void {
  const [type, items] =
    "i32s" in list ? [I32, list.i32s] : "texts" in list ? [BINARY, list.texts] : [STRUCT, list.all];
  if (items.length < LONG_LIST) bytes.push((items.length << 4) | type);
  else {
    bytes.push((LONG_LIST << 4) | type);
    writeVarint(bytes, items.length);
  }
  for (const item of items) {
    if (typeof item === "number") writeInteger(bytes, item);
    else if (typeof item === "string") writeText(bytes, item);
    else writeStruct(bytes, item);
  }
}

function writeText(bytes: number[], text: string): void {
  const encoded = Buffer.from(text);
  writeVarint(bytes, encoded.length);
  bytes.push(...encoded);
}

function writeInteger(bytes: number[], value: number): void {
  writeVarint(bytes, value < 0 ? -2 * value - 1 : 2 * value);
}

/** Any whole number below 2⁵³, seven bits a byte, the lowest first. */
function writeVarint(bytes: number[], value: number): void {
  let left = value;
  while (left > 127) {
    bytes.push((left % 128) | 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

/** A whole number as `thrift` writes lengths: for the headers of runs. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  writeVarint(bytes, value);
  return Buffer.from(bytes);
}
