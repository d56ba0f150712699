interface Attempts {
  count: number;
  /** Milliseconds since the epoch. */
  last: number;
}

const FREE_PER_USER = 5;
const FREE_PER_ADDRESS = 40;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;
const FORGET_AFTER_MS = 60 * 60_000;
const MAX_REMEMBERED = 20_000;

/**
 * Slows down guessing: after a few failures of a name from an address, or many from one address, each further one must
 * wait twice as long as the one before.
 */
export class SignInThrottle {
  readonly #attempts = new Map<string, Attempts>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts an attempt before it is judged, so that many at once gain nothing; seconds to wait, 0 to go on. */
  begin(user: string, address: string): number {
    const keys: [string, number][] = [
      [`${user}\0${address}`, FREE_PER_USER],
      [`\0${address}`, FREE_PER_ADDRESS],
    ];
    const now = this.#now();
    const wait = Math.max(...keys.map(([key, free]) => this.#waitOf(key, free, now)));
    if (wait > 0) return Math.ceil(wait / 1000);
    for (const [key] of keys) this.#count(key, now);
    return 0;
  }

  /** A right password: what the name got wrong from there is forgotten. */
  succeed(user: string, address: string): void {
    this.#attempts.delete(`${user}\0${address}`);
    const shared = this.#attempts.get(`\0${address}`);
    if (shared) shared.count -= 1;
  }

  #waitOf(key: string, free: number, now: number): number {
    const known = this.#attempts.get(key);
    if (!known || known.count < free) return 0;
    if (now - known.last > FORGET_AFTER_MS) return 0;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(known.count - free, 20), LONGEST_WAIT_MS);
    return known.last + wait - now;
  }

  #count(key: string, now: number): void {
    const known = this.#attempts.get(key);
    const recent = known && now - known.last <= FORGET_AFTER_MS ? known.count : 0;
    this.#attempts.delete(key);
    this.#attempts.set(key, { count: recent + 1, last: now });
    for (const oldest of this.#attempts.keys()) {
      if (this.#attempts.size <= MAX_REMEMBERED) break;
      this.#attempts.delete(oldest);
    }
  }
}
