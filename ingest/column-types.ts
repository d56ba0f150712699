import type { DuckDBConnection } from "@duckdb/node-api";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import { roundingOf } from "./checked-cast.js";
import { numberOf, rowsOf, textOf } from "./query.js";
import { quoteIdent, quoteTable } from "../warehouse/sql.js";

/** A column by name and engine type ("DECIMAL(18,4)"). */
export interface Column {
  name: string;
  type: string;
}

const INTEGERS = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"];
const INTEGER_DIGITS = [3, 5, 10, 19, 39];
/** Whole numbers up to this one are all held by floating point. */
export const EXACT_IN_DOUBLE = 2 ** 53;

/**
 * Declared types as the engine writes them ("int" becomes INTEGER).
 *
 * @throws GranaryError CONFIG_INVALID for a type the engine does not know
 */
export async function declaredColumns(
  connection: DuckDBConnection,
  where: string,
  declared: Readonly<Record<string, string>>,
): Promise<Column[]> {
  const columns: Column[] = [];
  for (const [name, type] of Object.entries(declared)) {
    if (!/^[A-Za-z][\w ]*(\(\d+(,\s*\d+)?\))?(\[\])?$/.test(type))
      throw unknownType(where, name, type);
    try {
      const rows = await rowsOf(connection, `select typeof(null::${type}) as type`);
      columns.push({ name, type: textOf(rows[0]?.["type"]) });
    } catch (error) {
      throw unknownType(where, name, type, error);
    }
  }
  return columns;
}

function unknownType(where: string, name: string, type: string, cause?: unknown): GranaryError {
  return new GranaryError("CONFIG_INVALID", {
    message: `${where}.columns.${name}: "${type}" is not a type.`,
    hint: "Use VARCHAR, BIGINT, DECIMAL(18,4), DOUBLE, DATE, TIMESTAMP or BOOLEAN.",
    ...(cause === undefined ? {} : { details: [messageOf(cause)], cause }),
  });
}

/** The narrowest type that holds every value of both without loss; VARCHAR when there is none. */
export function commonType(a: string, b: string): string {
  if (a === b) return a;
  const ladder = [INTEGERS.indexOf(a), INTEGERS.indexOf(b)];
  if (ladder.every((step) => step >= 0)) return INTEGERS[Math.max(...ladder)] ?? "VARCHAR";
  const pair = new Set([a, b]);
  if (pair.has("DOUBLE") && (pair.has("FLOAT") || ladder.some((step) => step >= 0)))
    return "DOUBLE";
  if (pair.has("DATE") && pair.has("TIMESTAMP")) return "TIMESTAMP";
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (left === undefined || right === undefined) return "VARCHAR";
  const scale = Math.max(left.scale, right.scale);
  const digits = Math.max(left.digits, right.digits);
  return digits + scale <= 38 ? `DECIMAL(${String(digits + scale)},${String(scale)})` : "VARCHAR";
}

function decimalOf(type: string): { digits: number; scale: number } | undefined {
  const integer = INTEGER_DIGITS[INTEGERS.indexOf(type)];
  if (integer !== undefined) return { digits: integer, scale: 0 };
  const match = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  return match === null
    ? undefined
    : { digits: Number(match[1]) - Number(match[2]), scale: Number(match[2]) };
}

/**
 * The type a column of an existing table needs so that values of `incoming` fit too. Large integers are not turned
 * into floating point: such a column becomes text.
 *
 * @param rows SQL of the rows with the incoming values, where they can be read
 */
export async function widenedType(
  connection: DuckDBConnection,
  table: { schema: string; name: string },
  existing: Column,
  incoming: string,
  rows?: string,
): Promise<string> {
  const wide = commonType(existing.type, incoming);
  if (wide !== "DOUBLE") return wide;
  const rounds = roundingOf(quoteIdent(existing.name), incoming, wide);
  if (rows !== undefined && rounds !== undefined) {
    const rounded = await numberOf(connection, `select count(*) from ${rows} where ${rounds}`);
    return rounded === 0 ? wide : "VARCHAR";
  }
  if (!INTEGERS.includes(existing.type)) return wide;
  const inexact = await numberOf(
    connection,
    `select count(*) from ${quoteTable(table.schema, table.name)}
     where abs(${quoteIdent(existing.name)}::hugeint) > ${EXACT_IN_DOUBLE}`,
  );
  return inexact === 0 ? wide : "VARCHAR";
}
