/** Sets of items as integers: basket b holds `items[offsets[b]]` up to `items[offsets[b + 1]]`, each once. */
export interface Baskets {
  count: number;
  offsets: Int32Array;
  items: Int32Array;
}

/** Collects baskets row by row in little memory: two integers a row. Rows of one basket come together. */
export class BasketBuilder {
  private offsets = new Int32Array(1024);
  private items = new Int32Array(1024);
  private baskets = 0;
  private size = 0;
  private current: number | undefined;

  add(basket: number, item: number): void {
    if (basket !== this.current) {
      if (this.baskets + 2 > this.offsets.length) this.offsets = doubled(this.offsets);
      this.offsets[this.baskets] = this.size;
      this.baskets += 1;
      this.current = basket;
    }
    if (this.size === this.items.length) this.items = doubled(this.items);
    this.items[this.size] = item;
    this.size += 1;
  }

  finish(): Baskets {
    this.offsets[this.baskets] = this.size;
    return {
      count: this.baskets,
      offsets: this.offsets.subarray(0, this.baskets + 1),
      items: this.items.subarray(0, this.size),
    };
  }
}

/** For every item the baskets that hold it, ascending. */
export function basketsByItem(baskets: Baskets): Map<number, Int32Array> {
  const counts = new Map<number, number>();
  for (const item of baskets.items) counts.set(item, (counts.get(item) ?? 0) + 1);
  const lists = new Map([...counts].map(([item, count]) => [item, new Int32Array(count)]));
  const filled = new Map<number, number>();
  for (let basket = 0; basket < baskets.count; basket += 1) {
    const end = baskets.offsets[basket + 1] ?? 0;
    for (let at = baskets.offsets[basket] ?? 0; at < end; at += 1) {
      const item = baskets.items[at] ?? 0;
      const next = filled.get(item) ?? 0;
      const list = lists.get(item);
      if (list !== undefined) list[next] = basket;
      filled.set(item, next + 1);
    }
  }
  return lists;
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
