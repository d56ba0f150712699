import { sql } from "kysely";
import type { Column } from "../column-types.js";
import {
  asText,
  describeColumns,
  engineColumns,
  primaryKeyOf,
  selectItems,
  type PostgresColumn,
} from "./postgres-columns.js";
import { partOf, requireColumn, type Reading } from "./postgres-part.js";
import { columnRef, copyText, selectText, type PostgresRelation } from "./postgres-query.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import type { PostgresSession } from "./postgres-session.js";
import type { TableRequest } from "../source.js";
import type { Slice, SpooledRows, TableReader } from "../table-reader.js";

/** One table or query of a PostgreSQL source inside the run's snapshot. */
export async function postgresReader(
  session: PostgresSession,
  source: string,
  relation: PostgresRelation,
  request: TableRequest,
): Promise<TableReader> {
  const { config } = request;
  const what = "table" in relation ? `table ${relation.table}` : `the query of ${request.table}`;
  const columns = await describeColumns(session, what, relation, config);
  const primaryKey = "table" in relation ? await primaryKeyOf(session, relation) : [];
  const key = primaryKey.map((name) => requireColumn(columns, what, name));
  const reading: Reading = { session, source, what, relation, columns, key, request };
  return {
    columns: engineColumns(columns),
    primaryKey: config.primaryKey ?? primaryKey,
    chunked: key.length > 0,
    about: () => about(reading),
    greatest: (column) => greatest(reading, column),
    spool: (wanted, slice, limit, path) => spool(reading, wanted, slice, limit, path),
  };
}

/** The server's own estimate. */
async function about({ session, relation, what }: Reading): Promise<number | undefined> {
  if ("query" in relation) return undefined;
  const [row] = await session.rows(
    what,
    `select c.reltuples::bigint::text as rows
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = ${quoteLiteral(relation.schema)} and c.relname = ${quoteLiteral(relation.table)}`,
  );
  const estimate = Number(row?.["rows"] ?? -1);
  return estimate < 0 ? undefined : estimate;
}

async function greatest(reading: Reading, name: string): Promise<string | undefined> {
  const { session, relation, what } = reading;
  const column = requireColumn(reading.columns, what, name);
  // A cursor at infinity would leave nothing behind it, ever.
  const endless = /^(date|timestamp)/.test(column.pgType);
  const known = sql<boolean>`${columnRef(column.name)} ${sql.raw(
    endless ? `< 'infinity'` : "is not null",
  )}`;
  const [row] = await session.rows(
    what,
    selectText(relation, [{ as: "greatest", expression: asText(column.name) }], {
      where: [known],
      orderBy: [column.name],
      descending: true,
      limit: 1,
    }),
  );
  return row?.["greatest"] ?? undefined;
}

async function spool(
  reading: Reading,
  wanted: readonly Column[],
  slice: Slice,
  limit: number | undefined,
  path: string,
): Promise<SpooledRows> {
  const { session, relation, request, what } = reading;
  const columns = chosen(reading, wanted);
  const { where, bound, controls, ancient } = await partOf(reading, columns, slice, limit);
  const orderBy = reading.key.map((column) => column.name);
  const select = selectText(relation, selectItems(columns, ancient), { where, orderBy });
  const { signal } = request;
  const onRows = (rows: number): void => {
    request.onRows(rows);
  };
  const copied = await session.copy({ what, text: copyText(select), path, signal, onRows });
  return { ...copied, ...bound, controls };
}

function chosen(reading: Reading, wanted: readonly Column[]): PostgresColumn[] {
  return wanted.map(({ name }) => requireColumn(reading.columns, reading.what, name));
}
