import type { AnswerSource } from "./answered.js";

/** A complete answer as it goes out. */
export interface StoredAnswer {
  readonly body: Buffer;
  /** Strong: equal tags mean equal bytes. */
  readonly etag: string;
  readonly version: number;
  readonly rows: number;
  readonly source: AnswerSource;
  readonly rollups: readonly string[];
}

/** Bytes an entry costs beside its body. */
const OVERHEAD = 1024;

/** Answers by question, least recently used out first. Bounded in bytes, all versions together. */
export class AnswerCache {
  readonly #entries = new Map<string, StoredAnswer>();
  readonly #maxBytes: number;
  #bytes = 0;

  /** @param maxBytes an answer above a quarter of it is not kept */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): StoredAnswer | undefined {
    const found = this.#entries.get(key);
    if (!found) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  set(key: string, answer: StoredAnswer): void {
    this.#drop(key);
    const bytes = sizeOf(key, answer);
    if (bytes > this.#maxBytes / 4) return;
    this.#entries.set(key, answer);
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  /** Forgets the answers of a version. */
  dropVersion(version: number): void {
    for (const [key, answer] of this.#entries) if (answer.version === version) this.#drop(key);
  }

  /** Versions that hold memory here. */
  get versions(): ReadonlySet<number> {
    return new Set([...this.#entries.values()].map(({ version }) => version));
  }

  #drop(key: string): void {
    const found = this.#entries.get(key);
    if (!found) return;
    this.#entries.delete(key);
    this.#bytes -= sizeOf(key, found);
  }
}

function sizeOf(key: string, answer: StoredAnswer): number {
  return answer.body.length + key.length * 2 + OVERHEAD;
}
