import { sniffDelimiter } from "./dialect.js";

const LINE_FEED = 10;

interface CommentedText {
  /** A line that begins with it is no data. */
  comment: string;
  /** Empty where quotes have no meaning. */
  quote: string;
  escape: string;
  delimiter: string | undefined;
}

/** Takes lines that begin with a sign out of a text, and knows afterwards where the others stood. */
export class CommentLines {
  private readonly text: CommentedText;
  private readonly sign: Buffer;
  private delimiter: Buffer | undefined;
  private quoted = false;
  private kept = 0;
  private removed = 0;
  /** Ascending: how many lines were kept before a run of comments, and removed with it. */
  private readonly runs: { kept: number; removed: number }[] = [];

  constructor(text: CommentedText) {
    this.text = text;
    this.sign = Buffer.from(text.comment);
  }

  /** @param chunks whole lines each, but for the last */
  async *without(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      const quotes = this.quoted || (this.text.quote !== "" && bytes.includes(this.text.quote));
      const kept: Buffer[] = [];
      let from = 0;
      for (let start = 0; start < bytes.length;) {
        const feed = bytes.indexOf(LINE_FEED, start);
        const end = feed < 0 ? bytes.length : feed + 1;
        if (this.isComment(bytes, start)) {
          if (start > from) kept.push(bytes.subarray(from, start));
          from = end;
          this.remove();
        } else {
          this.kept += 1;
          if (quotes) this.passQuotes(bytes.subarray(start, end));
          else this.delimiter ??= this.delimiterOf(bytes.subarray(start, end));
        }
        start = end;
      }
      if (from < bytes.length) kept.push(bytes.subarray(from));
      yield* kept;
    }
  }

  /** The line of the text as it was that is this line now, both from 1. */
  lineOf(line: number): number {
    let [low, high] = [0, this.runs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.runs[middle]?.kept ?? 0) < line) low = middle + 1;
      else high = middle;
    }
    return line + (this.runs[low - 1]?.removed ?? 0);
  }

  private isComment(bytes: Buffer, start: number): boolean {
    const { sign } = this;
    if (this.quoted || bytes[start] !== sign[0]) return false;
    return sign.length === 1 || bytes.subarray(start, start + sign.length).equals(sign);
  }

  private remove(): void {
    this.removed += 1;
    const last = this.runs.at(-1);
    if (last?.kept === this.kept) last.removed = this.removed;
    else this.runs.push({ kept: this.kept, removed: this.removed });
  }

  private delimiterOf(line: Buffer): Buffer {
    const { delimiter, quote } = this.text;
    return Buffer.from(delimiter ?? sniffDelimiter(line.toString(), quote) ?? ",");
  }

  /** Sets whether the line ends inside a quoted value. A quote opens one only at the beginning of a field. */
  private passQuotes(line: Buffer): void {
    const delimiter = (this.delimiter ??= this.delimiterOf(line));
    const [quote, escape] = [this.text.quote.charCodeAt(0), this.text.escape.charCodeAt(0)];
    let fieldStart = this.quoted ? -1 : 0;
    if (!this.quoted && !line.includes(quote)) return;
    for (let i = 0; i < line.length; i += 1) {
      if (this.quoted) {
        if (line[i] === escape && (escape !== quote || line[i + 1] === quote)) i += 1;
        else if (line[i] === quote) this.quoted = false;
      } else if (line[i] === quote && i === fieldStart) this.quoted = true;
      else if (line.subarray(i, i + delimiter.length).equals(delimiter)) {
        i += delimiter.length - 1;
        fieldStart = i + 1;
      }
    }
  }
}
