import { sql, type RawBuilder } from "kysely";
import { quoteLiteral } from "../../warehouse/sql.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { Column } from "../column-types.js";
import { columnRef, shapeText, type PostgresRelation, type SelectItem } from "./postgres-query.js";
import type { PostgresSession } from "./postgres-session.js";
import type { TableRequest } from "../source.js";
import { TEXT, typeMapping, type TypeMapping } from "./postgres-types.js";

/** A column of a table or query, with how it is read. */
export interface PostgresColumn extends TypeMapping {
  name: string;
  /** As PostgreSQL writes it, for casts of literals: "timestamp with time zone". */
  pgType: string;
}

/**
 * The columns of a table or query, in order.
 *
 * @param config of the table: its declared types, and whether values that do not fit are quarantined
 * @throws GranaryError INGEST_SOURCE_QUERY_FAILED
 */
export async function describeColumns(
  session: PostgresSession,
  what: string,
  relation: PostgresRelation,
  config: Pick<TableRequest["config"], "columns" | "onError"> = { onError: "fail" },
): Promise<PostgresColumn[]> {
  const fields = await session.fields(what, shapeText(relation));
  checkNames(
    what,
    fields.map((field) => field.name),
  );
  const wanted = fields.map(
    (field, i) =>
      `(${String(i)}, ${String(field.dataTypeID)}::oid, ${String(field.dataTypeModifier)})`,
  );
  // 22 and 30 are int2vector and oidvector: they look like arrays and are not.
  const types = await session.rows(
    what,
    `select format_type(f.id, f.modifier) as pg_type, n.nspname as schema, t.typname as name,
       t.typcategory = 'A' and t.typelem <> 0 and t.typlen = -1 and t.oid not in (22, 30) as is_array
     from (values ${wanted.join(", ")}) f(i, id, modifier)
     join pg_catalog.pg_type t on t.oid = f.id
     join pg_catalog.pg_namespace n on n.oid = t.typnamespace order by f.i`,
  );
  return fields.map((field, i) => {
    const row = types[i] ?? {};
    const facts = {
      schema: row["schema"] ?? "",
      name: row["name"] ?? "",
      array: row["is_array"] === "t",
      modifier: field.dataTypeModifier,
    };
    const contract = declaredType(config.columns ?? {}, field.name);
    let mapping = typeMapping(field.name, facts, contract);
    // As text, values that do not fit the contract can be told from the others when they are loaded.
    if (mapping.misfit !== undefined && contract !== undefined && config.onError === "quarantine") {
      mapping = TEXT;
    }
    return { ...mapping, name: field.name, pgType: row["pg_type"] ?? "text" };
  });
}

function declaredType(
  contract: Readonly<Record<string, string>>,
  column: string,
): string | undefined {
  const found = Object.entries(contract).find(
    ([name]) => name.toLowerCase() === column.toLowerCase(),
  );
  return found?.[1];
}

function checkNames(what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name.toLowerCase()).size);
  if (names.length > 0 && twice === undefined) return;
  const fault = twice === undefined ? "has no columns" : `has the column "${twice}" twice`;
  throw new GranaryError("INGEST_SOURCE_QUERY_FAILED", {
    message: `${what} ${fault}; upper and lower case do not tell columns apart here.`,
    hint: "Read it with query: and give each column a name of its own.",
  });
}

/** Columns as the engine reads them from the spool. */
export function engineColumns(columns: readonly PostgresColumn[]): Column[] {
  return columns.map(({ name, type }) => ({ name, type }));
}

/**
 * The select list that delivers columns as the engine reads them.
 *
 * @param ancient columns with values from before our era; others with `ancient` are delivered as they are
 */
export function selectItems(
  columns: readonly PostgresColumn[],
  ancient: ReadonlySet<string>,
): SelectItem[] {
  return columns.map((column) => {
    const plain = column.ancient !== undefined && !ancient.has(column.name);
    const expression = plain ? undefined : column.expression;
    return { as: column.name, expression: expression ?? columnRef(column.name) };
  });
}

/** The names of a table's primary key, in the key's order; none where it has no key. */
export async function primaryKeyOf(
  session: PostgresSession,
  relation: { schema: string; table: string },
): Promise<string[]> {
  const rows = await session.rows(
    `table ${relation.table}`,
    `select a.attname as name
     from pg_catalog.pg_constraint k
     join pg_catalog.pg_class c on c.oid = k.conrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     cross join lateral unnest(k.conkey) with ordinality u(attnum, place)
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum
     where k.contype = 'p' and n.nspname = ${quoteLiteral(relation.schema)}
       and c.relname = ${quoteLiteral(relation.table)}
     order by u.place`,
  );
  return rows.map((row) => row["name"] ?? "");
}

/** `name::text`, the server's own text of a column. */
export function asText(name: string): RawBuilder<unknown> {
  return sql`${columnRef(name)}::text`;
}
