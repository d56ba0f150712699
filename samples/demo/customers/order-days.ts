import { roomFor } from "../growing-array.js";

const NONE = -1;

/** The days of every customer's orders that stand: eight bytes for an order, four for a customer. */
export class OrderDays {
  #days = new Int32Array(4096);
  /** The order of the same customer before each. */
  #before = new Int32Array(4096);
  #count = 0;
  #last = new Int32Array(1024).fill(NONE);

  add(i: number, day: number): void {
    if (i >= this.#last.length) this.#last = grown(this.#last, i + 1);
    if (this.#count === this.#days.length) {
      this.#days = grown(this.#days, this.#count + 1);
      this.#before = grown(this.#before, this.#count + 1);
    }
    this.#days[this.#count] = day;
    this.#before[this.#count] = this.#last[i] ?? NONE;
    this.#last[i] = this.#count;
    this.#count += 1;
  }

  /** In the order of days; a day with two orders stands twice. */
  of(i: number): readonly number[] {
    const days: number[] = [];
    for (let order = this.#last[i] ?? NONE; order !== NONE; order = this.#before[order] ?? NONE) {
      days.push(this.#days[order] ?? 0);
    }
    return days.sort((a, b) => a - b);
  }
}

function grown(old: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(roomFor(least, old.length)).fill(NONE);
  larger.set(old);
  return larger;
}
