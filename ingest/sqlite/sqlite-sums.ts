import type sqlite from "node-sqlite3-wasm";
import { sql, type Expression, type RawBuilder, type SqlBool } from "kysely";
import { messageOf } from "../../warehouse/errors.js";
import type { Column } from "../column-types.js";
import type { Extract } from "../source.js";
import { decimalText, scaled, scaleOf } from "./sqlite-fields.js";
import { sqliteAggregate, sqliteRow } from "./sqlite-query.js";

/** Rows that satisfy all conditions, and the exact sums of their columns. */
export function sqliteControls(
  database: sqlite.Database,
  table: string,
  columns: readonly Column[],
  conditions: readonly Expression<SqlBool>[],
): NonNullable<Extract["controls"]> {
  const summed = exact(columns);
  const count = { expression: sql`count(*)`, as: "rows" };
  const totals = (parts: (column: Column) => RawBuilder<unknown>[]): Record<string, unknown> => {
    const items = summed.flatMap((column, i) =>
      parts(column).map((value, part) => ({
        expression: sql`sum(${value})`,
        as: `${name(i)}_${String(part)}`,
      })),
    );
    return sqliteRow(database, sqliteAggregate(table, conditions, [count, ...items]));
  };
  let row: Record<string, unknown>;
  try {
    row = totals((column) => [scaled(column)]);
  } catch (error) {
    if (!isOverflow(error)) throw error;
    row = totals((column) => [sql`${scaled(column)} >> 32`, sql`${scaled(column)} & 4294967295`]);
  }
  const sums = summed.map((column, i): [string, string | null] => {
    const [high, low] = [integer(row[`${name(i)}_0`]), integer(row[`${name(i)}_1`])];
    const total = high === undefined || low === undefined ? high : high * 4_294_967_296n + low;
    return [column.name, totalText(total, column)];
  });
  return { rows: Number(row["rows"]), sums: Object.fromEntries(sums) };
}

/** A sum went beyond 64 bits. */
function isOverflow(error: unknown): boolean {
  return messageOf(error).includes("integer overflow");
}

export function integer(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

function exact(columns: readonly Column[]): Column[] {
  return columns.filter((column) => scaleOf(column.type) !== undefined);
}

function totalText(total: bigint | undefined, { type }: Column): string | null {
  return total === undefined ? null : decimalText(total, scaleOf(type) ?? 0);
}

function name(column: number): string {
  return `s${String(column)}`;
}
