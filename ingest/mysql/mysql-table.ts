import { sql, type RawBuilder, type SqlBool } from "kysely";
import { GranaryError } from "../../warehouse/errors.js";
import type { Column } from "../column-types.js";
import { behindKey, upToKey, type KeyPart } from "../keyset.js";
import { MysqlLines, type Cell } from "./mysql-line.js";
import { mysqlRef, mysqlSelect, mysqlShape, mysqlText } from "./mysql-query.js";
import type { MysqlSession } from "./mysql-session.js";
import { asVarchar, mysqlColumn, type MysqlColumn } from "./mysql-types.js";
import type { Extract } from "../source.js";
import { SpoolWriter } from "../spool-writer.js";
import type { Key, Slice, SpooledRows, TableReader } from "../table-extracts.js";
import type { Relation } from "../table-pattern.js";

interface Reading {
  session: MysqlSession;
  /** For messages: "table orders". */
  what: string;
  relation: Relation;
  columns: readonly MysqlColumn[];
  /** Columns that rows are read in the order of; none where there is no such key. */
  key: readonly MysqlColumn[];
  request: { onRows(rows: number): void; signal: AbortSignal };
}

const LINES_AT = 1 << 16;

/** One table or query of a MySQL source inside the run's snapshot. */
export async function mysqlReader(
  session: MysqlSession,
  relation: Relation,
  table: string,
  request: Reading["request"],
): Promise<TableReader> {
  const what = "table" in relation ? `table ${relation.table}` : `the query of ${table}`;
  const columns = await mysqlColumns(session, what, relation);
  const primaryKey = "table" in relation ? await mysqlPrimaryKey(session, relation.table) : [];
  const found = primaryKey.map((name) => columns.find((column) => column.name === name));
  const key = found.filter((column) => column !== undefined);
  const usable = key.length === found.length && key.every((column) => column.sortable);
  const reading = { session, what, relation, columns, key: usable ? key : [], request };
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    primaryKey,
    chunked: reading.key.length > 0,
    about: () => about(reading),
    greatest: (column) => greatest(reading, column),
    spool: (wanted, slice, limit, path) => spool(reading, wanted, slice, limit, path),
  };
}

/** A relation's columns; a column of days with one that no calendar has is text, and so is a column of durations. */
export async function mysqlColumns(
  session: MysqlSession,
  what: string,
  relation: Relation,
): Promise<MysqlColumn[]> {
  const fields = await session.fields(what, mysqlShape(relation));
  const columns = fields.map(mysqlColumn);
  const unsure = columns.filter((column) => column.misfit !== undefined);
  if (unsure.length === 0) return columns;
  const items = unsure.map((column, i) => ({
    expression: sql`max(${column.misfit ?? sql`false`})`,
    as: `m${String(i)}`,
  }));
  const [row = []] = await session.rows(what, mysqlSelect(relation, items));
  const misfits = new Set(unsure.filter((_, i) => row[i] === "1"));
  return columns.map((column) => (misfits.has(column) ? asVarchar(column) : column));
}

export async function mysqlPrimaryKey(session: MysqlSession, table: string): Promise<string[]> {
  const rows = await session.rows(
    `table ${table}`,
    `select column_name from information_schema.statistics
     where table_schema = database() and index_name = 'PRIMARY'
       and table_name = X'${Buffer.from(table).toString("hex")}' order by seq_in_index`,
  );
  return rows.map(([name]) => name ?? "");
}

/** The server's own estimate. */
async function about({ session, relation }: Reading): Promise<number | undefined> {
  if ("query" in relation) return undefined;
  const { table } = relation;
  const rows = await session.rows(
    `table ${table}`,
    `select table_rows from information_schema.tables
     where table_schema = database() and table_name = X'${Buffer.from(table).toString("hex")}'`,
  );
  const estimate = rows[0]?.[0];
  return typeof estimate === "string" ? Number(estimate) : undefined;
}

async function greatest(reading: Reading, column: string): Promise<string | undefined> {
  const item = { expression: sql`max(${mysqlRef(column)})`, as: "greatest" };
  const rows = await reading.session.rows(reading.what, mysqlSelect(reading.relation, [item]));
  return rows[0]?.[0] ?? undefined;
}

