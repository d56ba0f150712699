import { dictFrom } from "./dict-methods.js";
import { repr } from "./text.js";
import type { JinjaDict, JinjaObject, JinjaValue } from "./value.js";

/** `namespace(...)`: the one object whose attributes `{% set %}` may assign. */
export class Namespace implements JinjaObject {
  readonly #values: JinjaDict;

  constructor(args: readonly JinjaValue[], kwargs: Readonly<Record<string, JinjaValue>>) {
    this.#values = dictFrom(args, kwargs);
  }

  getAttribute(name: string): JinjaValue | undefined {
    return this.#values.get(name);
  }

  setAttribute(name: string, value: JinjaValue): void {
    this.#values.set(name, value);
  }

  toString(): string {
    return `<Namespace ${repr(this.#values)}>`;
  }
}
