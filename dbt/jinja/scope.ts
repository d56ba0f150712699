import { Undefined } from "./value.js";
import type { JinjaValue } from "./value.js";

/** Finds the names no enclosing scope has set: macros, the context, globals. */
type NameResolver = (name: string) => JinjaValue | undefined;

/** How many macro calls are in progress, against endless recursion. */
export interface CallDepth {
  current: number;
  /** What is missing of an undefined value is undefined too, rather than an error: as while parsing. */
  forgiving: boolean;
}

/** The variables of a body, inside those of the bodies around it. */
export class Scope {
  readonly depth: CallDepth;
  readonly #variables = new Map<string, JinjaValue>();
  readonly #parent: Scope | NameResolver;

  private constructor(parent: Scope | NameResolver, depth: CallDepth) {
    this.#parent = parent;
    this.depth = depth;
  }

  static root(resolve: NameResolver, depth: CallDepth): Scope {
    return new Scope(resolve, depth);
  }

  child(): Scope {
    return new Scope(this, this.depth);
  }

  set(name: string, value: JinjaValue): void {
    this.#variables.set(name, value);
  }

  lookup(name: string): JinjaValue {
    const value = this.#variables.get(name);
    if (value !== undefined) return value;
    if (this.#parent instanceof Scope) return this.#parent.lookup(name);
    const outside = this.#parent(name);
    return outside === undefined ? new Undefined(`'${name}' is undefined`, true) : outside;
  }
}
