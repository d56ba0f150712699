import { sql } from "kysely";
import { GranaryError } from "../../warehouse/errors.js";
import type { Extract, TableRequest } from "../source.js";
import type { Key, Slice } from "../table-reader.js";
import { asText, type PostgresColumn } from "./postgres-columns.js";
import {
  columnRef,
  compared,
  literal,
  selectText,
  type Condition,
  type KeyColumn,
  type PostgresRelation,
} from "./postgres-query.js";
import type { PostgresSession } from "./postgres-session.js";

/** One table or query in a snapshot, being read. */
export interface Reading {
  session: PostgresSession;
  source: string;
  /** For messages: "table orders". */
  what: string;
  relation: PostgresRelation;
  columns: readonly PostgresColumn[];
  key: readonly KeyColumn[];
  request: TableRequest;
}

interface Bound {
  last: Key | undefined;
  more: boolean;
}

/** A slice up to the limit, with its books. */
export async function partOf(
  reading: Reading,
  columns: readonly PostgresColumn[],
  slice: Slice,
  limit: number | undefined,
): Promise<Counted & { where: readonly Condition[]; bound: Bound }> {
  const whole = conditions(reading, slice);
  const all = { where: whole, bound: { last: undefined, more: false } };
  if (limit === undefined) return { ...all, ...(await counted(reading, columns, whole)) };
  // An increment mostly fits; the server would read all of a table in the order of its key to find where it ends.
  if (slice.since !== undefined && slice.after === undefined) {
    const books = await counted(reading, columns, whole);
    if (books.controls.rows <= limit) return { ...all, ...books };
  }
  const bound = await boundOf(reading, slice, limit);
  const where = conditions(reading, { ...slice, upTo: bound.last });
  return { where, bound, ...(await counted(reading, columns, where)) };
}

/** The key of the chunk's last row where rows follow it; a chunk without one goes on to the end of the table. */
async function boundOf(reading: Reading, slice: Slice, limit: number): Promise<Bound> {
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

export function requireColumn(
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
