import { isPadded, LATE_SIGN, OTHER, PADDED, type FactSheet } from "./column-facts.js";
import type { ColumnSums } from "./column-sums.js";
import { ValueTallies } from "./value-tallies.js";

const LINE_FEED = 10;
const RETURN = 13;
const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
const NINE = 57;
/** A sign behind a date begins an offset. */
const DATE_LENGTH = 10;
/** A 32-bit integer holds so many digits, floating point the sum of a million such numbers. */
const SHORT_DIGITS = 9;
const SUMMED_RECORDS = 1 << 20;

/** What is wanted of a column. */
const NOTHING = 0;
const LENGTHS = 1;
const TIMES = 2;
const ALL = 3;

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

/** Columns of which less is wanted than all. */
export interface LessWanted {
  /** Nothing of their values. */
  ignored: ReadonlySet<number>;
  /** The lengths of values only. */
  lengthsOnly: ReadonlySet<number>;
  /** What tells a timestamp that can be read without loss: length, decimals and a late sign. */
  timesOnly: ReadonlySet<number>;
}

interface PlainDialect extends LessWanted {
  /** Bytes. */
  delimiter: number;
  decimal: number;
  width: number;
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
  private readonly delimiter: number;
  private readonly decimal: number;
  private readonly width: number;
  private readonly wanted: Uint8Array;
  /** Behind this column nothing is wanted. */
  private readonly last: number;
  private readonly tallies: ValueTallies;

  constructor({ delimiter, decimal, width, ignored, lengthsOnly, timesOnly }: PlainDialect) {
    this.delimiter = delimiter;
    this.decimal = decimal === delimiter ? -1 : decimal;
    this.width = width;
    this.wanted = Uint8Array.from({ length: width }, (_, column) => {
      if (ignored.has(column)) return NOTHING;
      if (lengthsOnly.has(column)) return LENGTHS;
      return timesOnly.has(column) ? TIMES : ALL;
    });
    this.last = this.wanted.findLastIndex((want) => want !== NOTHING);
    this.tallies = new ValueTallies(width);
  }

  /** @param chunk ends with a line feed */
  read(chunk: Buffer, facts: FactSheet, sums: ColumnSums, places?: RecordPlaces): void {
    const { delimiter, decimal, wanted, last, tallies } = this;
    this.records = this.lines = this.mixedLine = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const first = at;
      for (let column = 0; ; column += 1) {
        if (column > last) {
          at = chunk.indexOf(LINE_FEED, at);
          break;
        }
        const start = at;
        const want = wanted[column];
        let byte = chunk[at] ?? LINE_FEED;
        if (want === ALL) {
          if (byte === MINUS && delimiter !== MINUS) byte = chunk[(at += 1)] ?? LINE_FEED;
          const digits = at;
          let value = 0;
          let point = -1;
          while (byte >= ZERO && byte <= NINE) {
            value = (Math.imul(value, 10) + byte - ZERO) | 0;
            byte = chunk[(at += 1)] ?? LINE_FEED;
          }
          if (byte === decimal) {
            point = at;
            byte = chunk[(at += 1)] ?? LINE_FEED;
            while (byte >= ZERO && byte <= NINE) {
              value = (Math.imul(value, 10) + byte - ZERO) | 0;
              byte = chunk[(at += 1)] ?? LINE_FEED;
            }
          }
          const count = at - digits - (point < 0 ? 0 : 1);
          if ((byte === delimiter || byte === LINE_FEED) && count > 0 && count <= SHORT_DIGITS) {
            const scale = point < 0 ? 0 : at - point - 1;
            tallies.meet(column, at - start, scale, isPadded(chunk, start) ? PADDED : 0);
            tallies.add(column, scale, digits > start ? -value : value);
          } else {
            at = this.readOther(chunk, start, column, facts, sums);
            byte = chunk[at] ?? LINE_FEED;
          }
        } else {
          while (byte !== delimiter && byte !== LINE_FEED) byte = chunk[(at += 1)] ?? LINE_FEED;
          if (want !== NOTHING) this.readText(chunk, start, at, column);
        }
        if (byte === LINE_FEED) break;
        at += 1;
      }
      this.endLine(chunk, first, at, places);
      if (this.lines % SUMMED_RECORDS === 0) tallies.handOver(facts, sums);
    }
    tallies.handOver(facts, sums);
  }

  /** A value that is no short plain number. Returns where it ends. */
  private readOther(
    chunk: Buffer,
    start: number,
    column: number,
    facts: FactSheet,
    sums: ColumnSums,
  ): number {
    const { delimiter, decimal } = this;
    let at = start;
    let point = -1;
    let flags = 0;
    for (let byte = chunk[at] ?? LINE_FEED; byte !== delimiter && byte !== LINE_FEED;) {
      if (byte === decimal) point = at;
      else if (byte === MINUS || byte === PLUS) {
        if (byte === PLUS) flags |= OTHER;
        if (at - start > DATE_LENGTH) flags |= LATE_SIGN;
      } else if (byte !== RETURN && (byte < ZERO || byte > NINE)) flags |= OTHER;
      byte = chunk[(at += 1)] ?? LINE_FEED;
    }
    const end = endOfValue(chunk, start, at);
    if (end === start) return at;
    const scale = point < 0 ? 0 : end - point - 1;
    facts.meet(column, end - start, scale, flags | (isPadded(chunk, start) ? PADDED : 0));
    if (flags !== 0) sums.lose(column);
    else sums.addText(column, chunk, start, end, this.decimal);
    return at;
  }

  /** A value of which lengths are wanted, and perhaps what stands behind a date. */
  private readText(chunk: Buffer, start: number, at: number, column: number): void {
    const end = endOfValue(chunk, start, at);
    if (end === start) return;
    let point = -1;
    let flags = 0;
    if (this.wanted[column] === TIMES) {
      for (let i = start + DATE_LENGTH + 1; i < end; i += 1) {
        const byte = chunk[i];
        if (byte === MINUS || byte === PLUS) flags = LATE_SIGN;
        else if (byte === this.decimal) point = i;
      }
    }
    this.tallies.meet(column, end - start, point < 0 ? 0 : end - point - 1, flags);
  }

  private endLine(
    chunk: Buffer,
    first: number,
    feed: number,
    places: RecordPlaces | undefined,
  ): void {
    this.lines += 1;
    const afterReturn = feed > 0 && chunk[feed - 1] === RETURN;
    this.returns ??= afterReturn;
    if (afterReturn !== this.returns && this.mixedLine === 0) this.mixedLine = this.lines;
    const end = afterReturn && feed > first ? feed - 1 : feed;
    // The engine skips blank lines, except in a file of one column, where they are empty values.
    if (end === first && this.width !== 1) return;
    this.records += 1;
    places?.add(first, end);
  }
}

/** Without the carriage return of a line end. */
function endOfValue(chunk: Buffer, start: number, at: number): number {
  return at > start && chunk[at] === LINE_FEED && chunk[at - 1] === RETURN ? at - 1 : at;
}
