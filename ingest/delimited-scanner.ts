import { byteKinds, decimalOf, escapeOf, POINT, SIGN } from "./byte-kinds.js";
import { FactSheet, isPadded, LATE_SIGN, OTHER, PADDED } from "./column-facts.js";
import { ColumnSums } from "./column-sums.js";
import type { DelimitedScan } from "./delimited-facts.js";
import type { Dialect } from "./dialect.js";
import { PlainRecords, type LessWanted, type RecordPlaces } from "./plain-records.js";

const LINE_FEED = 10;
const RETURN = 13;
const MINUS = 45;
const DATE_LENGTH = 10;

type RecordListener = (position: number, line: number, start: number, end: number) => void;

/** What is wanted beside counts and facts. */
interface Wanted {
  listener?: RecordListener;
  /** Takes the places of records in the chunk pushed last. */
  places?: RecordPlaces;
  /** Columns of which less will do, where that is cheaper. */
  less?: LessWanted;
}

const NONE: ReadonlySet<number> = new Set();
const ALL_WANTED: LessWanted = { ignored: NONE, lengthsOnly: NONE, timesOnly: NONE };

/** All places are relative to the chunk being read; those that lie in an earlier one are negative. */
export class DelimitedScanner {
  private readonly kinds: Uint8Array;
  private readonly delimiter: Buffer;
  private readonly quote: number;
  private readonly escape: number;
  private readonly decimal: number;
  private readonly thousands: number;
  private readonly facts: FactSheet;
  private readonly width: number;
  private readonly listener: RecordListener | undefined;
  private readonly places: RecordPlaces | undefined;
  private readonly sums: ColumnSums;
  /** Reads chunks without a quote; undefined where the dialect or a listener asks for more than it does. */
  private readonly plain: PlainRecords | undefined;
  private skipHeader: boolean;
  private records = 0;
  private line = 1;
  private returns: boolean | undefined;
  private mixedLineEnd = 0;
  private column = 0;
  private fieldStart = 0;
  private mask = 0;
  private pointAt = -1;
  private lateSign = false;
  private quoted = false;
  private wasQuoted = false;
  private closedAt = -1;
  private recordStart = 0;
  private recordLine = 1;
  private padded = false;
  private readonly nulls: ReadonlySet<string>;

  constructor(dialect: Dialect, width: number, wanted: Wanted = {}) {
    this.listener = wanted.listener;
    this.places = wanted.places;
    this.kinds = byteKinds(dialect);
    this.decimal = decimalOf(dialect);
    this.thousands = dialect.thousands?.charCodeAt(0) ?? -1;
    this.delimiter = Buffer.from(dialect.delimiter);
    this.quote = dialect.quote === "" ? -1 : dialect.quote.charCodeAt(0);
    this.escape = escapeOf(dialect);
    this.width = width;
    this.skipHeader = dialect.header;
    this.facts = new FactSheet(width);
    this.nulls = new Set(dialect.nullValues);
    this.sums = new ColumnSums(width);
    const [delimiter = 0] = this.delimiter;
    const special = this.delimiter.length > 1 || this.thousands >= 0 || this.nulls.size > 0;
    const { less = ALL_WANTED } = wanted;
    this.plain =
      special || this.listener !== undefined
        ? undefined
        : new PlainRecords({ delimiter, decimal: this.decimal, width, ...less });
  }

  /** @param chunk whole lines, but for the last of a file */
  push(chunk: Buffer): void {
    const { plain } = this;
    const atRecord = this.column === 0 && this.fieldStart === 0 && !this.wasQuoted;
    const isPlain =
      atRecord &&
      !this.skipHeader &&
      chunk[chunk.length - 1] === LINE_FEED &&
      (this.quote < 0 || !chunk.includes(this.quote));
    if (plain === undefined || !isPlain) {
      this.pushAny(chunk);
      return;
    }
    plain.returns = this.returns;
    plain.read(chunk, this.facts, this.sums, this.places);
    if (plain.mixedLine > 0 && this.mixedLineEnd === 0) {
      this.mixedLineEnd = this.line + plain.mixedLine - 1;
    }
    this.returns = plain.returns;
    this.records += plain.records;
    this.line += plain.lines;
    this.recordLine = this.line;
  }

  private pushAny(chunk: Buffer): void {
    const { kinds } = this;
    const length = chunk.length;
    let mask = this.mask;
    for (let i = 0; i < length; i += 1) {
      const kind = kinds[chunk[i] ?? 0] ?? 0;
      mask |= kind;
      if (kind < POINT) continue;
      if (kind === POINT) this.pointAt = i;
      else if (kind === SIGN) {
        if (chunk[i] !== MINUS) mask |= OTHER;
        if (i - this.fieldStart > DATE_LENGTH) this.lateSign = true;
      } else {
        this.mask = mask;
        i = this.stop(chunk, i);
        mask = this.mask;
      }
    }
    this.mask = mask;
    if (this.fieldStart >= 0) this.padded = isPadded(chunk, this.fieldStart);
    this.fieldStart -= length;
    this.recordStart -= length;
    this.pointAt -= length;
    this.closedAt -= length;
  }

