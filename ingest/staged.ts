import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteIdent, quoteLiteral } from "../warehouse/sql.js";
import type { Column } from "./column-types.js";
import type { CheckedCast } from "./checked-cast.js";
import type { RecordText } from "./delimited-scan.js";
import { numberOf, rowsOf, textOf } from "./query.js";
import type { ReadSettings } from "./settings.js";
import type { Extract } from "./source.js";

/** One file read into temporary tables, nothing of the warehouse touched yet. */
export interface Staged {
  /** The file's columns, typed; a subset of these stands in the raw table already. */
  columns: readonly Column[];
  /** Records in the file by a reader other than the one that staged them. */
  rowsRead: number;
  /** SQL of the good rows: every column and `_source_position`. */
  rows: string;
  /** Exact sums of numeric columns by that other reader, by name. */
  sums?: Readonly<Record<string, string | null>>;
  /** Instead of `rows` and `rowsRead`: gives SQL of rows part by part while the file is read. */
  parts?: (insert: (rows: string) => Promise<void>) => Promise<Control>;
  /** The text of the records at these ascending positions, where the format has text. */
  texts?: (positions: readonly number[]) => AsyncGenerator<RecordText>;
  /** The physical lines (from 1) of the bytes at these ascending offsets of the text the engine read. */
  linesAt?: (offsets: readonly number[]) => Promise<number[]>;
  /** Removes temporary files; nothing of the file can be read afterwards. */
  release?: () => Promise<void>;
}

/** What another reader counted and summed. */
export interface Control {
  rows: number;
  sums: Readonly<Record<string, string | null>>;
}

/** What a format's stager gets. `existing` are the raw table's columns; empty before its first load. */
export interface StageRequest {
  connection: DuckDBConnection;
  settings: ReadSettings;
  extract: Extract;
  existing: readonly Column[];
  /**
   * The type the raw table's column will have, given what this file holds.
   *
   * @param rows SQL of a relation with the column's values as they are, where there is one
   */
  settle(column: Column, rows?: string): Promise<string>;
  warn(message: string): void;
  /** `Staged.parts` may be given. */
  inParts?: boolean;
}

const STAGE = "temp.granary_stage";
export const REJECTS = "temp.granary_rejects";

export async function resetStage(connection: DuckDBConnection): Promise<void> {
  await connection.run(`drop table if exists ${STAGE}`);
  await connection.run(
    `create or replace temp table granary_rejects (
       position bigint, raw varchar, column_name varchar, reason varchar, byte_position bigint)`,
  );
}

export async function countRejects(connection: DuckDBConnection): Promise<number> {
  return numberOf(connection, `select count(*) from ${REJECTS}`);
}

/** A column read as text or as another type, and how it becomes its own type. */
interface ColumnCheck extends Column, CheckedCast {
  /** SQL of the value as text. */
  text: string;
}

/** What makes a row bad before any of its values is looked at; `raw` is null where `Staged.texts` supplies it. */
interface RowCheck {
  /** SQL: a reason, or null in a good row. */
  reason?: string;
  raw?: string;
}

/**
 * Parts rows by their checks: bad ones become rejects, with the first column that fails and why.
 *
 * @param placed SQL of a relation with the columns and `_source_position`
 * @returns SQL of the good rows, for `Staged.rows`
 */
export async function partRows(
  connection: DuckDBConnection,
  placed: string,
  columns: readonly Column[],
  checks: readonly ColumnCheck[],
  row: RowCheck = {},
): Promise<string> {
  const values = new Map(checks.map((check) => [check.name, check.value]));
  const names = columns.map((column) => {
    const value = values.get(column.name);
    return value === undefined ? quoteIdent(column.name) : `${value} as ${quoteIdent(column.name)}`;
  });
  const select = `select ${[...names, "_source_position"].join(", ")}`;
  const failing = checks.filter((check) => check.fails !== "false");
  if (failing.length === 0 && row.reason === undefined) return `${select} from ${placed}`;

  const when = (then: (check: ColumnCheck) => string): string =>
    failing.map((check) => `when ${check.fails} then ${then(check)}`).join(" ");
  const whole = row.reason === undefined ? "" : `when ${row.reason} is not null then`;
  const column = `case ${whole === "" ? "" : `${whole} null`} ${when((c) => quoteLiteral(c.name))} end`;
  const reason = `case ${whole === "" ? "" : `${whole} ${row.reason ?? ""}`}
    ${when((c) => `'"' || ${c.text} || ${quoteLiteral(`" is not a ${c.type}`)}`)} end`;
  const checked = `(select *, ${reason} as _granary_reason from ${placed})`;
  await connection.run(
    `insert into ${REJECTS}
     select _source_position, ${row.raw ?? "null"}, ${column}, _granary_reason, null
     from ${checked} where _granary_reason is not null`,
  );
  const bad = await numberOf(
    connection,
    `select count(*) from ${REJECTS} where byte_position is null`,
  );
  if (bad === 0) return `${select} from ${placed}`;
  return `${select} from ${checked} where _granary_reason is null`;
}

/**
 * The staged rows with their record number in the file. The stage's order is the file's; records the engine rejected
 * while reading are in the rejects already and count as positions too.
 */
export async function placedStage(connection: DuckDBConnection): Promise<string> {
  // Row ids are consecutive but, inside a transaction, begin far beyond what a JavaScript number holds.
  const first = await rowsOf(
    connection,
    `select coalesce(min(rowid), 0)::varchar as id from ${STAGE}`,
  );
  const record = `rowid - ${textOf(first[0]?.["id"])} + 1`;
  if ((await countRejects(connection)) === 0) {
    return `(select *, ${record} as _source_position from ${STAGE})`;
  }
  // The k-th reject at position p has p - k good rows before it; every row after those is k places further on.
  await connection.run(
    `create or replace temp table granary_shift as
     select position - k as before, max(k) as shift
     from (select position, row_number() over (order by position) as k from ${REJECTS})
     group by all`,
  );
  return `(select s.* exclude (_granary_n), s._granary_n + coalesce(h.shift, 0) as _source_position
    from (select *, ${record} as _granary_n from ${STAGE}) s
    asof left join temp.granary_shift h on s._granary_n > h.before)`;
}

/** `{'a': 'BIGINT', ...}` for the engine's readers. */
export function columnsOption(columns: readonly Column[]): string {
  return `{${columns.map((c) => `${quoteLiteral(c.name)}: ${quoteLiteral(c.type)}`).join(", ")}}`;
}
