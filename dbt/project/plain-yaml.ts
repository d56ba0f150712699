import type { Dict } from "../plain.js";
import { flowValue, plainScalar, UNCERTAIN } from "./plain-yaml-value.js";

interface Line {
  indent: number;
  text: string;
}

/** Anything whose meaning depends on more than its own line, or on where lines end. */
const UNUSUAL = /[\t\r\u0085\u2028\u2029\uFEFF]|^(?:---|\.\.\.|%)/m;
const KEY = /^(\+?[A-Za-z_][\w.+-]*):(?: +(.*))?$/;
/** Words that are no text, even as a key. */
const WORD = /^(?:true|false|yes|no|on|off|null|y|n|__proto__)$/i;

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (const raw of text.split("\n")) {
    let indent = 0;
    while (raw.charCodeAt(indent) === 32) indent += 1;
    if (indent === raw.length || raw.charCodeAt(indent) === 35) continue;
    lines.push({ indent, text: raw.slice(indent) });
  }
  return lines;
}

/** Reads blocks line by line; throws UNCERTAIN at the first thing it does not surely understand. */
class Reader {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  get #line(): Line | undefined {
    return this.#lines[this.#at];
  }

  document(): Dict {
    if (this.#line?.indent !== 0) throw UNCERTAIN;
    const value = this.#mapping(0);
    if (this.#at < this.#lines.length) throw UNCERTAIN;
    return value;
  }

  #mapping(indent: number): Dict {
    const mapping: Dict = {};
    for (let line = this.#line; line?.indent === indent; line = this.#line) {
      const [, key = "", rest = ""] = KEY.exec(line.text) ?? [];
      if (key === "" || WORD.test(key) || Object.hasOwn(mapping, key)) {
        if (key === "" && line.text.startsWith("- ")) break;
        throw UNCERTAIN;
      }
      this.#at += 1;
      mapping[key] = this.#valueAfter(rest, indent);
    }
    if ((this.#line?.indent ?? -1) > indent) throw UNCERTAIN;
    return mapping;
  }

  /** What follows a key: on its line, or below it. */
  #valueAfter(rest: string, indent: number): unknown {
    if (rest !== "" && !rest.startsWith("#")) {
      const value = scalarOrFlow(rest);
      if ((this.#line?.indent ?? -1) > indent) throw UNCERTAIN;
      return value;
    }
    const next = this.#line;
    if (next === undefined || next.indent < indent) return null;
    if (next.text.startsWith("- ")) return this.#sequence(next.indent);
    return next.indent === indent ? null : this.#mapping(next.indent);
  }

  #sequence(indent: number): unknown[] {
    const items: unknown[] = [];
    for (let line = this.#line; line?.indent === indent; line = this.#line) {
      if (!line.text.startsWith("- ")) break;
      const text = line.text.slice(2);
      if (text.startsWith(" ") || text.startsWith("#") || text.startsWith("- ")) throw UNCERTAIN;
      if (KEY.test(text)) {
        this.#lines[this.#at] = { indent: indent + 2, text };
        items.push(this.#mapping(indent + 2));
      } else {
        this.#at += 1;
        items.push(scalarOrFlow(text));
      }
      if ((this.#line?.indent ?? -1) > indent) throw UNCERTAIN;
    }
    return items;
  }
}

function scalarOrFlow(text: string): unknown {
  return text.startsWith("[") || text.startsWith("{") ? flowValue(text) : plainScalar(text);
}

/**
 * The value of a YAML text that is written as most properties files are: blocks of keys and items, words, quoted text,
 * lists and mappings on one line. Null where anything else is in it, for a whole parser to read: it never differs.
 */
export function readPlainYaml(text: string): Dict | null {
  if (UNUSUAL.test(text)) return null;
  try {
    return new Reader(linesOf(text)).document();
  } catch (error) {
    if (error === UNCERTAIN) return null;
    throw error;
  }
}
