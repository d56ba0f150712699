import { createHash, type Hash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** A finished file: records it holds (a heading is none), and the SHA-256 of its bytes in hex. */
export interface WrittenFile {
  rows: number;
  bytes: number;
  sha256: string;
}

const BUFFER_CHARACTERS = 1 << 18;

/** A text file written record by record; at most one buffer of it is in memory. */
export class LineFile {
  readonly #handle: FileHandle;
  readonly #hash: Hash = createHash("sha256");
  #buffer = "";
  #rows = 0;
  #bytes = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** @param heading line in front of the records, for example the column names of a CSV file */
  static async create(path: string, heading?: string): Promise<LineFile> {
    mkdirSync(dirname(path), { recursive: true });
    const file = new LineFile(await open(path, "w"));
    if (heading !== undefined) file.#buffer = `${heading}\n`;
    return file;
  }

  async add(record: string): Promise<void> {
    this.#buffer += `${record}\n`;
    this.#rows += 1;
    if (this.#buffer.length >= BUFFER_CHARACTERS) await this.#flush();
  }

  async finish(): Promise<WrittenFile> {
    await this.#flush();
    await this.close();
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Lets go of the file, finished or not; safe to call again. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#buffer, "utf8");
    this.#buffer = "";
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#handle.writeFile(bytes);
  }
}

/** One CSV record (RFC 4180): a field is quoted where it needs to be, undefined is empty. */
export function csvRecord(fields: readonly (string | number | undefined)[]): string {
  return fields.map((field) => csvField(String(field ?? ""))).join(",");
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
