const FIRST_BYTES = 1 << 12;
const FIRST_LINES = 32;
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const MOST_BYTES = 3;

/** The lines that a table gets in one day, as bytes, so that nothing of their making is kept. */
export class DayLines {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #used = 0;
  /** Where each line ends. */
  #ends = new Int32Array(FIRST_LINES);
  #times = new Float64Array(FIRST_LINES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(line: string, time: number): void {
    const most = this.#used + line.length * MOST_BYTES + 1;
    if (most > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(most, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    if (this.#count === this.#ends.length) {
      const ends = new Int32Array(this.#count * 2);
      ends.set(this.#ends);
      this.#ends = ends;
      const times = new Float64Array(this.#count * 2);
      times.set(this.#times);
      this.#times = times;
    }
    this.#used += this.#bytes.write(line, this.#used);
    this.#used += this.#bytes.write("\n", this.#used);
    this.#ends[this.#count] = this.#used;
    this.#times[this.#count] = time;
    this.#count += 1;
  }

  /** Hands over all lines by time, equal times as they came, and forgets them. The bytes are only lent. */
  drain(take: (line: Uint8Array, time: number) => void): void {
    const order = Uint32Array.from({ length: this.#count }, (_, n) => n);
    order.sort((a, b) => (this.#times[a] ?? 0) - (this.#times[b] ?? 0) || a - b);
    for (const n of order) {
      const start = n === 0 ? 0 : (this.#ends[n - 1] ?? 0);
      take(this.#bytes.subarray(start, this.#ends[n]), this.#times[n] ?? 0);
    }
    this.#count = 0;
    this.#used = 0;
  }
}
