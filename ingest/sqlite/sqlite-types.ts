import type sqlite from "node-sqlite3-wasm";
import { sql, type Expression, type RawBuilder, type SqlBool } from "kysely";
import type { Column } from "../column-types.js";
import { sqliteAggregate, sqliteAny, sqliteRow } from "./sqlite-query.js";

/** A column as declared; `key` marks the 64-bit key of the table itself. */
export interface SqliteColumn {
  name: string;
  declared: string;
  key: boolean;
}

/** A column as the engine types it; `mixed` where its text stands for values of more than one storage class. */
export interface SqliteTyped extends Column {
  mixed: boolean;
}

/** How many values of a column are of each storage class. */
interface Facts {
  integers: number;
  reals: number;
  texts: number;
  blobs: number;
  /** Integers beyond what a double holds exactly. */
  large: number;
}

const EXACT_IN_DOUBLE = "9007199254740992";
/** Digits of a decimal whose scaled value is an exact integer in a double, with room for two roundings. */
export const DECIMAL_DIGITS = 15;

/**
 * The engine's type of every column, decided by the storage classes that really occur: a declared type is kept only
 * where every value fits it, and a column of both numbers and text becomes text.
 */
export function sqliteTypes(
  database: sqlite.Database,
  table: string,
  columns: readonly SqliteColumn[],
): SqliteTyped[] {
  const expected = new Map(columns.map((column) => [column, expectation(column)]));
  const unsure = columns.filter((column) => expected.get(column) === undefined);
  const strays = [...expected.values()].flatMap((found) => found?.stray ?? []);
  if (strays.length > 0 && anyRow(database, table, strays)) {
    for (const [column, found] of expected) {
      if (found?.stray === undefined || !anyRow(database, table, [found.stray])) continue;
      unsure.push(column);
    }
  }
  return typed(database, table, expected, unsure);
}

/** The types that columns most likely have by their declaration; only those without any are looked at. */
export function expectedTypes(
  database: sqlite.Database,
  table: string,
  columns: readonly SqliteColumn[],
): SqliteTyped[] {
  const expected = new Map(columns.map((column) => [column, expectation(column)]));
  const unsure = columns.filter((column) => expected.get(column) === undefined);
  return typed(database, table, expected, unsure);
}

function typed(
  database: sqlite.Database,
  table: string,
  expected: ReadonlyMap<SqliteColumn, Expectation | undefined>,
  unsure: readonly SqliteColumn[],
): SqliteTyped[] {
  const facts = factsOf(database, table, unsure);
  return [...expected].map(([column, likely]) => {
    const found = facts.get(column);
    const type = found === undefined ? (likely?.type ?? "VARCHAR") : typeOf(found);
    return { name: column.name, type, mixed: found !== undefined && type === "VARCHAR" };
  });
}

interface Expectation {
  type: string;
  /** True for a value the type cannot hold; none where there can be no such value. */
  stray?: RawBuilder<SqlBool>;
}

/** What a column most likely holds, with the cheapest test of it; undefined where only looking at the values helps. */
function expectation({ name, declared, key }: SqliteColumn): Expectation | undefined {
  const value = sql`${sql.id("t", name)}`;
  if (key) return { type: "BIGINT" };
  if (/INT/i.test(declared)) {
    return { type: "BIGINT", stray: sql<SqlBool>`${value} <> cast(${value} as integer)` };
  }
  // By affinity numbers have become text here; what is left sorts behind all text.
  if (/CHAR|CLOB|TEXT/i.test(declared)) {
    return { type: "VARCHAR", stray: sql<SqlBool>`${value} >= x''` };
  }
  // Text and blobs sort behind all numbers.
  if (/REAL|FLOA|DOUB/i.test(declared)) {
    return { type: "DOUBLE", stray: sql<SqlBool>`${value} > 9e999` };
  }
  if (/^BLOB$/i.test(declared)) {
    return { type: "BLOB", stray: sql<SqlBool>`typeof(${value}) not in ('blob', 'null')` };
  }
  if (/^BOOL/i.test(declared)) {
    return { type: "BOOLEAN", stray: sql<SqlBool>`${value} not in (0, 1)` };
  }
  if (/^DATE$/i.test(declared)) {
    return { type: "DATE", stray: sql<SqlBool>`date(${value}) is not ${value}` };
  }
  if (/^(DATETIME|TIMESTAMP)(\(\d\))?$/i.test(declared)) {
    return { type: "TIMESTAMP", stray: noTimestamp(value) };
  }
  return decimal(declared, value);
}

