/** A place in a template; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Turns offsets of one source text into positions. */
export class SourceText {
  readonly text: string;
  readonly #file: string;
  readonly #firstLine: number;
  readonly #lineStarts: readonly number[];

  constructor(text: string, file: string, firstLine = 1) {
    this.text = text;
    this.#file = file;
    this.#firstLine = firstLine;
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
    this.#lineStarts = starts;
  }

  positionAt(offset: number): SourcePosition {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return {
      file: this.#file,
      line: this.#firstLine + low,
      column: offset - (this.#lineStarts[low] ?? 0) + 1,
    };
  }
}
