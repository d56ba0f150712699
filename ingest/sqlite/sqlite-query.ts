import type sqlite from "node-sqlite3-wasm";
import {
  DummyDriver,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type Expression,
  type RawBuilder,
  type SqlBool,
} from "kysely";

type Rows = Record<string, unknown>;

/** Compiles queries; they are run by the synchronous driver. */
export const sqliteKysely = new Kysely<Record<string, Rows>>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** One aggregated row over those rows of a table that satisfy all conditions. */
export function sqliteAggregate(
  table: string,
  conditions: readonly Expression<SqlBool>[],
  selections: readonly { expression: RawBuilder<unknown>; as: string }[],
): CompiledQuery {
  let query = sqliteKysely
    .selectFrom(sql<Rows>`${sql.id(table)}`.as("t"))
    .select(selections.map(({ expression, as }) => expression.as(as)));
  for (const condition of conditions) query = query.where(condition);
  return query.compile();
}

/** One row with `any` in it where a row satisfies all conditions. */
export function sqliteAny(
  table: string,
  conditions: readonly Expression<SqlBool>[],
): CompiledQuery {
  let query = sqliteKysely
    .selectFrom(sql<Rows>`${sql.id(table)}`.as("t"))
    .select(sql`1`.as("any"))
    .limit(sql.lit(1));
  for (const condition of conditions) query = query.where(condition);
  return query.compile();
}

/** The row of a query that gives exactly one. */
export function sqliteRow(database: sqlite.Database, query: CompiledQuery): Rows {
  return database.get(query.sql, query.parameters as sqlite.JSValue[]) ?? {};
}

/** Text in a result; nothing for null. */
export function sqliteText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
