import { sql, type RawBuilder } from "kysely";
import type { Column } from "../column-types.js";

/** A column of the relation being read. */
export function ref(column: string): RawBuilder<unknown> {
  return sql`${sql.id("t", column)}`;
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
