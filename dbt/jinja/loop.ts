import { equal } from "./compare.js";
import { JinjaFault } from "./errors.js";
import { JinjaTuple, Undefined } from "./value.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "./value.js";

/** The `loop` variable of a `for` body. */
export class Loop implements JinjaObject {
  index0 = 0;
  /** `loop(items)` in a recursive loop. */
  readonly call: JinjaFunction;
  readonly #items: readonly JinjaValue[];
  readonly #depth: number;
  #lastChanged: JinjaValue | undefined;

  constructor(items: readonly JinjaValue[], depth: number, recurse: JinjaFunction | undefined) {
    this.#items = items;
    this.#depth = depth;
    this.call =
      recurse ??
      (() => {
        throw new JinjaFault("loop() needs a loop marked 'recursive'");
      });
  }

  getAttribute(name: string): JinjaValue | undefined {
    const { length } = this.#items;
    switch (name) {
      case "index":
        return this.index0 + 1;
      case "index0":
        return this.index0;
      case "revindex":
        return length - this.index0;
      case "revindex0":
        return length - this.index0 - 1;
      case "first":
        return this.index0 === 0;
      case "last":
        return this.index0 === length - 1;
      case "length":
        return length;
      case "depth":
        return this.#depth;
      case "depth0":
        return this.#depth - 1;
      case "previtem":
        return this.#at(this.index0 - 1, "there is no previous item");
      case "nextitem":
        return this.#at(this.index0 + 1, "there is no next item");
      case "cycle":
        return (args) => this.#cycle(args);
      case "changed":
        return (args) => this.#changed(new JinjaTuple(args));
      default:
        return undefined;
    }
  }

  toString(): string {
    return `<LoopContext ${this.index0 + 1}/${this.#items.length}>`;
  }

  #at(index: number, problem: string): JinjaValue {
    const item = this.#items[index];
    return item === undefined ? new Undefined(problem) : item;
  }

  #cycle(values: readonly JinjaValue[]): JinjaValue {
    const value = values[this.index0 % values.length];
    if (value === undefined) throw new JinjaFault("no items for cycling given");
    return value;
  }

  #changed(values: JinjaTuple): boolean {
    const same = this.#lastChanged !== undefined && equal(this.#lastChanged, values);
    this.#lastChanged = values;
    return !same;
  }
}
