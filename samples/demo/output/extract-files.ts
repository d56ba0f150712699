import { rmSync } from "node:fs";
import { join } from "node:path";
import { dayOf, FIRST_DAY, isoDate, monthStart, secondOf, yearMonth } from "../calendar.js";
import type { TableName, TableSpec } from "../tables/tables.js";
import { TABLES } from "../tables/tables.js";
import { DayLines } from "./day-lines.js";
import { ExtractFile } from "./extract-file.js";
import { allColumns, lineWriter, type Row } from "./extract-line.js";
import type { ListedFile } from "./manifest.js";
import { DAY_SUFFIX } from "./output-directory.js";
import { ParquetWriter } from "./parquet-file.js";

/** Files begin with this month; what is written on the first morning, still the year before in UTC, stands there too. */
const FIRST_MONTH = isoDate(FIRST_DAY).slice(0, 7);
/** Names the empty Parquet that a table has from the start. */
const MONTH_BEFORE = isoDate(FIRST_DAY - 1).slice(0, 7);

/** How much time one file holds. */
export type Period = "year" | "month";

/** Files that go on where others end: one for each table that has records, named after the last day. */
export interface Continuation {
  /** Days up to this one were written before. */
  since: number;
  /** Parquet goes on behind this day: that of a month that was not over had been left out. */
  parquetSince: number;
  until: number;
}

interface OpenTable {
  spec: TableSpec;
  line: (row: Row, changedAt: number) => string;
  today: DayLines;
  /** "2025", "2025-03" or "2025-03-14": names the file. */
  period: string;
  file: ExtractFile | undefined;
  rows: number;
}

/** 08:00 is midnight UTC: from then on a record's month is the company's, which is over on its last day. */
const FIRST_SECOND_OF_PARQUET = 8 * 3600;

/**
 * The extracts of all tables, a file for each year or month (UTC) of their records. A day's records are written at its end,
 * by the time of their change, so that a longer run only adds to what a shorter one wrote.
 */
export class ExtractFiles {
  readonly files: ListedFile[] = [];
  readonly #dir: string;
  readonly #tables = new Map<TableName, OpenTable>();
  /** Texts that became complete and are to be Parquet. */
  readonly #converting: { text: ExtractFile; table: OpenTable; period: string }[] = [];
  readonly #period: Period;
  readonly #going: Continuation | undefined;
  /** The day on which Parquet ends although its month is not over. */
  readonly #parquetUntil: number | undefined;
  readonly #parquet = new ParquetWriter();

  constructor(
    dir: string,
    period: Period,
    { going, parquetUntil }: { going?: Continuation; parquetUntil?: number } = {},
  ) {
    this.#dir = dir;
    this.#period = period;
    this.#going = going;
    this.#parquetUntil = going?.until ?? parquetUntil;
    for (const name of Object.keys(TABLES) as TableName[]) this.#open(name);
  }

  emit(name: TableName, row: Row, changedAt: number, today: number): void {
    if (dayOf(changedAt) !== today) {
      throw new Error(
        `${name}: ${new Date(changedAt).toISOString()} is not on the day it is written`,
      );
    }
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`there is no table ${name}`);
    if (table.spec.format === "parquet" && secondOf(changedAt) < FIRST_SECOND_OF_PARQUET) {
      throw new Error(`${name}: written before 08:00, in another month than the company's`);
    }
    table.today.add(table.line(row, changedAt), changedAt);
  }

  rowsOf(): ReadonlyMap<TableName, number> {
    return new Map([...this.#tables].map(([name, { rows }]) => [name, rows]));
  }

  async endDay(day: number): Promise<void> {
    for (const table of this.#tables.values()) {
      if (this.#wasWritten(table, day)) table.today.forget();
      if (table.today.count > 0) this.#write(table);
      if (table.spec.format !== "parquet") continue;
      if (day === this.#parquetUntil || (this.#going === undefined && isLastOfMonth(day))) {
        this.#close(table);
      }
    }
    for (const { text, table, period } of this.#converting.splice(0)) {
      await this.#convert(text, table, period);
    }
  }

  /** Ends all files. Parquet of a month that is not over is left out. */
  finish(): void {
    for (const table of this.#tables.values()) {
      if (table.spec.format !== "parquet") this.#close(table);
      else if (table.file !== undefined) {
        table.rows -= table.file.finish().rows;
        rmSync(table.file.path);
      }
    }
    this.#parquet.close();
    this.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #wasWritten({ spec }: OpenTable, day: number): boolean {
    if (this.#going === undefined) return false;
    return day <= (spec.format === "parquet" ? this.#going.parquetSince : this.#going.since);
  }

  /** Every table has a file from the first day on, if only with its columns. */
  #open(name: TableName): void {
    const spec: TableSpec = TABLES[name];
    const line = lineWriter(spec);
    const table: OpenTable = {
      spec,
      line,
      today: new DayLines(join(this.#dir, `${name}${DAY_SUFFIX}`)),
      period: "",
      file: undefined,
      rows: 0,
    };
    this.#tables.set(name, table);
    if (this.#going !== undefined) return;
    if (spec.format !== "parquet") this.#begin(table, this.#periodOf(table, 0));
    else {
      this.#begin(table, MONTH_BEFORE);
      this.#close(table);
    }
  }

  #write(table: OpenTable): void {
    table.rows += table.today.count;
    table.today.drain((line, changedAt) => {
      const period = this.#periodOf(table, changedAt);
      if (period !== table.period || table.file === undefined) this.#begin(table, period);
      table.file?.addBytes(line);
    });
  }

  /** Parquet can not grow: it always comes by the month. */
  #periodOf({ spec }: OpenTable, changedAt: number): string {
    if (this.#going !== undefined) return isoDate(this.#going.until);
    const written = monthOf(changedAt);
    const month = written < FIRST_MONTH ? FIRST_MONTH : written;
    return this.#period === "month" || spec.format === "parquet" ? month : month.slice(0, 4);
  }

  #begin(table: OpenTable, period: string): void {
    this.#close(table);
    const { folder, format } = table.spec;
    table.period = period;
    const path = join(this.#dir, folder, `${period}.${format === "parquet" ? "csv" : format}`);
    const heading = allColumns(table.spec).map(([column]) => column);
    table.file = new ExtractFile(path, format === "jsonl" ? undefined : heading.join(","));
  }

  #close(table: OpenTable): void {
    const { file, period, spec } = table;
    if (file === undefined) return;
    table.file = undefined;
    if (spec.format === "parquet") this.#converting.push({ text: file, table, period });
    else this.files.push({ path: `${spec.folder}/${period}.${spec.format}`, ...file.finish() });
  }

  async #convert(text: ExtractFile, { spec }: OpenTable, period: string): Promise<void> {
    text.finish();
    const path = `${spec.folder}/${period}.parquet`;
    const written = await this.#parquet.write(text.path, join(this.#dir, path), allColumns(spec));
    rmSync(text.path);
    this.files.push({ path, ...written });
  }
}

function isLastOfMonth(day: number): boolean {
  const { year, month } = yearMonth(day);
  return day + 1 === monthStart(year, month + 1);
}

const months = new Map<number, string>();

function monthOf(instant: number): string {
  const day = Math.floor(instant / 86_400_000);
  const known = months.get(day);
  if (known !== undefined) return known;
  const text = new Date(instant).toISOString().slice(0, 7);
  months.set(day, text);
  return text;
}
