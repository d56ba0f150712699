import type sqlite from "node-sqlite3-wasm";
import { sql, type Expression, type RawBuilder, type SqlBool } from "kysely";
import { messageOf } from "../../warehouse/errors.js";
import type { Column } from "../column-types.js";
import type { Extract } from "../source.js";
import { decimalText, scaled, scaleOf } from "./sqlite-fields.js";
import { sqliteAggregate, sqliteRow } from "./sqlite-query.js";

type Sums = Readonly<Record<string, string | null>>;
type Item = { expression: RawBuilder<unknown>; as: string };

/** What SQLite sums of exact numbers while it writes them, block by block. */
export class BlockSums {
  readonly #columns: readonly Column[];
  readonly #totals: (bigint | undefined)[];

  /** @param columns those that are no exact numbers are left out */
  constructor(columns: readonly Column[]) {
    this.#columns = exact(columns);
    this.#totals = this.#columns.map(() => undefined);
  }

  /** What is selected of a row. */
  get values(): Item[] {
    return this.#columns.map((column, i) => ({ expression: scaled(column), as: name(i) }));
  }

  /** What is selected of a block `b` of such rows. */
  get sums(): Item[] {
    return this.#columns.map((_, i) => ({
      expression: sql`sum(${sql.id("b", name(i))})`,
      as: name(i),
    }));
  }

  add(block: Readonly<Record<string, unknown>>): void {
    for (const i of this.#columns.keys()) {
      const sum = integer(block[name(i)]);
      if (sum !== undefined) this.#totals[i] = (this.#totals[i] ?? 0n) + sum;
    }
  }

  get totals(): Sums {
    return Object.fromEntries(
      this.#columns.map((column, i) => [column.name, totalText(this.#totals[i], column)]),
    );
  }
}

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
export function isOverflow(error: unknown): boolean {
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
