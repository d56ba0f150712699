import type sqlite from "node-sqlite3-wasm";
import { setImmediate as othersTurn } from "node:timers/promises";
import { sql, type CompiledQuery, type Expression, type SqlBool } from "kysely";
import type { Column } from "../column-types.js";
import { LONGEST_ROW, LongRow } from "../long-row.js";
import { ParquetSpool } from "../parquet-spool.js";
import type { TableRequest } from "../source.js";
import { type Slice, type SpooledRows, type TableReader } from "../table-reader.js";
import { ValueMisfit } from "../value-misfit.js";
import { ref } from "./sqlite-fields.js";
import { sqliteAggregate, sqliteKysely, sqliteRow } from "./sqlite-query.js";
import { SqliteRows } from "./sqlite-rows.js";
import { eachSqliteRow } from "./sqlite-statement.js";
import { integer, sqliteControls } from "./sqlite-sums.js";
import { expectedTypes, sqliteTypes, type SqliteColumn, type SqliteTyped } from "./sqlite-types.js";

/** A table, a view, or a query standing in the snapshot as a view. */
export interface SqliteRelation {
  name: string;
  columns: readonly SqliteColumn[];
  primaryKey: readonly string[];
  /** A name of the 64-bit row number, where there is one. */
  rowid: string | undefined;
}

type Request = Pick<TableRequest, "onRows" | "signal">;

/** Rows between two turns of others. */
const BLOCK_ROWS = 1000;

interface Written {
  rows: number;
  last: string[] | undefined;
  more: boolean;
}

/** Reads one relation of a snapshot. */
export class SqliteTableReader implements TableReader {
  readonly primaryKey: readonly string[];
  readonly chunked: boolean;
  readonly #database: sqlite.Database;
  readonly #relation: SqliteRelation;
  readonly #request: Request;
  #before: ParquetSpool | undefined;
  #typed: readonly SqliteTyped[];

  constructor(database: sqlite.Database, relation: SqliteRelation, request: Request) {
    this.#database = database;
    this.#relation = relation;
    this.#request = request;
    this.primaryKey = relation.primaryKey;
    // Row numbers that are no column of the table may change when the file is compacted.
    this.chunked = relation.columns.some((column) => column.key);
    this.#typed = expectedTypes(database, relation.name, relation.columns);
  }

  get columns(): readonly Column[] {
    return this.#typed.map(({ name, type }) => ({ name, type }));
  }

  settle(misfits: readonly string[] = []): Promise<void> {
    const { name, columns } = this.#relation;
    const before = new Map(this.#typed.map((column) => [column.name, column.type]));
    this.#typed = sqliteTypes(this.#database, name, columns).map((column) =>
      misfits.includes(column.name) && before.get(column.name) === column.type
        ? { ...column, type: "VARCHAR", mixed: true }
        : column,
    );
    return Promise.resolve();
  }

  about(): Promise<number> {
    const count = { expression: sql`count(*)`, as: "rows" };
    const row = sqliteRow(this.#database, sqliteAggregate(this.#relation.name, [], [count]));
    return Promise.resolve(Number(row["rows"]));
  }

  greatest(column: string): Promise<string | undefined> {
    const greatest = { expression: sql`cast(max(${ref(column)}) as text)`, as: "greatest" };
    const row = sqliteRow(this.#database, sqliteAggregate(this.#relation.name, [], [greatest]));
    const value = row["greatest"];
    return Promise.resolve(typeof value === "string" ? value : undefined);
  }

  async spool(
    columns: readonly Column[],
    slice: Slice,
    limit: number | undefined,
    path: string,
  ): Promise<SpooledRows> {
    const file = await ParquetSpool.create(path, columns, this.#before);
    this.#before = undefined;
    try {
      const written = await this.#write(file, columns, slice, limit);
      // Counted and summed once more from end to end, by the engine itself.
      const conditions = this.#conditions({ ...slice, upTo: written.last });
      const { name } = this.#relation;
      const controls = sqliteControls(this.#database, name, columns, conditions);
      const finished = await file.finish();
      this.#before = file;
      return { ...written, controls, format: "parquet", ...finished };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  async #write(
    file: ParquetSpool,
    columns: readonly Column[],
    slice: Slice,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<Written> {
    const typed = this.#typed.filter(({ name }) => columns.some((one) => one.name === name));
    const rows = new SqliteRows(file, typed);
    const request = this.#request;
    const written: Written = { rows: 0, last: undefined, more: false };
    const statement = eachSqliteRow(this.#database, this.#query(typed, slice, limit));
    let told = 0;
    try {
      for (let at = statement.next(); at !== undefined; at = statement.next()) {
        if (written.rows === limit) {
          written.more = true;
          break;
        }
        const bytes = rows.put(at, 1);
        if (bytes > LONGEST_ROW) {
          const texts = typed.map(({ name }, i) => [name, statement.text(i + 1)] as const);
          throw new LongRow(Object.fromEntries(texts));
        }
        file.endRow(bytes);
        written.rows += 1;
        if (written.rows === limit) written.last = statement.key();
        if (written.rows - told < BLOCK_ROWS) continue;
        request.onRows(written.rows - told);
        told = written.rows;
        if (file.full) await file.drain();
        // The piece before this one is being loaded meanwhile, statement by statement.
        await othersTurn();
        request.signal.throwIfAborted();
      }
    } finally {
      statement.close();
    }
    request.onRows(written.rows - told);
    const { misfits } = rows;
    if (misfits.size > 0) throw new ValueMisfit([...misfits].map(({ name }) => name));
    return written;
  }

  /** The row number, where there is one, and the columns. */
  #query(columns: readonly Column[], slice: Slice, limit: number): CompiledQuery {
    const { name, rowid } = this.#relation;
    let query = sqliteKysely
      .selectFrom(sql<Record<string, unknown>>`${sql.id(name)}`.as("t"))
      .select((rowid === undefined ? sql`null` : ref(rowid)).as("granary_key"))
      .select(columns.map((column) => ref(column.name).as(column.name)));
    for (const condition of this.#conditions(slice)) query = query.where(condition);
    if (rowid !== undefined) query = query.orderBy(ref(rowid));
    // One more than wanted, to know whether there is more.
    if (Number.isFinite(limit)) query = query.limit(sql.lit(limit + 1));
    return query.compile();
  }

  #conditions({ since, after, upTo }: Slice): Expression<SqlBool>[] {
    const conditions: Expression<SqlBool>[] = [];
    if (since !== undefined) {
      const column = ref(since.column);
      const type = this.columns.find(({ name }) => name === since.column)?.type ?? "VARCHAR";
      const value = /^(BIGINT|DOUBLE|DECIMAL)/.test(type)
        ? sql`cast(${since.value} as numeric)`
        : sql`${since.value}`;
      conditions.push(
        since.orEqual
          ? sql<SqlBool>`(${column} >= ${value} or ${column} is null)`
          : sql<SqlBool>`${column} > ${value}`,
      );
    }
    const { rowid } = this.#relation;
    if (rowid === undefined) return conditions;
    const [low, high] = [integer(after?.[0]), integer(upTo?.[0])];
    if (low !== undefined) conditions.push(sql<SqlBool>`${ref(rowid)} > ${low}`);
    if (high !== undefined) conditions.push(sql<SqlBool>`${ref(rowid)} <= ${high}`);
    return conditions;
  }
}
