import type { RecordPlaces } from "./plain-records.js";

const ZERO = 48;
const LINE_FEED = 10;
const DIGITS = 16;

/** Puts a running number and a delimiter before records. */
export class RecordNumbers {
  private readonly delimiter: Buffer;
  private readonly digits = new Uint8Array(DIGITS).fill(ZERO);
  private first = DIGITS;
  private out = Buffer.alloc(1 << 19);
  private other = Buffer.alloc(1 << 19);

  constructor(delimiter: string) {
    this.delimiter = Buffer.from(delimiter);
  }

  /**
   * Some of the records at these places, each on lines of its own behind its number. The result is good until the
   * call after the next, so that it can be written meanwhile.
   *
   * @param before the bytes that stand before the chunk, in which a place below 0 lies
   * @param first the first of the records, from 0
   * @param end behind the last of them
   */
  before(
    chunk: Buffer,
    { places }: RecordPlaces,
    before: Buffer,
    first: number,
    end: number,
  ): Buffer {
    const room =
      before.length + chunk.length + (end - first) * (DIGITS + this.delimiter.length + 1);
    const out = this.other.length < room ? Buffer.alloc(room) : this.other;
    this.other = this.out;
    this.out = out;
    const { digits, delimiter } = this;
    // Records are too short for a call each: four bytes at a time are copied faster.
    const source = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    const target = new DataView(out.buffer, out.byteOffset, out.length);
    let to = 0;
    for (let place = first * 2; place < end * 2; place += 2) {
      this.count();
      for (let i = this.first; i < DIGITS; i += 1) out[to++] = digits[i] ?? ZERO;
      for (let i = 0; i < delimiter.length; i += 1) out[to++] = delimiter[i] ?? 0;
      let start = places[place] ?? 0;
      const stop = places[place + 1] ?? 0;
      if (start < 0) {
        to += before.copy(out, to, before.length + start, before.length + Math.min(stop, 0));
        start = 0;
      }
      for (; start + 4 <= stop; start += 4, to += 4) target.setInt32(to, source.getInt32(start));
      for (; start < stop; start += 1) out[to++] = chunk[start] ?? 0;
      out[to++] = LINE_FEED;
    }
    return out.subarray(0, to);
  }

  private count(): void {
    const { digits } = this;
    let at = DIGITS - 1;
    while (digits[at] === ZERO + 9) digits[at--] = ZERO;
    digits[at] = (digits[at] ?? ZERO) + 1;
    if (at < this.first) this.first = at;
  }
}
