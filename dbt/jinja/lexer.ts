import { JinjaError } from "./errors.js";
import type { SourcePosition, SourceText } from "./source.js";
import { readTokens } from "./tokens.js";
import type { Token } from "./tokens.js";

/** A piece of a template: text, `{{ ... }}` or `{% ... %}`; comments are gone and raw blocks are text. */
export type Segment = TextSegment | TagSegment;

interface TextSegment {
  readonly kind: "text";
  readonly text: string;
}

export interface TagSegment {
  readonly kind: "output" | "statement";
  readonly tokens: readonly Token[];
  readonly position: SourcePosition;
  /** Offsets of the whole tag, delimiters included. */
  readonly start: number;
  readonly end: number;
}

export function lexTemplate(source: SourceText): readonly Segment[] {
  return new Lexer(source).run();
}

class Lexer {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #segments: Segment[] = [];
  #offset = 0;
  #trimNext = false;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text.replace(/(?:\r\n|\r|\n)$/, "");
  }

  run(): readonly Segment[] {
    const opening = /\{[{%#]/g;
    for (;;) {
      opening.lastIndex = this.#offset;
      const match = opening.exec(this.#text);
      const start = match?.index ?? this.#text.length;
      this.#pushText(this.#text.slice(this.#offset, start), this.#text[start + 2] === "-");
      if (!match) return this.#segments;
      if (match[0] === "{#") this.#skipComment(start);
      else this.#readTag(start, match[0] === "{{" ? "output" : "statement");
    }
  }

  #pushText(raw: string, trimEnd: boolean): void {
    let text = raw.replace(/\r\n?/g, "\n");
    if (this.#trimNext) text = text.trimStart();
    if (trimEnd) text = text.trimEnd();
    this.#trimNext = false;
    if (text !== "") this.#segments.push({ kind: "text", text });
  }

  #skipComment(start: number): void {
    const end = this.#text.indexOf("#}", start + 2);
    if (end < 0) {
      throw new JinjaError("this comment is not closed", this.#source.positionAt(start));
    }
    this.#trimNext = this.#text[end - 1] === "-" && end - 1 > start + 1;
    this.#offset = end + 2;
  }

  #readTag(start: number, kind: "output" | "statement"): void {
    const sign = this.#text[start + 2];
    const from = start + (sign === "-" || sign === "+" ? 3 : 2);
    const { tokens, end, trimAfter } = readTokens(
      this.#source,
      from,
      kind === "output" ? "}}" : "%}",
    );
    this.#offset = end;
    this.#trimNext = trimAfter;
    const [first, second] = tokens;
    if (kind === "statement" && first?.text === "raw" && second?.kind === "end") {
      this.#readRaw(start);
      return;
    }
    const position = this.#source.positionAt(start);
    this.#segments.push({ kind, tokens, position, start, end });
  }

  #readRaw(start: number): void {
    const closing = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
    closing.lastIndex = this.#offset;
    const match = closing.exec(this.#text);
    if (!match) {
      throw new JinjaError("{% raw %} without {% endraw %}", this.#source.positionAt(start));
    }
    this.#pushText(this.#text.slice(this.#offset, match.index), match[1] === "-");
    this.#offset = closing.lastIndex;
    this.#trimNext = match[2] === "-";
  }
}
