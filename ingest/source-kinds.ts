import type { SourceConfig } from "../warehouse/config.js";
import { filesSource } from "./files-source.js";
import type { Source } from "./source.js";

type Kinds = {
  [T in SourceConfig["type"]]: () => Promise<
    (name: string, config: SourceConfig & { type: T }) => Source
  >;
};

// A driver is loaded only by who uses it.
const KINDS: Kinds = {
  files: () => Promise.resolve(filesSource),
  http: async () => (await import("./http/http-source.js")).httpSource,
  mysql: async () => (await import("./mysql/mysql-source.js")).mysqlSource,
  postgres: async () => (await import("./postgres/postgres-source.js")).postgresSource,
  sqlite: async () => (await import("./sqlite/sqlite-source.js")).sqliteSource,
};

/** The reader of a configured source. A new kind of source is one more line in `KINDS`. */
export async function sourceOf(name: string, config: SourceConfig): Promise<Source> {
  const kind = (await KINDS[config.type]()) as (name: string, config: SourceConfig) => Source;
  return kind(name, config);
}
