/** The part of the driver that is handed what the server sends. */
export interface PacketParser {
  execute(chunk: Buffer): void;
}

const HEADER = 4;
/** Takes rows, one between two places; the bytes do not change afterwards. */
export interface RowTaker {
  row(bytes: Buffer, start: number, end: number): void;
}

/** A packet as long as this goes on in the next one. */
const LONGEST = 0xffffff;
const TWO_BYTES = 0xfc;
const END = 0xfe;
const FAILURE = 0xff;

/**
 * Stands before the driver's parser while one result comes: rows are handed on as the bytes they
 * are, and the driver sees a result without rows. It would make an object of every value.
 */
export class MysqlRowTap implements PacketParser {
  readonly #driver: PacketParser;
  readonly #rows: RowTaker;
  readonly #onChunk: () => void;
  #carried: Buffer[] = [];
  #carriedBytes = 0;
  /** Bytes with which the packet that is begun is whole. */
  #wanted = HEADER;
  /** Packets of the driver's before the first row; unknown before the first packet, none once the rows are over. */
  #before: number | undefined;
  #over = false;
  #sequence = 0;
  #parts: Buffer[] = [];

  constructor(driver: PacketParser, rows: RowTaker, onChunk: () => void) {
    this.#driver = driver;
    this.#rows = rows;
    this.#onChunk = onChunk;
  }

  execute(chunk: Buffer): void {
    if (this.#over) {
      this.#driver.execute(chunk);
      return;
    }
    const rest = this.#carriedBytes === 0 ? chunk : this.#completed(chunk);
    if (this.#isOver()) {
      if (rest.length > 0) this.#driver.execute(rest);
    } else if (rest.length > 0) {
      const read = this.#packets(rest);
      this.#carriedBytes = rest.length - read;
      if (this.#carriedBytes > 0) this.#carried = [rest.subarray(read)];
    }
    this.#onChunk();
  }

  /** The rows may have ended meanwhile. */
  #isOver(): boolean {
    return this.#over;
  }

  /**
   * Takes what completes the packet that is begun: only that is copied together.
   *
   * @returns what follows it
   */
  #completed(chunk: Buffer): Buffer {
    let rest = chunk;
    while (this.#carriedBytes > 0 && rest.length > 0) {
      const taken = rest.subarray(0, this.#wanted - this.#carriedBytes);
      rest = rest.subarray(taken.length);
      this.#carried.push(taken);
      this.#carriedBytes += taken.length;
      if (this.#carriedBytes < this.#wanted) break;
      const bytes = Buffer.concat(this.#carried);
      const read = this.#packets(bytes);
      // Nothing was read where it was the header alone that was not whole.
      this.#carried = read < bytes.length ? [bytes] : [];
      this.#carriedBytes = bytes.length - read;
    }
    return rest;
  }

  /** @returns where the packet begins that is not whole */
  #packets(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      if (bytes.length - at < HEADER) {
        this.#wanted = HEADER;
        return at;
      }
      const length = bytes.readUIntLE(at, 3);
      const end = at + HEADER + length;
      if (end > bytes.length) {
        this.#wanted = HEADER + length;
        return at;
      }
      if (this.#before !== 0) this.#ahead(bytes, at, end);
      else if (this.#parts.length > 0 || length === LONGEST) this.#part(bytes, at, end);
      else if (isRow(bytes[at + HEADER], length)) this.#rows.row(bytes, at + HEADER, end);
      else {
        this.#finish(bytes, at);
        return bytes.length;
      }
      if (this.#over) {
        this.#driver.execute(bytes.subarray(end));
        return bytes.length;
      }
      at = end;
    }
  }

  /** The number of columns, their definitions, and the packet that ends them. */
  #ahead(bytes: Buffer, at: number, end: number): void {
    const first = bytes[at + HEADER] ?? FAILURE;
    if (this.#before === undefined) {
      // No result, or a failure: the driver's own.
      const columns = first === TWO_BYTES ? bytes.readUInt16LE(at + HEADER + 1) : first;
      if (columns === 0 || (first > 0xfa && first !== TWO_BYTES)) this.#over = true;
      else this.#before = columns + 1;
    } else this.#before -= 1;
    this.#sequence = ((bytes[at + HEADER - 1] ?? 0) + 1) & 0xff;
    this.#driver.execute(bytes.subarray(at, end));
  }

  #part(bytes: Buffer, at: number, end: number): void {
    this.#parts.push(Buffer.from(bytes.subarray(at + HEADER, end)));
    if (end - at - HEADER === LONGEST) return;
    const row = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#rows.row(row, 0, row.length);
  }

  /** The driver counts packets: what ends the rows takes the place of the first of them. */
  #finish(bytes: Buffer, at: number): void {
    this.#over = true;
    const rest = Buffer.from(bytes.subarray(at));
    rest[HEADER - 1] = this.#sequence;
    this.#driver.execute(rest);
  }
}

function isRow(first: number | undefined, length: number): boolean {
  return first !== FAILURE && (first !== END || length >= 9);
}
