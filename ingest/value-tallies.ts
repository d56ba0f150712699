import type { FactSheet } from "./column-facts.js";
import type { ColumnSums } from "./column-sums.js";

const VALUES = 0;
const MIN = 1;
const MAX = 2;
const SCALE = 3;
const FLAGS = 4;
/** Powers of two, so that a place is found by a shift. */
const SLOT_BITS = 3;
const SCALE_BITS = 4;
const LONGEST = 0x7fffffff;

/** Facts and sums of the values of one chunk, in small integers, before they are added to those of the file. */
export class ValueTallies {
  private readonly width: number;
  private readonly slots: Int32Array;
  private readonly sums: Float64Array;

  constructor(width: number) {
    this.width = width;
    this.slots = new Int32Array(width << SLOT_BITS);
    this.sums = new Float64Array(width << SCALE_BITS);
    this.clear();
  }

  meet(column: number, size: number, scale: number, flags: number): void {
    const { slots } = this;
    const at = column << SLOT_BITS;
    slots[at + VALUES] = (slots[at + VALUES] ?? 0) + 1;
    if (size < (slots[at + MIN] ?? 0)) slots[at + MIN] = size;
    if (size > (slots[at + MAX] ?? 0)) slots[at + MAX] = size;
    if (scale > (slots[at + SCALE] ?? 0)) slots[at + SCALE] = scale;
    slots[at + FLAGS] = (slots[at + FLAGS] ?? 0) | flags;
  }

  /** @param unscaled the value's digits as a whole number, fewer than would make the sum of a chunk inexact */
  add(column: number, scale: number, unscaled: number): void {
    const at = (column << SCALE_BITS) + scale;
    this.sums[at] = (this.sums[at] ?? 0) + unscaled;
  }

  /** Hands everything over, and begins anew. */
  handOver(facts: FactSheet, sums: ColumnSums): void {
    for (let column = 0; column < this.width; column += 1) {
      const slot = (which: number): number => this.slots[(column << SLOT_BITS) + which] ?? 0;
      const values = slot(VALUES);
      if (values === 0) continue;
      facts.meetMany(column, values, [slot(MIN), slot(MAX)], slot(SCALE), slot(FLAGS));
      for (let scale = 0; scale < 1 << SCALE_BITS; scale += 1) {
        const sum = this.sums[(column << SCALE_BITS) + scale] ?? 0;
        if (sum !== 0) sums.add(column, scale, sum);
      }
    }
    this.clear();
  }

  private clear(): void {
    this.sums.fill(0);
    this.slots.fill(0);
    for (let column = 0; column < this.width; column += 1) {
      this.slots[(column << SLOT_BITS) + MIN] = LONGEST;
    }
  }
}
