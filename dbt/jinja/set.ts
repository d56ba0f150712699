import { equal } from "./compare.js";
import { iterate } from "./sequence.js";
import { repr } from "./text.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "./value.js";

type Members = readonly JinjaValue[];

function has(members: Members, item: JinjaValue): boolean {
  return members.some((other) => equal(other, item));
}

function union(a: Members, b: Members): Members {
  return [...a, ...b.filter((item) => !has(a, item))];
}

function difference(a: Members, b: Members): Members {
  return a.filter((item) => !has(b, item));
}

function intersection(a: Members, b: Members): Members {
  return a.filter((item) => has(b, item));
}

/** Python's `set`: members once each, in the order they came; order tells nothing. */
export class JinjaSet implements JinjaObject {
  #members: Members;

  constructor(items: Members) {
    this.#members = items.filter(
      (item, index) => items.findIndex((other) => equal(other, item)) === index,
    );
  }

  get members(): Members {
    return this.#members;
  }

  iterate(): Iterable<JinjaValue> {
    return this.#members;
  }

  equals(other: JinjaValue): boolean {
    if (!(other instanceof JinjaSet)) return false;
    return (
      other.#members.length === this.#members.length &&
      difference(this.#members, other.#members).length === 0
    );
  }

  binary(operator: string, other: JinjaValue, reversed: boolean): JinjaValue | undefined {
    if (operator !== "-" || !(other instanceof JinjaSet)) return undefined;
    const [a, b] = reversed ? [other, this] : [this, other];
    return new JinjaSet(difference(a.#members, b.#members));
  }

  getAttribute(name: string): JinjaValue | undefined {
    const combined =
      (combine: (a: Members, b: Members) => Members): JinjaFunction =>
      (others) =>
        new JinjaSet(others.map(iterate).reduce<Members>(combine, this.#members));
    const changing =
      (change: (items: Members) => Members): JinjaFunction =>
      (args) => {
        this.#members = change(args);
        return null;
      };
    const methods: Record<string, JinjaFunction> = {
      union: combined(union),
      difference: combined(difference),
      intersection: combined(intersection),
      symmetric_difference: ([other]) => {
        const b = iterate(other ?? []);
        return new JinjaSet([...difference(this.#members, b), ...difference(b, this.#members)]);
      },
      issubset: ([other]) => difference(this.#members, iterate(other ?? [])).length === 0,
      issuperset: ([other]) => difference(iterate(other ?? []), this.#members).length === 0,
      isdisjoint: ([other]) => intersection(this.#members, iterate(other ?? [])).length === 0,
      copy: () => new JinjaSet(this.#members),
      add: changing((items) => union(this.#members, items)),
      update: changing((lists) => lists.map(iterate).reduce<Members>(union, this.#members)),
      discard: changing((items) => difference(this.#members, items)),
      remove: changing((items) => difference(this.#members, items)),
      clear: changing(() => []),
    };
    return methods[name];
  }

  toString(): string {
    if (this.#members.length === 0) return "set()";
    return `{${this.#members.map(repr).join(", ")}}`;
  }
}
