import type sqlite from "node-sqlite3-wasm";
import { sql, type Expression, type SqlBool } from "kysely";
import type { Column } from "../column-types.js";
import type { Extract } from "../source.js";
import { decimalText, line, ref, scaled, scaleOf } from "./sqlite-fields.js";
import { SpoolWriter } from "../spool-writer.js";
import { sqliteAggregate, sqliteAny, sqliteKysely, sqliteRow } from "./sqlite-query.js";
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

  greatest(column: string): Promise<string | undefined> {
    const greatest = { expression: sql`cast(max(${ref(column)}) as text)`, as: "greatest" };
    const row = sqliteRow(this.#database, sqliteAggregate(this.#relation.name, [], [greatest]));
    const value = row["greatest"];
    return Promise.resolve(typeof value === "string" ? value : undefined);
  }

  controls(columns: readonly Column[], slice: Slice): Promise<NonNullable<Extract["controls"]>> {
    const summed = columns.filter((column) => scaleOf(column.type) !== undefined);
    // A sum of 64-bit integers overflows, and a sum of doubles rounds; sums of their halves do neither.
    const halves = summed.flatMap((column, i) => {
      const value = scaled(column);
      return [
        { expression: sql`sum(${value} >> 32)`, as: `high_${String(i)}` },
        { expression: sql`sum(${value} & 4294967295)`, as: `low_${String(i)}` },
      ];
    });
    const count = { expression: sql`count(*)`, as: "rows" };
    const conditions = this.#conditions(slice);
    const row = sqliteRow(
      this.#database,
      sqliteAggregate(this.#relation.name, conditions, [count, ...halves]),
    );
    const sums = summed.map(({ name, type }, i): [string, string | null] => {
      const [high, low] = [integer(row[`high_${String(i)}`]), integer(row[`low_${String(i)}`])];
      if (high === undefined || low === undefined) return [name, null];
      return [name, decimalText(high * 4_294_967_296n + low, scaleOf(type) ?? 0)];
    });
    return Promise.resolve({ rows: Number(row["rows"]), sums: Object.fromEntries(sums) });
  }

  async spool(
    columns: readonly Column[],
    slice: Slice,
    limit: number | undefined,
    path: string,
  ): Promise<SpooledRows> {
    const names = columns.map((column) => column.name);
    const file = await SpoolWriter.create(path, names);
    try {
      const written =
        this.#relation.rowid === undefined
          ? await this.#writeRows(file, columns, slice)
          : await this.#writeBlocks(file, columns, slice, this.#relation.rowid, limit);
      return { ...written, ...(await file.finish()) };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  async #writeBlocks(
    file: SpoolWriter,
    columns: readonly Column[],
    slice: Slice,
    rowid: string,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<Pick<SpooledRows, "rows" | "last" | "more">> {
    const query = this.#blockQuery(columns, slice, rowid);
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
        this.#onRows(block.rows);
        if (file.full) await file.drain();
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
  ): { sql: string; parameters: readonly unknown[] } {
    let rows = sqliteKysely
      .selectFrom(sql<Record<string, unknown>>`${sql.id(this.#relation.name)}`.as("t"))
      .select([sql`${ref(rowid)}`.as("k"), line(this.#typedOf(columns)).as("line")])
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

function integer(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

function keyOf(last: number | bigint | undefined): string[] | undefined {
  return last === undefined ? undefined : [String(last)];
}
