/** A database server of the tests' own. */
export interface MariaDb {
  url: string;
  run(...statements: string[]): Promise<void>;
  /** As a crash: no goodbye. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** The path of the server installed here, if any. */
export function mariadbServer(): string | undefined;
/**
 * Starts a server with a database "shop" on a free port, its data in a temporary directory.
 *
 * @param more options of the server
 */
export function startMariaDb(server: string, more?: readonly string[]): Promise<MariaDb>;
