/** A running server; `stop` ends it and removes its data. */
export interface TestPostgres {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** Shuts it down as an administrator would, connections and all; its data stay. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

export function startPostgres(): Promise<TestPostgres>;
