interface Waiting {
  readonly alone: boolean;
  readonly go: () => void;
}

/** Lets a few tasks run at a time, in the order they came; a task that must be alone waits until the others are done. */
export class Turns {
  readonly #places: number;
  readonly #queue: Waiting[] = [];
  #running = 0;
  #aloneRuns = false;

  constructor(places: number) {
    this.#places = places;
  }

  /** @throws the signal's reason where it is aborted before the turn comes */
  async run<T>(
    task: () => Promise<T>,
    options: { signal: AbortSignal; alone?: boolean },
  ): Promise<T> {
    await this.#turn(options.signal, options.alone ?? false);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#aloneRuns = false;
      this.#admit();
    }
  }

  #turn(signal: AbortSignal, alone: boolean): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        alone,
        go: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      const leave = (): void => {
        const place = this.#queue.indexOf(waiting);
        if (place < 0) return;
        this.#queue.splice(place, 1);
        reject(signal.reason as Error);
        this.#admit();
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#queue.push(waiting);
      this.#admit();
    });
  }

  #admit(): void {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const free = next.alone ? this.#running === 0 : this.#running < this.#places;
      if (!free || this.#aloneRuns) return;
      this.#queue.shift();
      this.#running += 1;
      this.#aloneRuns = next.alone;
      next.go();
    }
  }
}
