/** A running server; `stop` ends it and removes its data. */
export interface TestPostgres {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  stop(): Promise<void>;
}

export function startPostgres(): Promise<TestPostgres>;
