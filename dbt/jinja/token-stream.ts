import { JinjaError } from "./errors.js";
import type { Token } from "./tokens.js";

/** The tokens of one tag, read from the front. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.peek(0);
  }

  get atEnd(): boolean {
    return this.current.kind === "end";
  }

  peek(ahead: number): Token {
    const token = this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)];
    if (!token) throw new Error("A tag has at least its closing token");
    return token;
  }

  next(): Token {
    const token = this.current;
    if (token.kind !== "end") this.#index++;
    return token;
  }

  /** Whether the current token is this operator or keyword. */
  at(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && (token.kind === "operator" || token.kind === "name");
  }

  take(text: string): Token | undefined {
    return this.at(text) ? this.next() : undefined;
  }

  need(text: string): Token {
    return this.take(text) ?? this.fail(`expected '${text}'`);
  }

  needName(): Token {
    return this.current.kind === "name" ? this.next() : this.fail("expected a name");
  }

  /** The end of a statement tag, which may be written with a colon as in Python. */
  needTagEnd(): void {
    if (this.peek(1).kind === "end") this.take(":");
    this.needEnd();
  }

  needEnd(): void {
    if (!this.atEnd) this.fail("expected the end of the tag");
  }

  fail(expected: string): never {
    const found = this.atEnd ? "the tag ends here" : `found '${this.current.text}'`;
    throw new JinjaError(`${expected}, ${found}`, this.current.position);
  }
}
