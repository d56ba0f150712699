import { repr, str } from "../../jinja/text.js";
import {
  type JinjaFunction,
  type JinjaObject,
  JinjaTuple,
  type JinjaValue,
} from "../../jinja/value.js";
import { namedObject } from "../named-object.js";

const FLAGS: Readonly<Record<string, number>> = { IGNORECASE: 2, MULTILINE: 8, DOTALL: 16 };
const LETTERS: readonly (readonly [bit: number, letter: string])[] = [
  [2, "i"],
  [8, "m"],
  [16, "s"],
];

/** Python's spelling of a pattern in JavaScript's. */
function translated(pattern: string): { source: string; flags: string } {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern
    .slice(inline?.[0].length ?? 0)
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replaceAll("\\A", "^")
    .replaceAll("\\Z", "$");
  return { source, flags: inline?.[1] ?? "" };
}

function flagLetters(value: JinjaValue | undefined): string {
  const bits = typeof value === "number" ? value : 0;
  return LETTERS.filter(([bit]) => (bits & bit) !== 0)
    .map(([, letter]) => letter)
    .join("");
}

class Pattern implements JinjaObject {
  readonly #source: string;
  readonly #flags: string;

  constructor(pattern: string, flags: JinjaValue | undefined) {
    const { source, flags: inline } = translated(pattern);
    this.#source = source;
    this.#flags = [...new Set(inline + flagLetters(flags))].join("");
  }

  exec(text: string, kind: "match" | "search" | "fullmatch"): JinjaValue {
    const source =
      kind === "search"
        ? this.#source
        : kind === "match"
          ? `^(?:${this.#source})`
          : `^(?:${this.#source})$`;
    const found = new RegExp(source, `${this.#flags}d`).exec(text);
    return found === null ? null : new Match(found);
  }

  all(text: string): RegExpExecArray[] {
    return [...text.matchAll(new RegExp(this.#source, `${this.#flags}gd`))];
  }

  findall(text: string): JinjaValue[] {
    return this.all(text).map((found) => {
      const groups = found.slice(1).map((group) => (group as string | undefined) ?? "");
      if (groups.length === 0) return found[0];
      return groups.length === 1 ? (groups[0] ?? "") : new JinjaTuple(groups);
    });
  }

  sub(replacement: JinjaValue, text: string, count: number): string {
    if (typeof replacement !== "string") throw new Error("re.sub() needs text as its replacement");
    let left = count === 0 ? Number.POSITIVE_INFINITY : count;
    return text.replace(new RegExp(this.#source, `${this.#flags}g`), (...found: unknown[]) => {
      if (left <= 0) return String(found[0]);
      left -= 1;
      const named = found.at(-1);
      const groups = typeof named === "object" ? (named as Record<string, string>) : {};
      return replacement.replace(/\\(?:g<(\w+)>|(\d))/g, (_all, name?: string, digit?: string) => {
        const key = name ?? digit ?? "";
        const group = /^\d+$/.test(key) ? found[Number(key)] : groups[key];
        return typeof group === "string" ? group : "";
      });
    });
  }

  split(text: string): JinjaValue[] {
    return text
      .split(new RegExp(this.#source, this.#flags))
      .map((part) => (part as string | undefined) ?? null);
  }

  getAttribute(name: string): JinjaValue | undefined {
    return name === "pattern" ? this.#source : methodsOf(this)[name];
  }

  toString(): string {
    return `re.compile(${repr(this.#source)})`;
  }
}

class Match implements JinjaObject {
  readonly #found: RegExpExecArray;

  constructor(found: RegExpExecArray) {
    this.#found = found;
  }

  #group(key: JinjaValue): JinjaValue {
    const value =
      typeof key === "string"
        ? this.#found.groups?.[key]
        : this.#found[typeof key === "number" ? key : 0];
    return value ?? null;
  }

  #span(key: JinjaValue): readonly [number, number] {
    const index = typeof key === "number" ? key : 0;
    return this.#found.indices?.[index] ?? [-1, -1];
  }

  getItem(key: JinjaValue): JinjaValue | undefined {
    return this.#group(key);
  }

  getAttribute(name: string): JinjaValue | undefined {
    const methods: Record<string, JinjaFunction> = {
      group: (keys) => {
        if (keys.length < 2) return this.#group(keys[0] ?? 0);
        return new JinjaTuple(keys.map((key) => this.#group(key)));
      },
      groups: ([fallback]) =>
        new JinjaTuple(
          this.#found.slice(1).map((group) => (group as string | undefined) ?? fallback ?? null),
        ),
      groupdict: () => ({ ...this.#found.groups }),
      start: ([key]) => this.#span(key ?? 0)[0],
      end: ([key]) => this.#span(key ?? 0)[1],
      span: ([key]) => new JinjaTuple([...this.#span(key ?? 0)]),
    };
    return name === "string" ? this.#found.input : methods[name];
  }

  isTrue(): boolean {
    return true;
  }

  toString(): string {
    const [start, end] = this.#span(0);
    return `<re.Match object; span=(${start}, ${end}), match=${repr(this.#found[0])}>`;
  }
}

function methodsOf(pattern: Pattern): Record<string, JinjaFunction> {
  const text = (value: JinjaValue | undefined): string => str(value ?? "");
  return {
    match: ([subject]) => pattern.exec(text(subject), "match"),
    search: ([subject]) => pattern.exec(text(subject), "search"),
    fullmatch: ([subject]) => pattern.exec(text(subject), "fullmatch"),
    findall: ([subject]) => pattern.findall(text(subject)),
    finditer: ([subject]) => pattern.all(text(subject)).map((found) => new Match(found)),
    split: ([subject]) => pattern.split(text(subject)),
    sub: ([replacement, subject, count], kwargs) =>
      pattern.sub(replacement ?? "", text(subject), Number(count ?? kwargs["count"] ?? 0)),
  };
}

function patternOf(value: JinjaValue | undefined, flags: JinjaValue | undefined): Pattern {
  return value instanceof Pattern ? value : new Pattern(str(value ?? ""), flags);
}

/** A function of the module: the pattern first, then what the method takes, then flags. */
function onPattern(method: string, flagsAt: number): JinjaFunction {
  return (args, kwargs) => {
    const pattern = patternOf(args[0], args[flagsAt] ?? kwargs["flags"]);
    return methodsOf(pattern)[method]?.(args.slice(1), kwargs) ?? null;
  };
}

/** `modules.re`. */
export const RE: JinjaObject = namedObject("re", {
  compile: ([pattern, flags]) => patternOf(pattern, flags),
  match: onPattern("match", 2),
  search: onPattern("search", 2),
  fullmatch: onPattern("fullmatch", 2),
  findall: onPattern("findall", 2),
  finditer: onPattern("finditer", 2),
  split: onPattern("split", 3),
  sub: onPattern("sub", 4),
  escape: ([text]) => str(text ?? "").replace(/[.*+?^${}()|[\]\\ #&~-]/g, "\\$&"),
  ...FLAGS,
  I: 2,
  M: 8,
  S: 16,
});
