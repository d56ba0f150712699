import { isPadded, LATE_SIGN, OTHER, PADDED, type FactSheet } from "./column-facts.js";
import type { ColumnSums } from "./column-sums.js";

const LINE_FEED = 10;
const RETURN = 13;
const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
/** A sign behind a date begins an offset. */
const DATE_LENGTH = 10;
const EXACT_DIGITS = 15;

/** What is wanted of a column. */
const NOTHING = 0;
const LENGTHS = 1;
const ALL = 2;

/** Where in a chunk records begin and end, without their line ends: start, end, start, end, … */
export class RecordPlaces {
  places = new Int32Array(1 << 14);
  /** Two for each record. */
  length = 0;

  add(start: number, end: number): void {
    if (this.length + 2 > this.places.length) {
      const more = new Int32Array(this.places.length * 2);
      more.set(this.places);
      this.places = more;
    }
    this.places[this.length] = start;
    this.places[this.length + 1] = end;
    this.length += 2;
  }
}

interface PlainDialect {
  /** Bytes. */
  delimiter: number;
  decimal: number;
  width: number;
  /** Columns of whose values only the lengths are wanted. */
  lengthsOnly: ReadonlySet<number>;
  /** Columns of whose values nothing is wanted. */
  ignored: ReadonlySet<number>;
}

/**
 * Reads whole lines in which nothing is quoted, which most files consist of: the same facts as the general scanner, in
 * one loop without a call per value.
 */
export class PlainRecords {
  /** What the last chunk held. */
  records = 0;
  lines = 0;
  /** The first line, from 1 in the chunk, that ends unlike the line before it in the file; 0 for none. */
  mixedLine = 0;
  /** Lines end with a carriage return; undefined before the first. */
  returns: boolean | undefined;
  private readonly dialect: PlainDialect;
  private readonly wanted: Uint8Array;

  constructor(dialect: PlainDialect) {
    this.dialect = dialect;
    const { width, lengthsOnly, ignored } = dialect;
    this.wanted = Uint8Array.from({ length: width }, (_, column) =>
      ignored.has(column) ? NOTHING : lengthsOnly.has(column) ? LENGTHS : ALL,
    );
  }

  /** @param chunk ends with a line feed */
  read(chunk: Uint8Array, facts: FactSheet, sums: ColumnSums, places?: RecordPlaces): void {
    const { delimiter, decimal, width } = this.dialect;
    const { wanted } = this;
    this.records = this.lines = this.mixedLine = 0;
    for (let at = 0; at < chunk.length;) {
      const first = at;
      let column = 0;
      let ended = false;
      while (!ended) {
        const start = at;
        let byte = chunk[at] ?? LINE_FEED;
        let point = start - 1;
        let flags = 0;
        let value = 0;
        const want = column < width ? wanted[column] : NOTHING;
        if (want !== ALL) {
          while (byte !== delimiter && byte !== LINE_FEED) byte = chunk[(at += 1)] ?? LINE_FEED;
        } else {
          for (;;) {
            if (byte >= ZERO && byte <= 57) value = value * 10 + (byte - ZERO);
            else if (byte === delimiter || byte === LINE_FEED) break;
            else if (byte === decimal) point = at;
            else if (byte === MINUS || byte === PLUS) {
              if (byte === PLUS) flags |= OTHER;
              if (at - start > DATE_LENGTH) flags |= LATE_SIGN;
              else if (at > start) value = Infinity;
            } else if (byte !== RETURN) flags |= OTHER;
            byte = chunk[(at += 1)] ?? LINE_FEED;
          }
        }
        ended = byte === LINE_FEED;
        const end = ended && at > first && chunk[at - 1] === RETURN ? at - 1 : at;
        const size = end - start;
        if (size > 0 && want !== NOTHING) {
          if (want === LENGTHS) facts.meet(column, size, 0, 0);
          else {
            const scale = point < start ? 0 : end - point - 1;
            facts.meet(column, size, scale, flags | (isPadded(chunk, start) ? PADDED : 0));
            if (flags !== 0) sums.lose(column);
            else if (size <= EXACT_DIGITS && value !== Infinity) {
              sums.add(column, scale, chunk[start] === MINUS ? -value : value);
            } else sums.addText(column, chunk, start, end, decimal);
          }
        }
        at += 1;
        column += 1;
      }
      this.endLine(chunk, first, at - 1, column, places);
    }
  }

  private endLine(
    chunk: Uint8Array,
    first: number,
    feed: number,
    columns: number,
    places: RecordPlaces | undefined,
  ): void {
    this.lines += 1;
    const afterReturn = feed > 0 && chunk[feed - 1] === RETURN;
    this.returns ??= afterReturn;
    if (afterReturn !== this.returns && this.mixedLine === 0) this.mixedLine = this.lines;
    const end = afterReturn && feed > first ? feed - 1 : feed;
    // The engine skips blank lines, except in a file of one column, where they are empty values.
    if (columns === 1 && end === first && this.dialect.width !== 1) return;
    this.records += 1;
    places?.add(first, end);
  }
}
