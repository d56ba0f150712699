import type sqlite from "node-sqlite3-wasm";
import { sql, type RawBuilder } from "kysely";
import type { Column } from "../column-types.js";
import type { SqliteTyped } from "./sqlite-types.js";

/** The name under which the driver's connection knows `blobText`. */
export const BLOB_TEXT = "granary_blob_text";

/** A blob as the engine reads it: `\x00\xFF`. */
export function blobText(value: sqlite.SQLiteValue): string | null {
  if (!(value instanceof Uint8Array)) return null;
  const hex = Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex");
  return hex.toUpperCase().replace(/../g, "\\x$&");
}

/** A column of the relation being read. */
export function ref(column: string): RawBuilder<unknown> {
  return sql`${sql.id("t", column)}`;
}

/** Arguments of one function, far below what any build of SQLite takes. */
const JOINED = 100;

/** SQL of a row as a line of a spool. Null is nothing to `concat`, which is faster than a chain of `||`. */
export function line(columns: readonly SqliteTyped[]): RawBuilder<unknown> {
  const parts = columns.flatMap((column, i) =>
    i === 0 ? [field(column)] : [sql`','`, field(column)],
  );
  const joined: RawBuilder<unknown>[] = [];
  for (let at = 0; at < parts.length; at += JOINED) {
    joined.push(sql`concat(${sql.join(parts.slice(at, at + JOINED))})`);
  }
  return sql`concat(${sql.join([...joined, sql`char(10)`])})`;
}

function field({ name, type, mixed }: SqliteTyped): RawBuilder<unknown> {
  const value = ref(name);
  switch (type) {
    case "VARCHAR": {
      const text = mixed
        ? sql`iif(typeof(${value}) = 'blob', quote(${value}), cast(${value} as text))`
        : value;
      return sql`'"' || replace(${text}, '"', '""') || '"'`;
    }
    case "BLOB":
      return sql`'"' || ${sql.raw(BLOB_TEXT)}(${value}) || '"'`;
    case "BOOLEAN":
      return sql`case ${value} when 1 then 'true' when 0 then 'false' end`;
    default:
      return value;
  }
}

/** Decimal places of an exact number's type; undefined for other types. */
export function scaleOf(type: string): number | undefined {
  if (type === "BIGINT") return 0;
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? undefined : Number(scale);
}

/** A value times the power of ten that makes it an integer. */
export function scaled({ name, type }: Column): RawBuilder<unknown> {
  if (type === "BIGINT") return ref(name);
  return sql`cast(round(${ref(name)} * ${sql.raw(`1e${String(scaleOf(type) ?? 0)}`)}) as integer)`;
}

/** `digits` divided by ten to the power of `scale`, exact. */
export function decimalText(digits: bigint, scale: number): string {
  if (scale === 0) return digits.toString();
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  return `${digits < 0n ? "-" : ""}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
