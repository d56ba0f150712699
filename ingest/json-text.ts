/** A value's place in a JSON text. */
export interface Slice {
  start: number;
  end: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const DEEPEST = 256;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** A text that is not JSON, for example because its end is missing. */
export class JsonFault extends Error {}

/**
 * Where the one value of a JSON text stands. Values stay text: numbers keep every digit they were written with.
 *
 * @throws JsonFault
 */
export function jsonRoot(text: string): Slice {
  const start = skipBlank(text, 0);
  const end = skipValue(text, start, 0);
  if (skipBlank(text, end) < text.length) throw fault(text, end);
  return { start, end };
}

/** The members of the object at `at`, keys decoded. Nothing for a value of another kind. */
export function* members(text: string, at: Slice): Generator<[key: string, value: Slice]> {
  if (text.charCodeAt(at.start) !== OPEN_OBJECT) return;
  let next = skipBlank(text, at.start + 1);
  while (text.charCodeAt(next) === QUOTE) {
    const keyEnd = skipString(text, next);
    const start = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const end = skipValue(text, start, 0);
    yield [JSON.parse(text.slice(next, keyEnd)) as string, { start, end }];
    next = skipBlank(text, end);
    if (text.charCodeAt(next) === COMMA) next = skipBlank(text, next + 1);
  }
}

/** The elements of the array at `at`. Nothing for a value of another kind. */
export function* elements(text: string, at: Slice): Generator<Slice> {
  if (kindOf(text, at) !== "array") return;
  let next = skipBlank(text, at.start + 1);
  while (next < at.end - 1) {
    const end = skipValue(text, next, 0);
    yield { start: next, end };
    next = skipBlank(text, end);
    if (text.charCodeAt(next) === COMMA) next = skipBlank(text, next + 1);
  }
}

/** The value at a path of member names below `at`; "$" and "" are `at` itself. A name may itself hold dots. */
export function valueAt(text: string, at: Slice, path: string): Slice | undefined {
  const names = path.replace(/^\$\.?/, "").split(".");
  return path === "$" || path === "" ? at : valueBelow(text, at, names);
}

function valueBelow(text: string, at: Slice, names: readonly string[]): Slice | undefined {
  if (names.length === 0) return at;
  const found = new Map(members(text, at));
  for (let taken = names.length; taken > 0; taken -= 1) {
    const value = found.get(names.slice(0, taken).join("."));
    const below = value && valueBelow(text, value, names.slice(taken));
    if (below !== undefined) return below;
  }
  return undefined;
}

type Kind = "object" | "array" | "string" | "number" | "boolean" | "null";

export function kindOf(text: string, at: Slice): Kind {
  const first = text[at.start];
  if (first === "{") return "object";
  if (first === "[") return "array";
  if (first === '"') return "string";
  if (first === "n") return "null";
  return first === "t" || first === "f" ? "boolean" : "number";
}

/** A string decoded, any other scalar as written; undefined for null. */
export function scalarText(text: string, at: Slice): string | undefined {
  const raw = text.slice(at.start, at.end);
  if (raw === "null") return undefined;
  return raw.startsWith('"') ? (JSON.parse(raw) as string) : raw;
}

function skipValue(text: string, at: number, depth: number): number {
  if (depth > DEEPEST) throw new JsonFault(`nested deeper than ${String(DEEPEST)}`);
  switch (text.charCodeAt(at)) {
    case QUOTE:
      return skipString(text, at);
    case OPEN_OBJECT:
      return skipList(text, at, CLOSE_OBJECT, (start) => {
        const colon = skipBlank(text, skipString(text, start));
        if (text.charCodeAt(colon) !== COLON) throw fault(text, colon);
        return skipValue(text, skipBlank(text, colon + 1), depth + 1);
      });
    case OPEN_ARRAY:
      return skipList(text, at, CLOSE_ARRAY, (start) => skipValue(text, start, depth + 1));
    default: {
      const end = matchEnd(NUMBER, text, at) ?? matchEnd(WORD, text, at);
      if (end === undefined) throw fault(text, at);
      return end;
    }
  }
}

function skipList(
  text: string,
  at: number,
  close: number,
  skipItem: (start: number) => number,
): number {
  let next = skipBlank(text, at + 1);
  if (text.charCodeAt(next) === close) return next + 1;
  for (;;) {
    next = skipBlank(text, skipItem(next));
    const code = text.charCodeAt(next);
    if (code === close) return next + 1;
    if (code !== COMMA) throw fault(text, next);
    next = skipBlank(text, next + 1);
  }
}

function skipString(text: string, at: number): number {
  if (text.charCodeAt(at) !== QUOTE) throw fault(text, at);
  for (let next = at + 1; next < text.length;) {
    const code = text.charCodeAt(next);
    if (code === QUOTE) return next + 1;
    if (code < 32) throw fault(text, next);
    const end = code === BACKSLASH ? matchEnd(ESCAPE, text, next) : next + 1;
    if (end === undefined) throw fault(text, next);
    next = end;
  }
  throw fault(text, text.length);
}

function skipBlank(text: string, at: number): number {
  let next = at;
  for (;;) {
    const code = text.charCodeAt(next);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return next;
    next += 1;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function fault(text: string, at: number): JsonFault {
  return new JsonFault(
    at >= text.length ? "ends in the middle" : `is not JSON at character ${String(at + 1)}`,
  );
}
