import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import pg from "pg";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { columnsOption } from "../../ingest/staged.js";
import { postgresSource } from "../../ingest/postgres/postgres-source.js";
import type { Extract, Source, SourceState, TableRequest } from "../../ingest/source.js";
import { postgresSource as configSchema } from "../../warehouse/config-postgres.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import { temporaryDir } from "../temporary-dir.js";
import { startPostgres, type TestPostgres } from "../tools/postgres.mjs";

let schemas = 0;

/** A server for the tests of one file; each test has a schema of its own. */
export function postgresServer(): { settings: () => TestPostgres; schema: () => Promise<Schema> } {
  let server: TestPostgres | undefined;
  const settings = (): TestPostgres => {
    if (server === undefined) throw new Error("the server has not been started");
    return server;
  };
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
  });
  return {
    settings,
    schema: async () => {
      const name = `s${String((schemas += 1))}`;
      const client = await connected(settings());
      await client.query(`create schema ${name}; set search_path = ${name}`);
      onTestFinished(async () => {
        await client.end().catch(() => undefined);
      });
      return new Schema(name, settings(), client);
    },
  };
}

export async function connected(server: TestPostgres): Promise<pg.Client> {
  const { host, port, user, password, database } = server;
  const client = new pg.Client({ host, port, user, password, database });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("set timezone = 'UTC'; set datestyle = 'ISO, YMD'");
  return client;
}

/** One schema of the server as a source. */
export class Schema {
  readonly name: string;
  readonly #server: TestPostgres;
  readonly #client: pg.Client;

  constructor(name: string, server: TestPostgres, client: pg.Client) {
    this.name = name;
    this.#server = server;
    this.#client = client;
  }

  async run(sql: string): Promise<unknown[][]> {
    const result = await this.#client.query({ text: sql, rowMode: "array" });
    return result.rows as unknown[][];
  }

  source(tables: Record<string, unknown>, changes: Record<string, unknown> = {}): Source {
    const { host, port, user, password, database } = this.#server;
    const config = { type: "postgres", host, port, user, password, database, schema: this.name };
    return postgresSource("shop", configSchema.parse({ ...config, tables, ...changes }));
  }
}

/** What one extraction brings: `pieces` are read back by the engine with the types they declare. */
interface Extraction {
  extracts: Extract[];
  pieces: unknown[][][];
  state: SourceState | undefined;
}

interface Options {
  state?: SourceState | undefined;
  chunkRows?: number;
  /** Called after each piece, before the next is asked for. */
  between?: (extract: Extract) => Promise<void>;
  request?: Partial<TableRequest>;
}

/** Opens the source, reads one table and closes it. */
export async function extraction(
  source: Source,
  table: string,
  options: Options = {},
): Promise<Extraction> {
  const found: Extraction = { extracts: [], pieces: [], state: options.state };
  const reader = await engine();
  const open = await source.open();
  try {
    const config = source.tables[table] ?? source.tables["*"];
    if (config === undefined) throw new Error(`no table ${table}`);
    const request: TableRequest = {
      table,
      config,
      state: options.state,
      spoolDir: temporaryDir(),
      onRows: () => undefined,
      signal: new AbortController().signal,
      chunkRows: options.chunkRows ?? 1_000_000,
      ...options.request,
    };
    for await (const extract of open.extracts(request)) {
      found.extracts.push(extract);
      found.pieces.push(await spooled(reader, extract));
      found.state = extract.state;
      await options.between?.(extract);
    }
  } finally {
    await open.close();
  }
  return found;
}

export async function engine(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  await connection.run("set TimeZone = 'UTC'");
  return connection;
}

/** The engine's reader of a spool file, its columns typed as the piece declares them. */
export function spoolReader(extract: Extract): string {
  return `read_csv(${quoteLiteral(extract.path)}, auto_detect=false, header=true, delim=',', quote='"',
    escape='"', allow_quoted_nulls=false, strict_mode=true, max_line_size=20000000,
    columns=${columnsOption(extract.columns ?? [])})`;
}

/** The piece's rows, every value as the engine's own text. */
async function spooled(connection: DuckDBConnection, extract: Extract): Promise<unknown[][]> {
  const result = await connection.runAndReadAll(
    `select columns(*)::varchar from ${spoolReader(extract)}`,
  );
  return result.getRowsJS();
}

/** A way to the server that breaks after so many bytes of answers. */
export async function breakingProxy(server: TestPostgres, afterBytes: number): Promise<number> {
  const open = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(server.port, server.host);
    let bytes = 0;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => undefined);
    }
    near.pipe(far);
    far.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes < afterBytes) near.write(chunk);
      else for (const socket of [near, far]) socket.destroy();
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    proxy.close();
  });
  return (proxy.address() as AddressInfo).port;
}
