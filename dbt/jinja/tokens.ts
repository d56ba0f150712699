import { JinjaError } from "./errors.js";
import type { SourcePosition, SourceText } from "./source.js";
import { integerValue } from "./numbers.js";

/** A token of an expression; the last of a list is the `end` token at the closing delimiter. */
export interface Token {
  readonly kind: "name" | "string" | "integer" | "float" | "operator" | "end";
  /** As written; for a string, its value. */
  readonly text: string;
  readonly number: number | bigint;
  readonly position: SourcePosition;
  /** Offset of the token in the source. */
  readonly start: number;
}

interface TokenRun {
  readonly tokens: readonly Token[];
  /** Offset after the closing delimiter. */
  readonly end: number;
  /** The closing delimiter asks to strip the white space after it. */
  readonly trimAfter: boolean;
}

const SPACE = /\s+/y;
const CLOSE = { "}}": /-?\}\}/y, "%}": /[-+]?%\}/y };
const FLOAT = /(?<!\.)\d+(?:_\d+)*(?:(?:\.\d+(?:_\d+)*)?[eE][+-]?\d+(?:_\d+)*|\.\d+(?:_\d+)*)/y;
const INTEGER = /0[bB][01_]+|0[oO][0-7_]+|0[xX][\da-fA-F_]+|\d+(?:_\d+)*/y;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}_]*/uy;
const STRING = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y;
const OPERATOR = /\*\*|\/\/|==|!=|<=|>=|[-+*/%~|.,:()[\]{}<>=]/y;

/** Reads the expression tokens from `start` to the closing delimiter. */
export function readTokens(source: SourceText, start: number, close: "}}" | "%}"): TokenRun {
  const tokens: Token[] = [];
  const open: Token[] = [];
  let offset = start;
  for (;;) {
    offset += matchAt(SPACE, source, offset)?.length ?? 0;
    const closing = open.length > 0 ? undefined : matchAt(CLOSE[close], source, offset);
    if (closing !== undefined) {
      tokens.push(tokenAt(source, offset, "end", closing));
      return { tokens, end: offset + closing.length, trimAfter: closing.startsWith("-") };
    }
    const { token, length } = nextToken(source, offset, open.at(-1), close);
    tokens.push(token);
    trackBrackets(open, token);
    offset += length;
  }
}

const CLOSING = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

function trackBrackets(open: Token[], token: Token): void {
  if (token.kind !== "operator") return;
  if (CLOSING.has(token.text)) open.push(token);
  if (!")]}".includes(token.text)) return;
  const opened = open.pop();
  const expected = opened && CLOSING.get(opened.text);
  if (expected === token.text) return;
  const wanted = expected === undefined ? "" : `, expected '${expected}'`;
  throw new JinjaError(`unexpected '${token.text}'${wanted}`, token.position);
}

function nextToken(
  source: SourceText,
  offset: number,
  opened: Token | undefined,
  close: string,
): { token: Token; length: number } {
  const string = matchAt(STRING, source, offset);
  if (string !== undefined) {
    const value = unescapeString(string.slice(1, -1).replace(/\r\n?/g, "\n"));
    return { token: tokenAt(source, offset, "string", value), length: string.length };
  }
  const kinds = [
    ["float", FLOAT],
    ["integer", INTEGER],
    ["name", NAME],
    ["operator", OPERATOR],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const text = matchAt(pattern, source, offset);
    if (text !== undefined) {
      return { token: tokenAt(source, offset, kind, text), length: text.length };
    }
  }
  const position = source.positionAt(offset);
  const character = source.text[offset];
  if (character === undefined) {
    const wanted = (opened && CLOSING.get(opened.text)) ?? close;
    throw new JinjaError(`unexpected end of template, expected '${wanted}'`, position);
  }
  if (character === '"' || character === "'") {
    throw new JinjaError("this string is not closed", position);
  }
  throw new JinjaError(`unexpected character '${character}'`, position);
}

function tokenAt(source: SourceText, start: number, kind: Token["kind"], text: string): Token {
  const digits = text.replaceAll("_", "");
  const number =
    kind === "integer" ? integerValue(BigInt(digits)) : kind === "float" ? Number(digits) : 0;
  return { kind, text, number, position: source.positionAt(start), start };
}

function matchAt(pattern: RegExp, source: SourceText, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source.text)?.[0];
}

const ESCAPES = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["\n", ""],
]);

/** Python's string escapes; an unknown one stays as written. */
function unescapeString(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/g,
    (match: string, x?: string, u?: string, long?: string, octal?: string, simple: string = "") => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
      return ESCAPES.get(simple) ?? match;
    },
  );
}
