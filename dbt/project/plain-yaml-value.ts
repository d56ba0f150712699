import type { Dict } from "../plain.js";

/** Thrown where a text may mean something that is not read here. */
export const UNCERTAIN = new Error("not plainly written YAML");

const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:null|Null|NULL)$/;
const WHOLE = /^(?:0|[1-9]\d{0,14})$/;
/** Begins like a word or a path, so that it is neither a number nor a sign of YAML's. */
const TEXT = /^[A-Za-z_/($]/;
const QUOTED = /^(?:'((?:[^']|'')*)'|"([^"\\]*)")(?: +#.*)?$/;
const FLOW_WORD = /[A-Za-z_][\w .+/()-]*/y;
const FLOW_WHOLE = /\d+(?=[ ,\]}])/y;
const FLOW_QUOTED = /'((?:[^']|'')*)'|"([^"\\]*)"/y;
const FLOW_KEY = /([A-Za-z_][\w.+-]*): +/y;
const SPACES = / */y;
const COMMENT = / +#.*$/;

function word(text: string): unknown {
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  return NULL.test(text) ? null : text;
}

function unquoted(single: string | undefined, double: string | undefined): string {
  return single === undefined ? (double ?? "") : single.replaceAll("''", "'");
}

/** A scalar that takes the rest of its line. Throws UNCERTAIN. */
export function plainScalar(written: string): unknown {
  if (written.startsWith("'") || written.startsWith('"')) {
    const [whole, single, double] = QUOTED.exec(written.trimEnd()) ?? [];
    if (whole === undefined) throw UNCERTAIN;
    return unquoted(single, double);
  }
  const text = written.replace(COMMENT, "").replace(/ +$/, "");
  if (WHOLE.test(text)) return Number(text);
  if (!TEXT.test(text) || text.includes(": ") || text.endsWith(":")) throw UNCERTAIN;
  return word(text);
}

/** Reads a list or mapping that begins and ends on one line. */
class FlowReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value();
    const rest = this.#text.slice(this.#at);
    if (rest.trimEnd() !== "" && !COMMENT.test(rest)) throw UNCERTAIN;
    if (/^[^ ]/.test(rest)) throw UNCERTAIN;
    return value;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #takes(sign: string): boolean {
    this.#match(SPACES);
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #value(): unknown {
    if (this.#takes("[")) return this.#list();
    if (this.#takes("{")) return this.#mapping();
    const quoted = this.#match(FLOW_QUOTED);
    if (quoted !== null) return unquoted(quoted[1], quoted[2]);
    const whole = this.#match(FLOW_WHOLE)?.[0];
    if (whole !== undefined && WHOLE.test(whole)) return Number(whole);
    const text = this.#match(FLOW_WORD)?.[0];
    const next = this.#text[this.#at];
    if (text === undefined || (next !== "," && next !== "]" && next !== "}")) throw UNCERTAIN;
    return word(text.replace(/ +$/, ""));
  }

  #list(): unknown[] {
    const items: unknown[] = [];
    if (this.#takes("]")) return items;
    do items.push(this.#value());
    while (this.#takes(","));
    if (!this.#takes("]")) throw UNCERTAIN;
    return items;
  }

  #mapping(): Dict {
    const mapping: Dict = {};
    if (this.#takes("}")) return mapping;
    do {
      this.#match(SPACES);
      const key = this.#match(FLOW_KEY)?.[1];
      if (key === undefined || Object.hasOwn(mapping, key)) throw UNCERTAIN;
      if (key === "__proto__" || /^[yn]$/i.test(key) || word(key) !== key) throw UNCERTAIN;
      mapping[key] = this.#value();
    } while (this.#takes(","));
    if (!this.#takes("}")) throw UNCERTAIN;
    return mapping;
  }
}

/** A list or mapping written on one line. Throws UNCERTAIN. */
export function flowValue(text: string): unknown {
  return new FlowReader(text).whole();
}
