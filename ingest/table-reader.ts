import type { Column } from "./column-types.js";
import type { Extract } from "./source.js";

/** The values of a key's columns as text, in the key's order. */
export type Key = readonly string[];

/** Which rows: those of an increment, behind one key, up to another; all parts optional. */
export interface Slice {
  /** `orEqual` also brings the rows without a cursor value: they are few, or the cursor is badly chosen. */
  since?: { column: string; value: string; orEqual: boolean } | undefined;
  after?: Key | undefined;
  upTo?: Key | undefined;
}

/**
 * Rows written to a spool file, and what the source itself counts and sums of them. `last` is the key of the last one;
 * `more` says that there are rows behind it.
 */
export interface SpooledRows {
  rows: number;
  controls: NonNullable<Extract["controls"]>;
  /** Default: `csv`. */
  format?: "parquet";
  bytes: number;
  sha256: string;
  last: Key | undefined;
  more: boolean;
}

/** One table inside a database's snapshot. */
export interface TableReader {
  /** Before `settle` some types may be presumed. */
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  /** Has a key that rows can be read in the order of, piece by piece, and that is the same in a later run. */
  readonly chunked: boolean;
  /** Gives all columns types that hold every value there is, by looking at them all; those named get another one. */
  settle?(misfits?: readonly string[]): Promise<void>;
  /** About how many rows there are, where the source tells without reading them. */
  about?(): Promise<number | undefined>;
  /** The greatest value of a column, as text. */
  greatest(column: string): Promise<string | undefined>;
  /**
   * @param limit rows at most; undefined: all
   * @throws ValueMisfit, LongRow
   */
  spool(
    columns: readonly Column[],
    slice: Slice,
    limit: number | undefined,
    path: string,
  ): Promise<SpooledRows>;
}