async function controls(
  reading: Reading,
  columns: readonly MysqlColumn[],
  slice: Slice,
): Promise<NonNullable<Extract["controls"]>> {
  const summed = columns.filter(({ type }) => /INT|^DECIMAL/.test(type));
  const sums = summed.map(({ value }, i) => ({
    expression: sql`sum(${value})`,
    as: `s${String(i)}`,
  }));
  const count = { expression: sql`count(*)`, as: "n" };
  const text = mysqlSelect(reading.relation, [count, ...sums], {
    where: conditions(reading, slice),
  });
  const [row = []] = await reading.session.rows(reading.what, text);
  return {
    rows: Number(row[0] ?? 0),
    sums: Object.fromEntries(summed.map(({ name }, i) => [name, row[i + 1] ?? null])),
  };
}

async function spool(
  reading: Reading,
  wanted: readonly Column[],
  slice: Slice,
  limit: number | undefined,
  path: string,
): Promise<SpooledRows> {
  const columns = own(reading, wanted);
  const text = mysqlSelect(
    reading.relation,
    columns.map(({ name, value }) => ({ expression: value, as: name })),
    {
      where: conditions(reading, slice),
      orderBy: reading.key.map(({ name }) => name),
      // One more than wanted, to know whether there is more.
      limit: limit === undefined ? undefined : limit + 1,
    },
  );
  const file = await SpoolWriter.create(
    path,
    columns.map(({ name }) => name),
  );
  try {
    const lines = new MysqlLines(columns, limit);
    let told = 0;
    const pause = (): Promise<void> | undefined => {
      if (lines.length < LINES_AT) return undefined;
      file.append(lines.take());
      reading.request.onRows(lines.rows - told);
      told = lines.rows;
      return file.full ? file.drain() : undefined;
    };
    const sink = { row: lines.row.bind(lines), pause };
    await reading.session.each(reading.what, text, sink, reading.request.signal);
    file.append(lines.take());
    reading.request.onRows(lines.rows - told);
    const { rows, more, last } = lines;
    const key =
      limit === undefined || last === undefined ? undefined : keyOf(reading, columns, last);
    const counted = await controls(reading, columns, { ...slice, upTo: key });
    return { rows, last: key, more, controls: counted, ...(await file.finish()) };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** The columns as they are read, in the order wanted. */
function own(reading: Reading, wanted: readonly Column[]): MysqlColumn[] {
  const found = wanted.map(({ name }) => reading.columns.find((column) => column.name === name));
  return found.filter((column) => column !== undefined);
}

function keyOf(reading: Reading, columns: readonly MysqlColumn[], row: readonly Cell[]): Key {
  return reading.key.map((column) => {
    const cell = row[columns.indexOf(column)];
    return cell?.toString(column.form === "bytes" ? "hex" : "utf8") ?? "";
  });
}

function conditions(reading: Reading, { since, after, upTo }: Slice): RawBuilder<SqlBool>[] {
  const found: RawBuilder<SqlBool>[] = [];
  if (since !== undefined) {
    const column = reading.columns.find(({ name }) => name === since.column);
    if (column === undefined) throw noColumn(reading, since.column);
    const bound = literal(column, since.value);
    const value = mysqlRef(column.name);
    found.push(
      since.orEqual
        ? sql<SqlBool>`(${value} >= ${bound} or ${value} is null)`
        : sql<SqlBool>`${value} > ${bound}`,
    );
  }
  if (after !== undefined) found.push(behindKey(keyParts(reading, after)));
  if (upTo !== undefined) found.push(upToKey(keyParts(reading, upTo)));
  return found;
}

function keyParts(reading: Reading, values: Key): KeyPart[] {
  return reading.key.map((column, i) => ({
    column: mysqlRef(column.name),
    value: literal(column, values[i] ?? ""),
  }));
}

/** A number stays one: compared with text, an integer would be compared as a floating point number. */
function literal(column: MysqlColumn, value: string): RawBuilder<unknown> {
  if (column.form === "bytes") return sql.raw(`X'${/^([\da-f]{2})*$/.test(value) ? value : ""}'`);
  const numeric = /INT|^DECIMAL|^DOUBLE|^FLOAT/.test(column.type);
  if (numeric && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return sql.raw(value);
  return mysqlText(value);
}

function noColumn(reading: Reading, column: string): GranaryError {
  return new GranaryError("CONFIG_INVALID", {
    message: `cursor: ${reading.what} has no column ${column}.`,
    hint: `It has ${reading.columns.map(({ name }) => name).join(", ")}.`,
  });
}
