interface Flight<T> {
  readonly landing: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Nobody waits for the answer any more. */
export class AbandonedError extends Error {
  constructor() {
    super("nobody waits for this answer any more");
    this.name = "AbandonedError";
  }
}

/** Work that several want at the same time is done once, and is stopped when the last of them has gone. */
export class Flights<T> {
  readonly #flying = new Map<string, Flight<T>>();

  /** How many are under way. */
  get size(): number {
    return this.#flying.size;
  }

  /**
   * Waits for the work called `key`, starting it if nobody has.
   *
   * @param gone aborted when the caller does not wait any more; the call then throws {@link AbandonedError}
   */
  join(key: string, gone: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (gone.aborted) return Promise.reject(new AbandonedError());
    const flight = this.#flying.get(key) ?? this.#begin(key, start);
    flight.waiting += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        this.#leave(key, flight);
        reject(new AbandonedError());
      };
      gone.addEventListener("abort", leave, { once: true });
      void flight.landing.then(resolve, reject).finally(() => {
        gone.removeEventListener("abort", leave);
      });
    });
  }

  #begin(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const landing = start(controller.signal).finally(() => {
      if (this.#flying.get(key) === flight) this.#flying.delete(key);
    });
    const flight: Flight<T> = { landing, controller, waiting: 0 };
    // Whoever is left hears of a failure by joining; without anybody it is nobody's.
    landing.catch(() => undefined);
    this.#flying.set(key, flight);
    return flight;
  }

  #leave(key: string, flight: Flight<T>): void {
    flight.waiting -= 1;
    if (flight.waiting > 0) return;
    if (this.#flying.get(key) === flight) this.#flying.delete(key);
    flight.controller.abort(new AbandonedError());
  }
}
