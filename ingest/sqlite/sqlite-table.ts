import type sqlite from "node-sqlite3-wasm";
import { setImmediate as othersTurn } from "node:timers/promises";
import { sql, type Expression, type SqlBool } from "kysely";
import type { Column } from "../column-types.js";
import { line, ref } from "./sqlite-fields.js";
import { SpoolWriter } from "../spool-writer.js";
import { sqliteAggregate, sqliteAny, sqliteKysely, sqliteRow } from "./sqlite-query.js";
import { BlockSums, integer, isOverflow, sqliteControls } from "./sqlite-sums.js";
import { sqliteTypes, type SqliteColumn, type SqliteTyped } from "./sqlite-types.js";
import type { Slice, SpooledRows, TableReader } from "../table-extracts.js";

/** A table, a view, or a query standing in the snapshot as a view. */
export interface SqliteRelation {
  name: string;
  columns: readonly SqliteColumn[];
  primaryKey: readonly string[];
  /** A name of the 64-bit row number, where there is one. */
  rowid: string | undefined;
}

/** Bytes that one result row of the driver should carry. */
const BLOCK_BYTES = 1 << 20;
const BLOCK_ROWS = 1000;

interface Block {
  lines: Uint8Array | null;
  rows: number;
  last: number | bigint | null;
  [sum: string]: unknown;
}

/**
 * Reads one relation of a snapshot. SQLite itself writes the spool's lines, hundreds of rows at a time: crossing from
 * WebAssembly into JavaScript for each value would cost more than reading it.
 */
export class SqliteTableReader implements TableReader {
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly chunked: boolean;
  readonly #typed: readonly SqliteTyped[];
  readonly #database: sqlite.Database;
  readonly #relation: SqliteRelation;
  readonly #onRows: (rows: number) => void;
  readonly #signal: AbortSignal;

