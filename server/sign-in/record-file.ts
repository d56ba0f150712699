import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { replaceFile } from "../../warehouse/durable-file.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";

const LOCK_STALE_MS = 10_000;
const LOCK_PATIENCE_MS = 5_000;

/**
 * A small YAML file of records by name that only its owner may read. It is read again whenever it has changed, so that
 * several processes over one data directory agree, and replaced as a whole.
 */
export class RecordFile<T> {
  readonly #path: string;
  readonly #schema: z.ZodType<Record<string, T>>;
  #stamp = "";
  #records: ReadonlyMap<string, T> = new Map();

  constructor(path: string, record: z.ZodType<T>) {
    this.#path = path;
    this.#schema = z.record(z.string(), record);
  }

  /** @throws GranaryError ACCESS_FILE_INVALID */
  read(): ReadonlyMap<string, T> {
    const found = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    const stamp = found
      ? `${String(found.ino)}:${String(found.mtimeNs)}:${String(found.size)}`
      : "none";
    if (stamp !== this.#stamp) {
      this.#records = found ? this.#parse() : new Map();
      this.#stamp = stamp;
    }
    return this.#records;
  }

  /** Reads, changes and replaces the file while no other process does. */
  change(change: (records: Map<string, T>) => void): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    const unlock = this.#lock();
    try {
      const records = new Map(this.read());
      change(records);
      const body = stringify(Object.fromEntries(records), { lineWidth: 0 });
      replaceFile(this.#path, records.size === 0 ? "{}\n" : body, 0o600);
    } finally {
      unlock();
    }
  }

  #parse(): ReadonlyMap<string, T> {
    try {
      const values = this.#schema.parse(parse(readFileSync(this.#path, "utf8")) ?? {});
      return new Map(Object.entries(values));
    } catch (error) {
      const words =
        error instanceof z.ZodError
          ? error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`)
          : [messageOf(error).split("\n", 1)[0] ?? ""];
      throw new GranaryError("ACCESS_FILE_INVALID", {
        message: `${basename(this.#path)} cannot be read.`,
        details: words,
        hint: "Mend the file, or restore it from a copy; nobody can sign in until then.",
      });
    }
  }

  #lock(): () => void {
    const lock = `${this.#path}.lock`;
    const deadline = Date.now() + LOCK_PATIENCE_MS;
    for (;;) {
      try {
        closeSync(openSync(lock, "wx", 0o600));
        return () => {
          rmSync(lock, { force: true });
        };
      } catch (error) {
        const taken = error instanceof Error && "code" in error && error.code === "EEXIST";
        if (!taken || Date.now() > deadline) throw error;
        const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
        if (age > LOCK_STALE_MS) rmSync(lock, { force: true });
        else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      }
    }
  }
}
