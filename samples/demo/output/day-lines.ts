import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

const FIRST_BYTES = 1 << 12;
const FIRST_LINES = 32;
/** A day of more than this lies in a file until its end. */
const MOST_BYTES_IN_MEMORY = 1 << 18;
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const MOST_BYTES = 3;

/** The lines that a table gets in one day, as bytes, so that nothing of their making is kept. */
export class DayLines {
  readonly #path: string;
  readonly #mostInMemory: number;
  #file: number | undefined;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #used = 0;
  /** How many bytes lie in the file, in front of those in memory. */
  #spilled = 0;
  /** Where each line ends. */
  #ends = new Float64Array(FIRST_LINES);
  #times = new Float64Array(FIRST_LINES);
  #count = 0;

  /** @param path of a file that is there while a day's lines do not fit into memory */
  constructor(path: string, mostInMemory = MOST_BYTES_IN_MEMORY) {
    this.#path = path;
    this.#mostInMemory = mostInMemory;
  }

  get count(): number {
    return this.#count;
  }

  add(line: string, time: number): void {
    const length = line.length * MOST_BYTES + 1;
    if (this.#used + length > this.#mostInMemory) this.#spill();
    if (this.#used + length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#used + length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    if (this.#count === this.#ends.length) {
      this.#ends = doubled(this.#ends);
      this.#times = doubled(this.#times);
    }
    this.#used += this.#bytes.write(line, this.#used);
    this.#used += this.#bytes.write("\n", this.#used);
    this.#ends[this.#count] = this.#spilled + this.#used;
    this.#times[this.#count] = time;
    this.#count += 1;
  }

  /** Hands over all lines by time, equal times as they came, and forgets them. The bytes are only lent. */
  drain(take: (line: Uint8Array, time: number) => void): void {
    const order = Uint32Array.from({ length: this.#count }, (_, n) => n);
    order.sort((a, b) => (this.#times[a] ?? 0) - (this.#times[b] ?? 0) || a - b);
    for (const n of order) {
      const start = n === 0 ? 0 : (this.#ends[n - 1] ?? 0);
      take(this.#between(start, this.#ends[n] ?? 0), this.#times[n] ?? 0);
    }
    this.forget();
  }

  #between(start: number, end: number): Uint8Array {
    if (start >= this.#spilled) {
      return this.#bytes.subarray(start - this.#spilled, end - this.#spilled);
    }
    const line = Buffer.allocUnsafe(end - start);
    if (this.#file === undefined) throw new Error(`${this.#path} is not open`);
    for (let done = 0; done < line.length;) {
      const read = readSync(this.#file, line, done, line.length - done, start + done);
      if (read === 0) throw new Error(`${this.#path} was cut off by something else`);
      done += read;
    }
    return line;
  }

  #spill(): void {
    this.#file ??= openSync(this.#path, "w+");
    for (let done = 0; done < this.#used;) {
      done += writeSync(this.#file, this.#bytes, done, this.#used - done, this.#spilled + done);
    }
    this.#spilled += this.#used;
    this.#used = 0;
  }

  forget(): void {
    this.#count = 0;
    this.#used = 0;
    this.#spilled = 0;
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#path);
  }
}

function doubled(old: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(old.length * 2);
  larger.set(old);
  return larger;
}
