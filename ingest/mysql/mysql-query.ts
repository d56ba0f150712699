import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  sql,
  type RawBuilder,
  type SqlBool,
} from "kysely";
import type { Relation } from "../table-pattern.js";

type Rows = Record<string, unknown>;

const builder = new Kysely<Record<string, Rows>>({
  dialect: {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  },
});

interface Parts {
  where?: readonly RawBuilder<SqlBool>[];
  orderBy?: readonly string[];
  limit?: number | undefined;
}

/** The text of a SELECT over a relation, every value in it a literal. */
export function mysqlSelect(
  relation: Relation,
  items: readonly { expression: RawBuilder<unknown>; as: string }[],
  parts: Parts = {},
): string {
  let query = builder
    .selectFrom(rowsOf(relation).as("t"))
    .select(items.map(({ expression, as }) => expression.as(as)));
  for (const condition of parts.where ?? []) query = query.where(condition);
  for (const column of parts.orderBy ?? []) query = query.orderBy(mysqlRef(column));
  if (parts.limit !== undefined) query = query.limit(sql.lit(parts.limit));
  return query.compile().sql;
}

/** A SELECT that gives no row, for the names and types of a relation's columns. */
export function mysqlShape(relation: Relation): string {
  const query = builder.selectFrom(rowsOf(relation).as("t")).selectAll("t").limit(sql.lit(0));
  return query.compile().sql;
}

export function mysqlRef(column: string): RawBuilder<unknown> {
  return sql`${sql.id("t", column)}`;
}

/** Text as a literal that no setting of the server reads in another way. */
export function mysqlText(value: string): RawBuilder<unknown> {
  return sql.raw(`_utf8mb4 X'${Buffer.from(value).toString("hex")}'`);
}

function rowsOf(relation: Relation): RawBuilder<Rows> {
  if ("table" in relation) return sql<Rows>`${sql.id(relation.table)}`;
  // The line feed ends a comment on the query's last line.
  return sql<Rows>`(${sql.raw(relation.query)}\n)`;
}
