import { sql } from "kysely";
import { GranaryError } from "../../warehouse/errors.js";
import type { Column } from "../column-types.js";
import {
  asText,
  describeColumns,
  engineColumns,
  primaryKeyOf,
  selectItems,
  type PostgresColumn,
} from "./postgres-columns.js";
import {
  columnRef,
  compared,
  copyText,
  literal,
  selectText,
  type Condition,
  type KeyColumn,
  type PostgresRelation,
} from "./postgres-query.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import type { PostgresSession } from "./postgres-session.js";
import type { Extract, TableRequest } from "../source.js";
import type { Key, Slice, SpooledRows, TableReader } from "../table-extracts.js";

interface Reading {
  session: PostgresSession;
  source: string;
  /** For messages: "table orders". */
  what: string;
  relation: PostgresRelation;
  columns: readonly PostgresColumn[];
  key: readonly KeyColumn[];
  request: TableRequest;
}

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
  const bound =
    limit === undefined ? { last: undefined, more: false } : await boundOf(reading, slice, limit);
  const where = conditions(reading, { ...slice, upTo: bound.last });
  const columns = chosen(reading, wanted);
  const { controls, ancient } = await counted(reading, columns, where);
  const orderBy = reading.key.map((column) => column.name);
  const select = selectText(relation, selectItems(columns, ancient), { where, orderBy });
  const { signal } = request;
  const onRows = (rows: number): void => {
    request.onRows(rows);
  };
  const copied = await session.copy({ what, text: copyText(select), path, signal, onRows });
  return { ...copied, ...bound, controls };
}

/** The key of the chunk's last row where rows follow it; a chunk without one goes on to the end of the table. */
async function boundOf(
  reading: Reading,
  slice: Slice,
  limit: number,
): Promise<{ last: Key | undefined; more: boolean }> {
  const { session, relation, key, what } = reading;
  const items = key.map(({ name }, i) => ({ as: `k${String(i)}`, name }));
  // The rows passed over would be turned into text as well if this were one SELECT.
  const two = selectText(
    relation,
    items.map(({ as, name }) => ({ as, expression: columnRef(name) })),
    {
      where: conditions(reading, slice),
      orderBy: key.map((column) => column.name),
      offset: limit - 1,
      limit: 2,
    },
  );
  const texts = items.map(({ as }) => ({ as, expression: asText(as) }));
  const rows = await session.rows(what, selectText({ query: two }, texts));
  if (rows.length < 2) return { last: undefined, more: false };
  return { last: items.map((item) => rows[0]?.[item.as] ?? ""), more: true };
}

interface Counted {
  controls: NonNullable<Extract["controls"]>;
  /** Columns with values from before our era. */
  ancient: ReadonlySet<string>;
}

/** Rows and sums by the server itself, and a look for values that need care or would be lost on the way. */
async function counted(
  reading: Reading,
  columns: readonly PostgresColumn[],
  where: readonly Condition[],
): Promise<Counted> {
  const { session, relation, what } = reading;
  const summed = columns.filter((column) => column.summed === true);
  const misfits = columns.flatMap(({ name, misfit }) => suspect(name, misfit));
  const old = columns.flatMap(({ name, ancient }) => suspect(name, ancient));
  const items = [
    { as: "rows", expression: sql`count(*)::text` },
    ...summed.map(({ name }, i) => ({
      as: `s${String(i)}`,
      expression: sql`sum(${columnRef(name)})::text`,
    })),
    ...[...misfits, ...old].map(({ condition }, i) => ({
      as: `m${String(i)}`,
      expression: sql`count(*) filter (where ${condition})::text`,
    })),
  ];
  const [row = {}] = await session.rows(what, selectText(relation, items, { where }));
  for (const [i, { name }] of misfits.entries()) {
    const count = row[`m${String(i)}`] ?? "0";
    if (count !== "0") throw unfit(reading, name, count);
  }
  const ancient = old.filter((_, i) => row[`m${String(misfits.length + i)}`] !== "0");
  const sums = summed.map(({ name }, i): [string, string | null] => [
    name,
    row[`s${String(i)}`] ?? null,
  ]);
  // Of a column with NaN there is no sum to compare.
  const exact = sums.filter(([, sum]) => sum === null || /^-?[\d.]+$/.test(sum));
  return {
    controls: { rows: Number(row["rows"]), sums: Object.fromEntries(exact) },
    ancient: new Set(ancient.map(({ name }) => name)),
  };
}

function suspect(
  name: string,
  condition: Condition | undefined,
): { name: string; condition: Condition }[] {
  return condition === undefined ? [] : [{ name, condition }];
}

function conditions(reading: Reading, slice: Slice): Condition[] {
  const { key } = reading;
  const where: Condition[] = [];
  if (slice.since !== undefined) where.push(sinceCondition(reading, slice.since));
  if (slice.after !== undefined) where.push(compared(key, ">", slice.after));
  if (slice.upTo !== undefined) where.push(compared(key, "<=", slice.upTo));
  return where;
}

function sinceCondition(reading: Reading, since: NonNullable<Slice["since"]>): Condition {
  const column = requireColumn(reading.columns, reading.what, since.column);
  const ref = columnRef(column.name);
  const value = literal(since.value, column.pgType);
  return since.orEqual
    ? sql<boolean>`(${ref} >= ${value} or ${ref} is null)`
    : sql<boolean>`${ref} > ${value}`;
}

function chosen(reading: Reading, wanted: readonly Column[]): PostgresColumn[] {
  return wanted.map(({ name }) => requireColumn(reading.columns, reading.what, name));
}

function requireColumn(
  columns: readonly PostgresColumn[],
  what: string,
  name: string,
): PostgresColumn {
  const found =
    columns.find((column) => column.name === name) ??
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new GranaryError("INGEST_SOURCE_QUERY_FAILED", {
    message: `${what} has no column "${name}".`,
    hint: `It has ${columns.map((column) => column.name).join(", ")}. Correct cursor: or primary_key:.`,
  });
}

function unfit(reading: Reading, name: string, count: string): GranaryError {
  const { source, what, request } = reading;
  const type = requireColumn(reading.columns, what, name).type;
  const where = `sources.${source}.tables.${request.table}`;
  return new GranaryError("INGEST_SOURCE_VALUE", {
    message: `Source "${source}", ${what}: ${count} values of column "${name}" cannot be held by ${type} without loss. Nothing of this piece was kept.`,
    hint: `Set ${where}.columns.${name}: VARCHAR to load the server's own text, or correct the values.`,
  });
}
