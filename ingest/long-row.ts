import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { Column } from "./column-types.js";
import { splitRecord } from "./dialect.js";
import type { LoadSettings } from "./load-settings.js";
import type { Extract } from "./source.js";

/** A row of a spool may have so many bytes. */
export const LONGEST_ROW = 1 << 24;

const QUOTE = 34;
const LINE_FEED = 10;
const START_BYTES = 1 << 16;

/** A row that is too long, told of by the connector that meets it. */
export class LongRow extends Error {
  readonly row: Readonly<Record<string, string | null>>;

  /** @param row the columns by which it may be known */
  constructor(row: Readonly<Record<string, string | null>>) {
    super("a row is too long");
    this.row = row;
  }
}

/** Says of which table the row is, and which one. */
export function longRow(
  source: string,
  table: string,
  { columns, primaryKey }: { columns: readonly Column[]; primaryKey: readonly string[] },
  found: LongRow,
): GranaryError {
  const names = primaryKey.length > 0 ? primaryKey : columns.slice(0, 1).map(({ name }) => name);
  const told = names.flatMap((name) => {
    const value = found.row[name];
    return value === undefined || value === null ? [] : [`${name} ${value}`];
  });
  return tooLong(source, table, told.length === 0 ? "that is longest" : told.join(", "), found);
}

/** The failure of a spool with a row that is too long says which row it is; others pass as they are. */
export async function longRowFailure(
  settings: LoadSettings,
  extract: Extract,
  thrown: unknown,
): Promise<unknown> {
  const spooled = extract.columns !== undefined && extract.format === "csv";
  if (!spooled || !/maximum line size/i.test(messageOf(thrown))) return thrown;
  const found = await firstLongRecord(extract.path);
  if (found === undefined) return thrown;
  const names = (extract.columns ?? []).map((column) => column.name);
  const fields = splitRecord(await startOf(extract.path, found.start), ",", '"');
  const key = settings.primaryKey.length > 0 ? settings.primaryKey : names.slice(0, 1);
  // The last field is cut off.
  const told = key.flatMap((name) => {
    const at = names.indexOf(name);
    return at >= 0 && at < fields.length - 1 ? [`${name} ${fields[at] ?? ""}`] : [];
  });
  const which = told.length === 0 ? `number ${String(found.record)} of its piece` : told.join(", ");
  return tooLong(settings.source, settings.table, which, thrown);
}

function tooLong(source: string, table: string, which: string, cause: unknown): GranaryError {
  return new GranaryError("INGEST_SOURCE_VALUE", {
    message: `Source "${source}", table ${table}: the row ${which} has more than ${String(LONGEST_ROW >> 20)} MiB as text. Nothing of this piece was kept.`,
    hint: `Leave its long column out with sources.${source}.tables.${table}.query:, or shorten it there: left(column, 1000000).`,
    cause,
  });
}

async function firstLongRecord(
  path: string,
): Promise<{ start: number; record: number } | undefined> {
  let [at, start, record, quoted] = [0, 0, 0, false];
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    for (const byte of chunk as Buffer) {
      at += 1;
      if (byte === QUOTE) quoted = !quoted;
      if (byte !== LINE_FEED || quoted) continue;
      if (at - start > LONGEST_ROW) return { start, record };
      start = at;
      record += 1;
    }
  }
  return undefined;
}

async function startOf(path: string, start: number): Promise<string> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(START_BYTES),
      0,
      START_BYTES,
      start,
    );
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
