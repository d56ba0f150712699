import { sql, type Expression, type RawBuilder, type SqlBool } from "kysely";

/** A column of a key with the SQL of a value of it. */
export interface KeyPart {
  column: Expression<unknown>;
  value: Expression<unknown>;
}

/**
 * Rows whose key lies behind the values, in the key's order: `a > x or (a = x and b > y)`, with a bound on the first
 * column alone that an index can use.
 */
export function behindKey(parts: readonly KeyPart[]): RawBuilder<SqlBool> {
  return beyond(parts, sql`>`, sql`>=`);
}

/** Rows whose key does not lie behind the values. */
export function upToKey(parts: readonly KeyPart[]): RawBuilder<SqlBool> {
  const [first, ...rest] = parts;
  if (first === undefined) return sql<SqlBool>`true`;
  if (rest.length === 0) return sql<SqlBool>`${first.column} <= ${first.value}`;
  return sql<SqlBool>`(${first.column} <= ${first.value} and (${first.column} < ${first.value} or ${upToKey(rest)}))`;
}

function beyond(
  parts: readonly KeyPart[],
  strict: RawBuilder<unknown>,
  loose: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  const [first, ...rest] = parts;
  if (first === undefined) return sql<SqlBool>`false`;
  if (rest.length === 0) return sql<SqlBool>`${first.column} ${strict} ${first.value}`;
  return sql<SqlBool>`(${first.column} ${loose} ${first.value} and (${first.column} ${strict} ${first.value} or ${beyond(rest, strict, loose)}))`;
}
