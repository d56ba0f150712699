import { sql } from "kysely";
import type { Column } from "../column-types.js";
import { ParquetSpool } from "../parquet-spool.js";
import type { TableRequest } from "../source.js";
import { type Slice, type SpooledRows, type TableReader } from "../table-reader.js";
import type { Relation } from "../table-pattern.js";
import { ValueMisfit } from "../value-misfit.js";
import { mysqlRef, mysqlSelect, mysqlShape } from "./mysql-query.js";
import { MysqlRows } from "./mysql-rows.js";
import type { MysqlSession } from "./mysql-session.js";
import { conditions, mysqlControls, type Reading } from "./mysql-slice.js";
import { asVarchar, mysqlColumn, type MysqlColumn } from "./mysql-types.js";

/** Rows after which their reading is told of. */
const TOLD_ROWS = 1000;

/** One table or query of a MySQL source inside the run's snapshot. */
export async function mysqlReader(
  session: MysqlSession,
  relation: Relation,
  table: string,
  request: Request,
): Promise<TableReader> {
  const what = "table" in relation ? `table ${relation.table}` : `the query of ${table}`;
  const columns = await describedColumns(session, what, relation);
  const primaryKey = "table" in relation ? await mysqlPrimaryKey(session, relation.table) : [];
  return new MysqlTableReader({ session, what, relation, columns, key: [] }, primaryKey, request);
}

type Request = Pick<TableRequest, "onRows" | "signal">;

class MysqlTableReader implements TableReader {
  readonly primaryKey: readonly string[];
  readonly #request: Request;
  #reading: Reading;
  #before: ParquetSpool | undefined;

  constructor(reading: Reading, primaryKey: readonly string[], request: Request) {
    this.primaryKey = primaryKey;
    this.#request = request;
    this.#reading = { ...reading, key: keyOf(reading.columns, primaryKey) };
  }

  get columns(): readonly Column[] {
    return this.#reading.columns.map(({ name, type }) => ({ name, type }));
  }

  get chunked(): boolean {
    return this.#reading.key.length > 0;
  }

  /** The server's own estimate. */
  async about(): Promise<number | undefined> {
    const { relation, session, what } = this.#reading;
    if ("query" in relation) return undefined;
    const rows = await session.rows(
      what,
      `select table_rows from information_schema.tables
       where table_schema = database() and table_name = X'${Buffer.from(relation.table).toString("hex")}'`,
    );
    const estimate = rows[0]?.[0];
    return typeof estimate === "string" ? Number(estimate) : undefined;
  }

  async greatest(column: string): Promise<string | undefined> {
    const { relation, session, what } = this.#reading;
    const item = { expression: sql`max(${mysqlRef(column)})`, as: "greatest" };
    const rows = await session.rows(what, mysqlSelect(relation, [item]));
    return rows[0]?.[0] ?? undefined;
  }

  async settle(misfits: readonly string[] = []): Promise<void> {
    const { session, what, relation, columns } = this.#reading;
    const settled = (await settledColumns(session, what, relation, columns)).map((column) =>
      misfits.includes(column.name) && column.type !== "VARCHAR" ? asVarchar(column) : column,
    );
    this.#reading = {
      ...this.#reading,
      columns: settled,
      key: keyOf(settled, this.primaryKey),
    };
  }

  async spool(
    wanted: readonly Column[],
    slice: Slice,
    limit: number | undefined,
    path: string,
  ): Promise<SpooledRows> {
    const reading = this.#reading;
    const columns = own(reading, wanted);
    const file = await ParquetSpool.create(path, columns, this.#before);
    this.#before = undefined;
    try {
      const rows = new MysqlRows(file, columns, limit);
      await this.#read(file, rows, selectionOf(reading, columns, slice, limit));
      const { misfits, more, last } = rows;
      if (misfits.size > 0) throw new ValueMisfit([...misfits].map(({ name }) => name));
      const key =
        limit === undefined || last === undefined
          ? undefined
          : reading.key.map((column) => last[columns.indexOf(column)] ?? "");
      const controls = await mysqlControls(reading, columns, { ...slice, upTo: key });
      const finished = await file.finish();
      this.#before = file;
      return { rows: rows.rows, last: key, more, controls, format: "parquet", ...finished };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  async #read(file: ParquetSpool, rows: MysqlRows, text: string): Promise<void> {
    const { session, what } = this.#reading;
    const request = this.#request;
    let told = 0;
    const tell = (least: number): void => {
      if (rows.rows - told < least) return;
      request.onRows(rows.rows - told);
      told = rows.rows;
    };
    const sink = {
      row: rows.row.bind(rows),
      fields: rows.fields.bind(rows),
      pause: () => {
        tell(TOLD_ROWS);
        return file.full ? file.drain() : undefined;
      },
    };
    await session.each(what, text, sink, request.signal);
    tell(1);
  }
}

/** A relation's columns, their types such that they hold every value there is. */
export async function mysqlColumns(
  session: MysqlSession,
  what: string,
  relation: Relation,
): Promise<MysqlColumn[]> {
  const columns = await describedColumns(session, what, relation);
  return settledColumns(session, what, relation, columns);
}

async function describedColumns(
  session: MysqlSession,
  what: string,
  relation: Relation,
): Promise<MysqlColumn[]> {
  return (await session.fields(what, mysqlShape(relation))).map(mysqlColumn);
}

/** A column of days with one that no calendar has is text, and so is a column of durations. */
async function settledColumns(
  session: MysqlSession,
  what: string,
  relation: Relation,
  columns: readonly MysqlColumn[],
): Promise<MysqlColumn[]> {
  const unsure = columns.filter((column) => column.misfit !== undefined);
  if (unsure.length === 0) return [...columns];
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

function selectionOf(
  reading: Reading,
  columns: readonly MysqlColumn[],
  slice: Slice,
  limit: number | undefined,
): string {
  return mysqlSelect(
    reading.relation,
    columns.map(({ name, value }) => ({ expression: value, as: name })),
    {
      where: conditions(reading, slice),
      orderBy: reading.key.map(({ name }) => name),
      // One more than wanted, to know whether there is more.
      limit: limit === undefined ? undefined : limit + 1,
    },
  );
}

/** The columns of a key, where rows can be read in its order. */
function keyOf(columns: readonly MysqlColumn[], names: readonly string[]): MysqlColumn[] {
  const found = names.map((name) => columns.find((column) => column.name === name));
  const key = found.filter((column) => column !== undefined);
  return key.length === found.length && key.every((column) => column.sortable) ? key : [];
}

/** The columns as they are read, in the order wanted. */
function own(reading: Reading, wanted: readonly Column[]): MysqlColumn[] {
  const found = wanted.map(({ name }) => reading.columns.find((column) => column.name === name));
  return found.filter((column) => column !== undefined);
}
