import { createHash, type Hash } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A finished file: records it holds (a heading is none), and the SHA-256 of its bytes in hex. */
export interface WrittenFile {
  rows: number;
  bytes: number;
  sha256: string;
}

const BUFFER_BYTES = 1 << 16;
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const MOST_BYTES = 3;

/** A text file written line by line; at most one buffer of it is in memory, and it is open only while it is written. */
export class ExtractFile {
  readonly path: string;
  readonly #hash: Hash = createHash("sha256");
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;
  #rows = 0;
  #bytes = 0;

  /** @param heading line in front of the records, for example the column names of a CSV file */
  constructor(path: string, heading?: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, "w"));
    if (heading !== undefined) this.#write(`${heading}\n`);
  }

  add(line: string): void {
    this.#write(`${line}\n`);
    this.#rows += 1;
  }

  /** @param line with its line break; copied */
  addBytes(line: Uint8Array): void {
    if (this.#used + line.length > this.#buffer.length) this.#flush();
    if (line.length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(line.length);
    this.#buffer.set(line, this.#used);
    this.#used += line.length;
    this.#rows += 1;
  }

  finish(): WrittenFile {
    this.#flush();
    this.#buffer = Buffer.alloc(0);
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  #write(text: string): void {
    const most = text.length * MOST_BYTES;
    if (this.#used + most > this.#buffer.length) this.#flush();
    if (most > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(most);
    this.#used += this.#buffer.write(text, this.#used);
  }

  #flush(): void {
    const bytes = this.#buffer.subarray(0, this.#used);
    this.#used = 0;
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    const file = openSync(this.path, "a");
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    } finally {
      closeSync(file);
    }
  }
}
