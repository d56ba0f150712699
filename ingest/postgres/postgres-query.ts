import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type RawBuilder,
} from "kysely";

/** What rows are read from. */
export type PostgresRelation = { schema: string; table: string } | { query: string };

/** A column whose values order or part a table, with its type as PostgreSQL writes it. */
export interface KeyColumn {
  name: string;
  pgType: string;
}

/** SQL of a truth value, every literal in it escaped. */
export type Condition = RawBuilder<boolean>;

/** One expression of a select list. */
export interface SelectItem {
  as: string;
  expression: RawBuilder<unknown>;
}

const builder = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The text of a SELECT over a relation. COPY takes no parameters, so all values stand in the text. */
export function selectText(
  relation: PostgresRelation,
  items: readonly SelectItem[],
  parts: {
    where?: readonly Condition[];
    orderBy?: readonly string[];
    descending?: boolean;
    offset?: number;
    limit?: number;
  } = {},
): string {
  const direction = parts.descending === true ? "desc" : "asc";
  let query = builder
    .selectFrom(source(relation).as("t"))
    .select(items.map((item) => item.expression.as(item.as)));
  for (const condition of parts.where ?? []) query = query.where(condition);
  for (const name of parts.orderBy ?? []) query = query.orderBy(columnRef(name), direction);
  if (parts.limit !== undefined) query = query.limit(sql.lit(parts.limit));
  if (parts.offset !== undefined) query = query.offset(sql.lit(parts.offset));
  return query.compile().sql;
}

/** A SELECT that gives no row, for the names and types of a relation's columns. */
export function shapeText(relation: PostgresRelation): string {
  return builder.selectFrom(source(relation).as("t")).selectAll().limit(sql.lit(0)).compile().sql;
}

/** The COPY that delivers a SELECT as CSV. It quotes '' by itself, so that null alone is an empty field. */
export function copyText(select: string): string {
  return `copy (${select}) to stdout (format csv, header)`;
}

export function columnRef(name: string): RawBuilder<unknown> {
  return sql`${sql.id("t", name)}`;
}

export function literal(value: string, pgType: string): RawBuilder<unknown> {
  return sql`${sql.lit(value)}::${sql.raw(pgType)}`;
}

/** `(a, b) > ('1', '2')`, or another comparison, column by column in the key's order. */
export function compared(
  key: readonly KeyColumn[],
  operator: ">" | ">=" | "<=",
  values: readonly string[],
): Condition {
  const columns = sql.join(key.map((column) => columnRef(column.name)));
  const texts = sql.join(key.map((column, i) => literal(values[i] ?? "", column.pgType)));
  return sql<boolean>`(${columns}) ${sql.raw(operator)} (${texts})`;
}

function source(relation: PostgresRelation): RawBuilder<Record<string, unknown>> {
  if ("table" in relation) {
    return sql<Record<string, unknown>>`${sql.id(relation.schema, relation.table)}`;
  }
  // The line feed ends a comment on the query's last line.
  return sql<Record<string, unknown>>`(${sql.raw(relation.query)}\n)`;
}