  finish(): DelimitedScan {
    const openQuote = this.quoted ? this.recordLine : 0;
    if (this.fieldStart < 0 || this.column > 0 || this.wasQuoted) this.endRecord(NOTHING, 0);
    const { records, mixedLineEnd } = this;
    const columns = this.facts.columns();
    return { records, columns, sums: this.sums.texts(), mixedLineEnd, openQuote };
  }

  /** Meets a byte that may end something, and returns where it ends. */
  private stop(chunk: Buffer, i: number): number {
    const byte = chunk[i];
    if (byte === LINE_FEED) this.meetLineFeed(chunk, i);
    else if (byte === this.quote) this.meetQuote(i);
    else if (this.quoted) {
      if (byte === this.decimal) this.pointAt = i;
      else if (byte !== this.thousands) this.mask |= OTHER;
      if (byte !== this.escape) return i;
      if (chunk[i + 1] === LINE_FEED) this.line += 1;
      return i + 1;
    } else if (this.delimiter.length === 1 && byte === this.delimiter[0]) {
      this.endField(chunk, i, 1);
    } else if (isAt(chunk, i, this.delimiter)) {
      this.endField(chunk, i, this.delimiter.length);
      return i + this.delimiter.length - 1;
    } else this.mask |= OTHER;
    return i;
  }

  private meetQuote(at: number): void {
    if (this.quoted) {
      this.quoted = false;
      this.closedAt = at;
    } else if (at === this.fieldStart && !this.wasQuoted) {
      this.quoted = true;
      this.wasQuoted = true;
      this.fieldStart = at + 1;
    } else {
      // A doubled quote inside a quoted value opens it again; elsewhere it is a plain byte.
      this.mask |= OTHER;
      if (this.wasQuoted && at === this.closedAt + 1 && this.escape < 0) this.quoted = true;
    }
  }

  private meetLineFeed(chunk: Buffer, i: number): void {
    this.line += 1;
    if (this.quoted) {
      this.mask |= OTHER;
      return;
    }
    const afterReturn = i > 0 && chunk[i - 1] === RETURN;
    this.returns ??= afterReturn;
    if (afterReturn !== this.returns && this.mixedLineEnd === 0) this.mixedLineEnd = this.line - 1;
    this.endRecord(chunk, afterReturn ? i - 1 : i);
    this.fieldStart = i + 1;
    this.recordStart = i + 1;
    this.recordLine = this.line;
  }

  private endRecord(chunk: Buffer, at: number): void {
    const blank = this.column === 0 && at <= this.fieldStart && !this.wasQuoted;
    // The engine skips blank lines, except in a file of one column, where they are empty values.
    if (!blank || this.width === 1) {
      this.endField(chunk, at, 1);
      if (this.skipHeader) {
        this.skipHeader = false;
        this.facts.clear();
        this.sums.clear();
      } else {
        this.records += 1;
        this.places?.add(this.recordStart, at);
        this.listener?.(this.records, this.recordLine, this.recordStart, at);
      }
    }
    this.column = 0;
    this.startField(at);
  }

  private endField(chunk: Buffer, at: number, delimiterLength: number): void {
    const start = this.fieldStart;
    const size = at - start - (this.wasQuoted ? 1 : 0);
    if (size === 0) {
      if (this.wasQuoted) this.facts.meetQuotedEmpty(this.column);
    } else if (this.wasQuoted || this.nulls.size === 0 || !this.isNull(chunk, at)) {
      const scale = this.pointAt < start ? 0 : start + size - this.pointAt - 1;
      const padded = start < 0 ? this.padded : isPadded(chunk, start);
      const flags = (this.mask & OTHER) | (padded ? PADDED : 0) | (this.lateSign ? LATE_SIGN : 0);
      this.facts.meet(this.column, size, scale, flags);
      if ((flags & (OTHER | LATE_SIGN)) !== 0) this.sums.lose(this.column);
      else if (this.column < this.width) {
        this.sums.addText(this.column, chunk, start, start + size, this.decimal);
      }
    }
    this.column += 1;
    this.startField(at + delimiterLength);
  }

  private isNull(chunk: Buffer, at: number): boolean {
    return this.nulls.has(chunk.toString("utf8", Math.max(this.fieldStart, 0), at));
  }

  private startField(at: number): void {
    this.fieldStart = at;
    this.mask = 0;
    this.pointAt = at - 1;
    this.lateSign = false;
    this.quoted = false;
    this.wasQuoted = false;
  }
}

const NOTHING = Buffer.alloc(0);

function isAt(chunk: Buffer, at: number, bytes: Buffer): boolean {
  for (let k = 0; k < bytes.length; k += 1) if (chunk[at + k] !== bytes[k]) return false;
  return true;
}
