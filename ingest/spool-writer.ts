import { createHash, type Hash } from "node:crypto";
import { open, rm, type FileHandle } from "node:fs/promises";

const FLUSH_AT = 1 << 20;
/** Pieces below this are copied together before they are written. */
const COPIED = 1 << 17;

/** A local file written piece by piece and hashed on the way. `append` buffers; `drain` lets the disk keep up. */
export class SpoolWriter {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash("sha256");
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #bytes = 0;
  #writing = false;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Begins a spool with its header line, or with nothing where the source writes it. */
  static async create(path: string, names?: readonly string[]): Promise<SpoolWriter> {
    const writer = new SpoolWriter(path, await open(path, "w"));
    if (names === undefined) return writer;
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",");
    writer.append(Buffer.from(`${header}\n`));
    return writer;
  }

  /** True when enough is buffered for `drain` to be worth its while. */
  get full(): boolean {
    return this.#pendingBytes >= FLUSH_AT;
  }

  /** True when everything appended stands in the file. */
  get idle(): boolean {
    return this.#pendingBytes === 0 && !this.#writing;
  }

  append(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  async drain(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#writing = true;
    for (const chunk of joined(pending)) {
      this.#bytes += chunk.length;
      this.#hash.update(chunk);
      for (let at = 0; at < chunk.length;) {
        at += (await this.#handle.write(chunk, at)).bytesWritten;
      }
    }
    this.#writing = false;
  }

  /** Closes the file; it is whole. */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    await this.drain();
    await this.#handle.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Closes and removes a file that will not be finished. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}

/** Short pieces that follow each other as one: a write costs more than a copy of them. */
function joined(pieces: readonly Uint8Array[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  let short: Uint8Array[] = [];
  const flush = (): void => {
    if (short.length > 0)
      found.push(short.length === 1 && short[0] ? short[0] : Buffer.concat(short));
    short = [];
  };
  for (const piece of pieces) {
    if (piece.length < COPIED) short.push(piece);
    else {
      flush();
      found.push(piece);
    }
  }
  flush();
  return found;
}
