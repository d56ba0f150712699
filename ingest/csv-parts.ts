import { quoteIdent } from "../warehouse/sql.js";
import type { ColumnFacts } from "./column-facts.js";
import type { Column } from "./column-types.js";
import { csvReader, type Layout } from "./csv-layout.js";
import type { DelimitedScan } from "./delimited-facts.js";
import { NumberedPieces, WHOLE_PIECES } from "./numbered-pieces.js";
import type { LessWanted } from "./plain-records.js";
import { PartsRefused } from "./parts-refused.js";
import type { Control, StageRequest } from "./staged.js";
import { spoolDirectory } from "./text-spool.js";

const POSITION: Column = { name: "_source_position", type: "BIGINT" };
const EXACT = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL.*)$/;
/** The engine's own cast of these needs no more than the lengths of values to be known as exact. */
const BY_LENGTH = /^(DATE|BOOLEAN)$/;

/** The types the first records of a file suggest, and what was seen of those. */
export interface FirstLook {
  columns: readonly Column[];
  facts: readonly ColumnFacts[];
}

/**
 * Gives the rows of a file part by part while it is read, for a table that takes them as they are.
 *
 * @param confirm throws PartsRefused where the whole file asks for other types than its first records
 */
export async function takeParts(
  request: StageRequest,
  layout: Layout,
  first: FirstLook,
  insert: (rows: string) => Promise<void>,
  confirm: (scan: DelimitedScan) => Promise<void>,
): Promise<Control> {
  const { connection } = request;
  const width = layout.names.length;
  const pieces = new NumberedPieces(
    layout.path,
    await spoolDirectory(connection),
    layout,
    width,
    wantedOf(request, first),
  );
  const names = first.columns.map((column) => quoteIdent(column.name));
  const scan = await pieces.each(async (paths) => {
    const numbered = [POSITION, ...first.columns];
    const read = csvReader({ ...layout, header: false }, numbered, WHOLE_PIECES, paths);
    try {
      await insert(`select ${[...names, POSITION.name].join(", ")} from ${read}`);
    } catch (error) {
      // Bad records, most likely: they are told and put aside by the other way.
      throw new PartsRefused("the engine cannot read a part of it", { cause: error });
    }
  });
  await confirm(scan);
  return { rows: scan.records, sums: sumsOf(first.columns, scan) };
}

/** By name, the sums of columns whose type holds them exactly. */
export function sumsOf(
  columns: readonly Column[],
  { sums }: DelimitedScan,
): Record<string, string | null> {
  const known: Record<string, string | null> = {};
  for (const [i, { name, type }] of columns.entries()) {
    const sum = sums[i];
    if (sum !== undefined && EXACT.test(type)) known[name] = sum;
  }
  return known;
}

/**
 * What the whole file holds, where of some columns only lengths or nothing was taken beside the first records: what
 * those showed to be text stays text.
 */
export function joinedFacts(
  first: readonly ColumnFacts[],
  all: readonly ColumnFacts[],
): ColumnFacts[] {
  return all.map((whole, i) => {
    const early = first[i] ?? whole;
    return {
      ...whole,
      values: Math.max(whole.values, early.values),
      minLength: Math.min(whole.minLength, early.minLength),
      maxLength: Math.max(whole.maxLength, early.maxLength),
      maxScale: Math.max(whole.maxScale, early.maxScale),
      padded: whole.padded || early.padded,
      otherBytes: whole.otherBytes || early.otherBytes,
      lateSign: whole.lateSign || early.lateSign,
    };
  });
}

/** What is to be known of the later records' values: of text nothing, since any value is one. */
function wantedOf({ settings }: StageRequest, { columns, facts }: FirstLook): LessWanted {
  const declared = new Set(settings.columns?.map((column) => column.name));
  const lengthsOnly = new Set<number>();
  const timesOnly = new Set<number>();
  const ignored = new Set<number>();
  for (const [i, { name, type }] of columns.entries()) {
    const isDeclared = declared.has(name);
    // A column that was empty so far may still become one of any type.
    if (!isDeclared && (facts[i]?.values ?? 0) === 0) continue;
    if (type === "VARCHAR" || (isDeclared && type === "BOOLEAN")) ignored.add(i);
    else if (BY_LENGTH.test(type)) lengthsOnly.add(i);
    else if (type === "TIMESTAMP") timesOnly.add(i);
  }
  return { ignored, lengthsOnly, timesOnly };
}
