import { lineChunks } from "./byte-stream.js";

/** What every value of one column has in common, over the whole file. */
export interface ColumnFacts {
  /** Values that are not empty. */
  values: number;
  minLength: number;
  maxLength: number;
  /** Digits after the last point of a value, at most. */
  maxScale: number;
  /** A value begins with +, a blank, or a zero before a digit: a number would not give it back. */
  padded: boolean;
  /** A value has a byte that is not a digit, a minus or a point. */
  otherBytes: boolean;
  /** A value has a sign behind its tenth byte: in a timestamp, an offset. */
  lateSign: boolean;
  /** A value is a quoted nothing (""), which is no number and no date. */
  quotedEmpty: boolean;
}

interface DelimitedScan {
  /** Data records, counted by this reader alone. */
  records: number;
  columns: readonly ColumnFacts[];
  /** Physical line of the first line end that differs from the file's first, or 0. */
  mixedLineEnd: number;
}

interface Dialect {
  delimiter: string;
  quote: string;
  header: boolean;
}

const LINE_FEED = 10;
const RETURN = 13;
const OTHER = 1;
const POINT = 2;
const STOP = 4;
const SIGN = 8;
const DATE_LENGTH = 10;

/**
 * Reads a delimited file byte by byte, apart from the engine's own reader: counts its records for the control total
 * and collects what the engine's casts would not tell, such as leading zeros. Memory does not grow with the file.
 */
export async function scanDelimited(
  path: string,
  dialect: Dialect,
  width: number,
  encoding?: string,
): Promise<DelimitedScan> {
  const scanner = new Scanner(dialect, width);
  for await (const chunk of lineChunks(path, encoding)) scanner.push(chunk);
  return scanner.finish();
}

/** One record as it stands in a file. */
export interface RecordText {
  position: number;
  /** Physical line it begins on, from 1. */
  line: number;
  raw: string;
}

/** The text of the records at these ascending positions. */
export async function* delimitedRecords(
  path: string,
  dialect: Dialect,
  width: number,
  positions: readonly number[],
  encoding?: string,
): AsyncGenerator<RecordText> {
  let next = 0;
  let found: RecordText[] = [];
  let chunk: Buffer = Buffer.alloc(0);
  const scanner = new Scanner(dialect, width, (position, line, start, end) => {
    if (position !== positions[next]) return;
    next += 1;
    found.push({ position, line, raw: chunk.toString("utf8", Math.max(start, 0), end) });
  });
  for await (chunk of lineChunks(path, encoding)) {
    scanner.push(chunk);
    yield* found;
    found = [];
    if (next === positions.length) return;
  }
  scanner.finish();
  yield* found;
}

type RecordListener = (position: number, line: number, start: number, end: number) => void;

class Scanner {
  private readonly kinds = new Uint8Array(256).fill(OTHER);
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly facts: ColumnFacts[];
  private readonly width: number;
  private skipHeader: boolean;
  private records = 0;
  private line = 1;
  private returns: boolean | undefined;
  private mixedLineEnd = 0;
  private base = 0;
  private chunkStart = 0;
  private column = 0;
  private fieldStart = 0;
  private mask = 0;
  private pointAt = -1;
  private padded = false;
  private lateSign = false;
  private quoted = false;
  private wasQuoted = false;
  private closedAt = -1;
  private recordStart = 0;
  private recordLine = 1;
  private readonly listener: RecordListener | undefined;

  constructor(dialect: Dialect, width: number, listener?: RecordListener) {
    this.listener = listener;
    for (let digit = 48; digit <= 57; digit += 1) this.kinds[digit] = 0;
    this.kinds[43] = this.kinds[45] = SIGN;
    this.kinds[RETURN] = 0;
    this.kinds[46] = POINT;
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.quote = dialect.quote === "" ? -1 : dialect.quote.charCodeAt(0);
    for (const byte of [this.delimiter, this.quote, LINE_FEED]) {
      if (byte >= 0) this.kinds[byte] = STOP;
    }
    this.width = width;
    this.skipHeader = dialect.header;
    this.facts = Array.from({ length: width }, noFacts);
  }

