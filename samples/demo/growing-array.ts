/** Room for `least` values where there was some for `length`: growing is seldom, and little stands empty. */
export function roomFor(least: number, length: number): number {
  return Math.max(least, Math.ceil(length * 1.25));
}

/** Values of customers by index in a typed array that grows with the company; 0 until they are set. */
export class GrowingArray<A extends Uint8Array | Int32Array | Float64Array> {
  readonly #create: (length: number) => A;
  #values: A;

  private constructor(create: (length: number) => A) {
    this.#create = create;
    this.#values = create(1024);
  }

  /** Whole numbers from 0 to 255. */
  static ofBytes(): GrowingArray<Uint8Array> {
    return new GrowingArray((length) => new Uint8Array(length));
  }

  /** Whole numbers of 32 bits. */
  static ofWhole(): GrowingArray<Int32Array> {
    return new GrowingArray((length) => new Int32Array(length));
  }

  static ofNumbers(): GrowingArray<Float64Array> {
    return new GrowingArray((length) => new Float64Array(length));
  }

  get(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const grown = this.#create(roomFor(index + 1, this.#values.length));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[index] = value;
  }
}
