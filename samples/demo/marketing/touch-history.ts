import { GrowingArray } from "../growing-array.js";

/** On which of the last 30 days each customer was written to: a bit for each day before the latest. */
export class TouchHistory {
  readonly #latest = GrowingArray.ofWhole();
  readonly #days = GrowingArray.ofWhole();

  /** Touches in the 30 days before `day`. */
  before(i: number, day: number): number {
    let bits = this.#shifted(i, day);
    let count = 0;
    for (; bits !== 0; bits &= bits - 1) count += 1;
    return count;
  }

  add(i: number, day: number): void {
    this.#days.set(i, this.#shifted(i, day) | 1);
    this.#latest.set(i, day);
  }

  #shifted(i: number, day: number): number {
    const passed = day - this.#latest.get(i);
    if (passed >= 30) return 0;
    return (this.#days.get(i) << passed) & 0x3fff_ffff;
  }
}
