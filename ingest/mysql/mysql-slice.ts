import { sql, type RawBuilder, type SqlBool } from "kysely";
import { GranaryError } from "../../warehouse/errors.js";
import { behindKey, upToKey, type KeyPart } from "../keyset.js";
import type { Extract } from "../source.js";
import type { Key, Slice } from "../table-reader.js";
import type { Relation } from "../table-pattern.js";
import { mysqlRef, mysqlSelect, mysqlText } from "./mysql-query.js";
import type { MysqlSession } from "./mysql-session.js";
import type { MysqlColumn } from "./mysql-types.js";

/** What is read. */
export interface Reading {
  session: MysqlSession;
  /** For messages: "table orders". */
  what: string;
  relation: Relation;
  columns: readonly MysqlColumn[];
  /** Columns that rows are read in the order of; none where there is no such key. */
  key: readonly MysqlColumn[];
}

/** Rows of a slice, and the sums of their columns, by the server. */
export async function mysqlControls(
  reading: Reading,
  columns: readonly MysqlColumn[],
  slice: Slice,
): Promise<NonNullable<Extract["controls"]>> {
  const summed = columns.filter(({ type }) => /INT|^DECIMAL/.test(type));
  const sums = summed.map(({ value }, i) => ({
    expression: sql`sum(${value})`,
    as: `s${String(i)}`,
  }));
  const count = { expression: sql`count(*)`, as: "n" };
  const text = mysqlSelect(reading.relation, [count, ...sums], {
    where: conditions(reading, slice),
  });
  const [row = []] = await reading.session.rows(reading.what, text);
  return {
    rows: Number(row[0] ?? 0),
    sums: Object.fromEntries(summed.map(({ name }, i) => [name, row[i + 1] ?? null])),
  };
}

/** Which rows a slice has. */
export function conditions(reading: Reading, { since, after, upTo }: Slice): RawBuilder<SqlBool>[] {
  const found: RawBuilder<SqlBool>[] = [];
  if (since !== undefined) {
    const column = reading.columns.find(({ name }) => name === since.column);
    if (column === undefined) throw noColumn(reading, since.column);
    const bound = literal(column, since.value);
    const value = mysqlRef(column.name);
    found.push(
      since.orEqual
        ? sql<SqlBool>`(${value} >= ${bound} or ${value} is null)`
        : sql<SqlBool>`${value} > ${bound}`,
    );
  }
  if (after !== undefined) found.push(behindKey(keyParts(reading, after)));
  if (upTo !== undefined) found.push(upToKey(keyParts(reading, upTo)));
  return found;
}

function keyParts(reading: Reading, values: Key): KeyPart[] {
  return reading.key.map((column, i) => ({
    column: mysqlRef(column.name),
    value: literal(column, values[i] ?? ""),
  }));
}

/** A number stays one: compared with text, an integer would be compared as a floating point number. */
function literal(column: MysqlColumn, value: string): RawBuilder<unknown> {
  if (column.bytes) return sql.raw(`X'${/^([\da-f]{2})*$/.test(value) ? value : ""}'`);
  const numeric = /INT|^DECIMAL|^DOUBLE|^FLOAT/.test(column.type);
  if (numeric && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return sql.raw(value);
  return mysqlText(value);
}

function noColumn(reading: Reading, column: string): GranaryError {
  return new GranaryError("CONFIG_INVALID", {
    message: `cursor: ${reading.what} has no column ${column}.`,
    hint: `It has ${reading.columns.map(({ name }) => name).join(", ")}.`,
  });
}
