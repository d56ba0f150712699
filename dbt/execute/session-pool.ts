import type { Adapter, AdapterSession } from "../adapters/adapter.js";

/** Connections in use by turns: as many as run at once, opened when first needed. */
export class SessionPool {
  readonly #adapter: Adapter;
  readonly #idle: AdapterSession[] = [];

  constructor(adapter: Adapter) {
    this.#adapter = adapter;
  }

  async use<Result>(work: (session: AdapterSession) => Promise<Result>): Promise<Result> {
    const session = this.#idle.pop() ?? (await this.#adapter.connect());
    try {
      return await work(session);
    } finally {
      this.#idle.push(session);
    }
  }

  close(): void {
    for (const session of this.#idle.splice(0)) session.close();
  }
}
