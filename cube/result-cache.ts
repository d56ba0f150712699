import { CubeResultStore } from "./cube-packages.js";

interface Entry {
  value: unknown;
  cells: number;
  /** Milliseconds since the epoch. */
  expires: number;
}

/** About 50 MB: a cell is a short string. */
const DEFAULT_MAX_CELLS = 1_000_000;

/**
 * The answers of one version, least recently used out first. Cube's own store is one for the whole process and empties
 * itself only of what is asked for again, so with every publication a version's answers would stay in memory for good.
 */
export class ResultCache extends CubeResultStore {
  readonly #entries = new Map<string, Entry>();
  readonly #maxCells: number;
  #cells = 0;

  /** @param maxCells rows times columns kept at most; an answer above a quarter of it is not kept */
  constructor(maxCells = DEFAULT_MAX_CELLS) {
    super();
    this.#maxCells = maxCells;
  }

  override get(key: string): Promise<unknown> {
    const entry = this.#entries.get(key);
    if (!entry) return Promise.resolve(undefined);
    this.#drop(key);
    if (entry.expires < Date.now()) return Promise.resolve(undefined);
    this.#keep(key, entry);
    return Promise.resolve(entry.value);
  }

  override set(
    key: string,
    value: unknown,
    seconds: number,
  ): Promise<{ key: string; bytes: number }> {
    this.#drop(key);
    const cells = cellsOf(value);
    if (cells <= this.#maxCells / 4) {
      this.#keep(key, { value, cells, expires: Date.now() + seconds * 1000 });
    }
    for (const oldest of this.#entries.keys()) {
      if (this.#cells <= this.#maxCells) break;
      this.#drop(oldest);
    }
    return Promise.resolve({ key, bytes: 0 });
  }

  override remove(key: string): Promise<void> {
    this.#drop(key);
    return Promise.resolve();
  }

  override keysStartingWith(prefix: string): Promise<string[]> {
    return Promise.resolve([...this.#entries.keys()].filter((key) => key.startsWith(prefix)));
  }

  #keep(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#cells += entry.cells;
  }

  #drop(key: string): void {
    this.#cells -= this.#entries.get(key)?.cells ?? 0;
    this.#entries.delete(key);
  }
}

/** Cube stores `{ result: rows, … }`; anything else counts as one cell. */
function cellsOf(value: unknown): number {
  if (typeof value !== "object" || value === null || !("result" in value)) return 1;
  const rows = value.result;
  if (!Array.isArray(rows)) return 1;
  const first: unknown = rows[0];
  return 1 + rows.length * Object.keys(typeof first === "object" && first ? first : {}).length;
}
