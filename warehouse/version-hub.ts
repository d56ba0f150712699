import { statSync } from "node:fs";
import type { GranaryConfig } from "./config.js";
import { openVersion, type VersionReader } from "./version-reader.js";
import { nothingPublished, pointerFile, readCurrent, versionsDir } from "./versions.js";

/** A version held open for one reader's use; `release` may be called more than once. */
export interface Lease {
  readonly reader: VersionReader;
  release(): void;
}

interface Held {
  opening: Promise<VersionReader>;
  leases: number;
  /** When the last lease ended while the version was no longer current; Infinity while in use or current. */
  idleSince: number;
}

interface HubOptions {
  /** Milliseconds a superseded version stays open unused, for boards that are still pinned to it. */
  graceMs?: number;
  /** Superseded unused versions kept open at most. */
  maxIdle?: number;
}

/**
 * Hands out published versions to the readers of one process. A new publication is noticed by the pointer file at the
 * next `acquire`; whoever holds an older version keeps it until release.
 */
export class VersionHub {
  readonly #config: Pick<GranaryConfig, "dataDir" | "engine">;
  readonly #graceMs: number;
  readonly #maxIdle: number;
  readonly #held = new Map<number, Held>();
  readonly #listeners: ((version: number) => void)[] = [];
  #pointerStamp = "";
  #current: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(config: Pick<GranaryConfig, "dataDir" | "engine">, options: HubOptions = {}) {
    this.#config = config;
    this.#graceMs = options.graceMs ?? 60_000;
    this.#maxIdle = options.maxIdle ?? 3;
  }

  /** Calls `listener` with the number of each version this hub has closed. */
  onClose(listener: (version: number) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Holds a version open until released; without a number the one that is current now.
   *
   * @throws GranaryError VERSION_NONE, VERSION_UNKNOWN, VERSION_DAMAGED
   */
  async acquire(version?: number): Promise<Lease> {
    if (this.#closed) throw new Error("the version hub is closed");
    const wanted = version ?? this.#currentNumber();
    if (wanted === undefined) throw nothingPublished(versionsDir(this.#config));
    const held = this.#held.get(wanted);
    if (held) return this.#lease(held);
    const opening = openVersion(this.#config, wanted);
    const entry: Held = { opening, leases: 0, idleSince: Infinity };
    this.#held.set(wanted, entry);
    try {
      return await this.#lease(entry);
    } catch (error) {
      if (this.#held.get(wanted) === entry) this.#held.delete(wanted);
      // The current version may have been replaced and deleted while it was being opened.
      if (version === undefined && this.#currentNumber() !== wanted) return this.acquire();
      throw error;
    }
  }

  /** Closes everything; leases still held become invalid. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const [version, held] of this.#held) await this.#closeHeld(version, held);
  }

  async #lease(held: Held): Promise<Lease> {
    held.leases += 1;
    held.idleSince = Infinity;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      held.leases -= 1;
      if (held.leases === 0) held.idleSince = Date.now();
      this.#tidy();
    };
    try {
      return { reader: await held.opening, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #currentNumber(): number | undefined {
    const stamp = this.#stamp();
    if (stamp !== this.#pointerStamp) {
      this.#current = readCurrent(this.#config)?.version;
      this.#pointerStamp = stamp;
      this.#tidy();
    }
    return this.#current;
  }

  #stamp(): string {
    const found = statSync(pointerFile(versionsDir(this.#config)), {
      bigint: true,
      throwIfNoEntry: false,
    });
    return found ? `${String(found.ino)}:${String(found.mtimeNs)}:${String(found.size)}` : "none";
  }

  #tidy(): void {
    if (this.#closed) return;
    const idle = [...this.#held]
      .filter(([version, held]) => version !== this.#current && held.leases === 0)
      .sort(([, a], [, b]) => b.idleSince - a.idleSince);
    const now = Date.now();
    idle.forEach(([version, held], rank) => {
      if (held.idleSince === Infinity) held.idleSince = now;
      if (rank >= this.#maxIdle || now - held.idleSince >= this.#graceMs) {
        void this.#closeHeld(version, held);
      }
    });
    clearTimeout(this.#timer);
    if (idle.length > 0) {
      this.#timer = setTimeout(() => {
        this.#tidy();
      }, this.#graceMs);
      this.#timer.unref();
    }
  }

  async #closeHeld(version: number, held: Held): Promise<void> {
    this.#held.delete(version);
    const reader = await held.opening.catch(() => undefined);
    if (!reader) return;
    reader.close();
    for (const listener of this.#listeners) listener(version);
  }
}
