import type { ColumnFacts } from "./column-facts.js";

/** What a reader other than the engine's learns of a delimited file. */
export interface DelimitedScan {
  /** Data records, counted by this reader alone. */
  records: number;
  columns: readonly ColumnFacts[];
  /** By column, as decimal text: null where no value is, undefined where one is no plain number. */
  sums: readonly (string | null | undefined)[];
  /** Physical line of the first line end that differs from the file's first, or 0. */
  mixedLineEnd: number;
  /** Line of a record whose quote is never closed, or 0. */
  openQuote: number;
}
