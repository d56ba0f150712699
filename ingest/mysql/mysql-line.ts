import type { Cell } from "./mysql-session.js";
import type { MysqlColumn } from "./mysql-types.js";

const QUOTE = 34;
const COMMA = 44;
const LINE_FEED = 10;
const BACKSLASH = 92;
const LOWER_X = 120;
const HEX = Buffer.from("0123456789ABCDEF");

/** Writes rows as lines of a spool into one buffer that grows with the longest of them. */
export class MysqlLines {
  readonly #columns: readonly MysqlColumn[];
  #buffer = Buffer.allocUnsafe(1 << 16);
  #end = 0;

  constructor(columns: readonly MysqlColumn[]) {
    this.#columns = columns;
  }

  get length(): number {
    return this.#end;
  }

  add(row: readonly Cell[]): void {
    for (const [i, column] of this.#columns.entries()) {
      if (i > 0) this.#byte(COMMA);
      const cell = row[i];
      if (cell === null || cell === undefined) continue;
      if (column.form === "plain") this.#plain(cell);
      else if (column.form === "text") this.#text(cell);
      else this.#bytes(cell);
    }
    this.#byte(LINE_FEED);
  }

  /** The lines so far; they begin anew. */
  take(): Buffer {
    const lines = Buffer.from(this.#buffer.subarray(0, this.#end));
    this.#end = 0;
    return lines;
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#end++] = byte;
  }

  #plain(cell: Buffer): void {
    this.#reserve(cell.length);
    for (const byte of cell) this.#buffer[this.#end++] = byte;
  }

  #text(cell: Buffer): void {
    this.#reserve(cell.length * 2 + 2);
    this.#buffer[this.#end++] = QUOTE;
    if (cell.length > 64 && !cell.includes(QUOTE)) {
      this.#end += cell.copy(this.#buffer, this.#end);
    } else {
      for (const byte of cell) {
        if (byte === QUOTE) this.#buffer[this.#end++] = QUOTE;
        this.#buffer[this.#end++] = byte;
      }
    }
    this.#buffer[this.#end++] = QUOTE;
  }

  /** The engine's own text of bytes: `\x00\xFF`. */
  #bytes(cell: Buffer): void {
    this.#reserve(cell.length * 4 + 2);
    this.#buffer[this.#end++] = QUOTE;
    for (const byte of cell) {
      this.#buffer[this.#end++] = BACKSLASH;
      this.#buffer[this.#end++] = LOWER_X;
      this.#buffer[this.#end++] = HEX[byte >> 4] ?? 0;
      this.#buffer[this.#end++] = HEX[byte & 15] ?? 0;
    }
    this.#buffer[this.#end++] = QUOTE;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#end + bytes));
    this.#buffer.copy(grown, 0, 0, this.#end);
    this.#buffer = grown;
  }
}