  push(chunk: Buffer): void {
    const { kinds, base, delimiter, quote } = this;
    this.chunkStart = base;
    const length = chunk.length;
    for (let i = 0; i < length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (this.fieldStart === base + i && isPadding(byte, chunk, i)) this.padded = true;
      const kind = kinds[byte] ?? 0;
      this.mask |= kind;
      if (kind < POINT) continue;
      if (kind === POINT) this.pointAt = base + i;
      else if (kind === SIGN) this.meetSign(byte, base + i);
      else if (byte === quote) this.meetQuote(base + i);
      else if (byte === LINE_FEED) this.meetLineFeed(chunk, i);
      else if (this.quoted) this.mask |= OTHER;
      else if (byte === delimiter) this.endField(base + i);
    }
    this.base += length;
  }

  finish(): DelimitedScan {
    if (this.fieldStart < this.base || this.column > 0) this.endRecord(this.base);
    return { records: this.records, columns: this.facts, mixedLineEnd: this.mixedLineEnd };
  }

  private meetSign(byte: number, at: number): void {
    if (byte === 43) this.mask |= OTHER;
    if (at - this.fieldStart > DATE_LENGTH) this.lateSign = true;
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
      if (this.wasQuoted && at === this.closedAt + 1) this.quoted = true;
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
    const end = this.base + i;
    this.endRecord(afterReturn ? end - 1 : end);
    this.fieldStart = end + 1;
    this.recordStart = end + 1;
    this.recordLine = this.line;
  }

  private endRecord(at: number): void {
    const blank = this.column === 0 && at <= this.fieldStart && !this.wasQuoted;
    // The engine skips blank lines, except in a file of one column, where they are empty values.
    if (!blank || this.width === 1) {
      this.endField(at);
      if (this.skipHeader) {
        this.skipHeader = false;
        this.facts.forEach((_, index) => (this.facts[index] = noFacts()));
      } else {
        this.records += 1;
        const from = this.recordStart - this.chunkStart;
        this.listener?.(this.records, this.recordLine, from, at - this.chunkStart);
      }
    }
    this.column = 0;
    this.startField(at);
  }

  private endField(at: number): void {
    const facts = this.facts[this.column];
    const size = at - this.fieldStart - (this.wasQuoted ? 1 : 0);
    if (facts !== undefined && size === 0 && this.wasQuoted) facts.quotedEmpty = true;
    if (facts !== undefined && size > 0) {
      facts.values += 1;
      if (size < facts.minLength) facts.minLength = size;
      if (size > facts.maxLength) facts.maxLength = size;
      if (this.pointAt >= 0) {
        const scale = this.fieldStart + size - this.pointAt - 1;
        if (scale > facts.maxScale) facts.maxScale = scale;
      }
      if (this.padded) facts.padded = true;
      if (this.lateSign) facts.lateSign = true;
      if ((this.mask & OTHER) !== 0) facts.otherBytes = true;
    }
    this.column += 1;
    this.startField(at + 1);
  }

  private startField(at: number): void {
    this.fieldStart = at;
    this.mask = 0;
    this.pointAt = -1;
    this.padded = false;
    this.lateSign = false;
    this.quoted = false;
    this.wasQuoted = false;
  }
}

function isPadding(byte: number, chunk: Buffer, i: number): boolean {
  if (byte === 43 || byte === 32) return true;
  const at = byte === 45 ? i + 1 : i;
  const next = chunk[at + 1] ?? 0;
  return chunk[at] === 48 && next >= 48 && next <= 57;
}

function noFacts(): ColumnFacts {
  return {
    values: 0,
    minLength: Number.MAX_SAFE_INTEGER,
    maxLength: 0,
    maxScale: 0,
    padded: false,
    otherBytes: false,
    quotedEmpty: false,
    lateSign: false,
  };
}
