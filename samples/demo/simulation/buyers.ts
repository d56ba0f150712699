import { FIRST_DAY } from "../calendar.js";
import { roomFor } from "../growing-array.js";

const NOBODY = -1;

/** Which customer buys next when: one date each, in a few bytes, whatever their number. */
export class Buyers {
  #capacity = 1024;
  /** Readings of the operational clock. */
  #readings = new Float64Array(this.#capacity);
  /** The customer after this one in the list of the same day. */
  #next = new Int32Array(this.#capacity);
  readonly #heads = new Map<number, number>();

  open(i: number): void {
    if (i < this.#capacity) return;
    this.#capacity = roomFor(i + 1, this.#capacity);
    const readings = new Float64Array(this.#capacity);
    readings.set(this.#readings);
    this.#readings = readings;
    const next = new Int32Array(this.#capacity);
    next.set(this.#next);
    this.#next = next;
  }

  /** Customer `i` buys on `day`; dates further off than decades are forgotten. */
  schedule(i: number, day: number, reading: number): void {
    this.#readings[i] = reading;
    if (day > FIRST_DAY + 15_000) return;
    this.#next[i] = this.#heads.get(day) ?? NOBODY;
    this.#heads.set(day, i);
  }

  reading(i: number): number {
    return this.#readings[i] ?? 0;
  }

  /** Takes the customers of a day off the list, in the order of their clock readings. */
  take(day: number): readonly number[] {
    const buyers: number[] = [];
    for (let i = this.#heads.get(day) ?? NOBODY; i !== NOBODY; i = this.#next[i] ?? NOBODY) {
      buyers.push(i);
    }
    this.#heads.delete(day);
    return buyers.sort((a, b) => this.reading(a) - this.reading(b) || a - b);
  }
}