  constructor(
    database: sqlite.Database,
    relation: SqliteRelation,
    request: { onRows(rows: number): void; signal: AbortSignal },
  ) {
    this.#database = database;
    this.#relation = relation;
    this.#onRows = (rows) => {
      request.onRows(rows);
    };
    this.#signal = request.signal;
    this.primaryKey = relation.primaryKey;
    // Row numbers that are no column of the table may change when the file is compacted.
    this.chunked = relation.columns.some((column) => column.key);
    this.#typed = sqliteTypes(database, relation.name, relation.columns);
    this.columns = this.#typed.map(({ name, type }) => ({ name, type }));
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
    try {
      return await this.#spool(columns, slice, limit, path, new BlockSums(columns));
    } catch (error) {
      if (!isOverflow(error)) throw error;
      return this.#spool(columns, slice, limit, path);
    }
  }

  async #spool(
    columns: readonly Column[],
    slice: Slice,
    limit: number | undefined,
    path: string,
    sums?: BlockSums,
  ): Promise<SpooledRows> {
    const names = columns.map((column) => column.name);
    const file = await SpoolWriter.create(path, names);
    const { rowid, name } = this.#relation;
    try {
      const written =
        rowid === undefined
          ? await this.#writeRows(file, columns, slice)
          : await this.#writeBlocks(file, columns, slice, { rowid, limit, sums });
      // Counted once more from end to end: no row may be left out between two blocks.
      const summed = rowid === undefined || sums === undefined ? columns : [];
      const conditions = this.#conditions({ ...slice, upTo: written.last });
      const told = sqliteControls(this.#database, name, summed, conditions);
      const controls = { ...told, sums: summed === columns ? told.sums : (sums?.totals ?? {}) };
      return { ...written, controls, ...(await file.finish()) };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  async #writeBlocks(
    file: SpoolWriter,
    columns: readonly Column[],
    slice: Slice,
    by: { rowid: string; limit: number | undefined; sums: BlockSums | undefined },
  ): Promise<Pick<SpooledRows, "rows" | "last" | "more">> {
    const { sums, limit = Number.POSITIVE_INFINITY } = by;
    const query = this.#blockQuery(columns, slice, by.rowid, sums);
    const statement = this.#database.prepare(query.sql);
    try {
      let last: number | bigint | undefined;
      let rows = 0;
      for (let ask = 64; ;) {
        const asked = Math.min(ask, limit - rows);
        const from = last ?? integer(slice.after?.[0]) ?? -(2n ** 63n);
        const first = last === undefined && slice.after === undefined;
        const bound = query.parameters.map((value) =>
          value === AFTER
            ? from
            : value === FIRST
              ? first
                ? 1
                : 0
              : value === LIMIT
                ? asked
                : value,
        );
        const block = statement.get(bound as sqlite.JSValue[]) as unknown as Block;
        if (block.lines !== null) file.append(block.lines);
        if (block.last !== null) last = block.last;
        rows += block.rows;
        sums?.add(block);
        this.#onRows(block.rows);
        if (file.full) await file.drain();
        // The piece before this one is being loaded meanwhile, statement by statement.
        await othersTurn();
        this.#signal.throwIfAborted();
        if (block.rows < asked) return { rows, last: keyOf(last), more: false };
        if (rows >= limit) return { rows, last: keyOf(last), more: this.#hasMore(slice, last) };
        const size = Math.max((block.lines?.length ?? 1) / block.rows, 1);
        ask = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_BYTES / size)));
      }
    } finally {
      statement.finalize();
    }
  }

  #blockQuery(
    columns: readonly Column[],
    slice: Slice,
    rowid: string,
    sums: BlockSums | undefined,
  ): { sql: string; parameters: readonly unknown[] } {
    let rows = sqliteKysely
      .selectFrom(sql<Record<string, unknown>>`${sql.id(this.#relation.name)}`.as("t"))
      .select([sql`${ref(rowid)}`.as("k"), line(this.#typedOf(columns)).as("line")])
      .select((sums?.values ?? []).map(({ expression, as }) => expression.as(as)))
      .where(sql<SqlBool>`(${ref(rowid)} >= ${AFTER} and (${ref(rowid)} > ${AFTER} or ${FIRST}))`)
      .orderBy(ref(rowid))
      .limit(sql<number>`${LIMIT}`);
    for (const condition of this.#conditions({ since: slice.since })) rows = rows.where(condition);
    return sqliteKysely
      .selectFrom(rows.as("b"))
      .select([
        sql`cast(group_concat(b.line, '') as blob)`.as("lines"),
        sql`count(*)`.as("rows"),
        sql`max(b.k)`.as("last"),
      ])
      .select((sums?.sums ?? []).map(({ expression, as }) => expression.as(as)))
      .compile();
  }

  /** Without row numbers (views, queries, tables WITHOUT ROWID): one pass. */
  async #writeRows(
    file: SpoolWriter,
    columns: readonly Column[],
    slice: Slice,
  ): Promise<Pick<SpooledRows, "rows" | "last" | "more">> {
    let query = sqliteKysely
      .selectFrom(sql<Record<string, unknown>>`${sql.id(this.#relation.name)}`.as("t"))
      .select(sql`cast(${line(this.#typedOf(columns))} as blob)`.as("line"));
    for (const condition of this.#conditions(slice)) query = query.where(condition);
    const compiled = query.compile();
    const statement = this.#database.prepare(compiled.sql);
    let rows = 0;
    try {
      for (const row of statement.iterate(compiled.parameters as sqlite.JSValue[])) {
        file.append(row["line"] as Uint8Array);
        rows += 1;
        if (rows % BLOCK_ROWS === 0) await othersTurn();
        if (!file.full) continue;
        await file.drain();
        this.#signal.throwIfAborted();
      }
    } finally {
      statement.finalize();
    }
    this.#onRows(rows);
    return { rows, last: undefined, more: false };
  }

  #typedOf(columns: readonly Column[]): SqliteTyped[] {
    return this.#typed.filter(({ name }) => columns.some((column) => column.name === name));
  }

  #hasMore(slice: Slice, last: number | bigint | undefined): boolean {
    const conditions = this.#conditions({ since: slice.since, after: keyOf(last) });
    const query = sqliteAny(this.#relation.name, conditions);
    return sqliteRow(this.#database, query)["any"] !== undefined;
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

/** Stand for parameters that differ from block to block. */
const AFTER = Symbol("after");
const FIRST = Symbol("first");
const LIMIT = Symbol("limit");

function keyOf(last: number | bigint | undefined): string[] | undefined {
  return last === undefined ? undefined : [String(last)];
}
