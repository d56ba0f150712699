/** Values of customers by index in a typed array that grows with the company; 0 until they are set. */
export class GrowingArray<A extends Uint8Array | Float64Array> {
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

  static ofNumbers(): GrowingArray<Float64Array> {
    return new GrowingArray((length) => new Float64Array(length));
  }

  get(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const grown = this.#create(Math.max(index + 1, this.#values.length * 2));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[index] = value;
  }
}