function noTimestamp(value: RawBuilder<unknown>): RawBuilder<SqlBool> {
  const seconds = sql`substr(${value}, 1, 19)`;
  return sql<SqlBool>`(datetime(${value}) is not ${value} and not (typeof(${value}) = 'text'
    and ${value} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'
    and datetime(${seconds}) is replace(${seconds}, 'T', ' ')
    and (length(${value}) = 19 or (length(${value}) between 21 and 26 and substr(${value}, 20, 1) = '.'
      and substr(${value}, 21) not glob '*[^0-9]*'))))`;
}

/** DECIMAL(10,2), where every value is a number of so many places that its text gives it back. */
function decimal(declared: string, value: RawBuilder<unknown>): Expectation | undefined {
  const match = /^(?:DECIMAL|NUMERIC)\s*\((\d+)(?:\s*,\s*(\d+))?\)$/i.exec(declared);
  const [digits, scale] = [Number(match?.[1]), Number(match?.[2] ?? 0)];
  const usable = digits >= 1 && digits <= 38 && scale <= digits && scale < DECIMAL_DIGITS;
  if (match === null || !usable) return undefined;
  const limit = sql.raw(`1e${String(Math.min(digits, DECIMAL_DIGITS) - scale)}`);
  const unit = sql.raw(`1e${String(scale)}`);
  return {
    type: `DECIMAL(${String(digits)},${String(scale)})`,
    // Of so few digits, the quotient is the same double again; round() to decimals says so too, by way of text.
    stray: sql<SqlBool>`(round(${value} * ${unit}) / ${unit} is not ${value}
      or ${value} >= ${limit} or ${value} <= -${limit})`,
  };
}

function anyRow(
  database: sqlite.Database,
  table: string,
  conditions: readonly Expression<SqlBool>[],
): boolean {
  const condition = sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
  return sqliteRow(database, sqliteAny(table, [condition]))["any"] !== undefined;
}

function factsOf(
  database: sqlite.Database,
  table: string,
  columns: readonly SqliteColumn[],
): Map<SqliteColumn, Facts> {
  if (columns.length === 0) return new Map();
  const selections = columns.flatMap((column, i) =>
    Object.entries(allFacts(column)).map(([fact, expression]) => ({
      expression,
      as: `${fact}_${String(i)}`,
    })),
  );
  const row = sqliteRow(database, sqliteAggregate(table, [], selections));
  const found = columns.map((column, i): [SqliteColumn, Facts] => {
    const of = (fact: string): number => Number(row[`${fact}_${String(i)}`] ?? 0);
    return [
      column,
      {
        integers: of("integers"),
        reals: of("reals"),
        texts: of("texts"),
        blobs: of("blobs"),
        large: of("large"),
      },
    ];
  });
  return new Map(found);
}

function allFacts(column: SqliteColumn): Record<string, RawBuilder<unknown>> {
  const value = sql`${sql.id("t", column.name)}`;
  const of = (name: string): RawBuilder<unknown> => sql`total(typeof(${value}) = ${sql.lit(name)})`;
  const bound = sql.raw(EXACT_IN_DOUBLE);
  return {
    integers: of("integer"),
    reals: of("real"),
    texts: of("text"),
    blobs: of("blob"),
    large: sql`total(typeof(${value}) = 'integer' and ${value} not between -${bound} and ${bound})`,
  };
}

function typeOf(facts: Facts): string {
  const numbers = facts.integers + facts.reals;
  const values = numbers + facts.texts + facts.blobs;
  if (values === 0) return "VARCHAR";
  if (facts.blobs === values) return "BLOB";
  if (facts.integers === values) return "BIGINT";
  return numbers === values && facts.large === 0 ? "DOUBLE" : "VARCHAR";
}
