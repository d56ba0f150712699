import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";

/** Kysely over DuckDB connections; rows come as plain JavaScript values (decimals and big integers as text). */
export function duckdbKysely<Schema>(connect: () => Promise<DuckDBConnection>): Kysely<Schema> {
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DuckDbDriver(connect),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
  return new Kysely<Schema>({ dialect });
}

class DuckDbDriver implements Driver {
  readonly #connect: () => Promise<DuckDBConnection>;

  constructor(connect: () => Promise<DuckDBConnection>) {
    this.#connect = connect;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DuckDbConnection> {
    return new DuckDbConnection(await this.#connect());
  }

  async beginTransaction(connection: DuckDbConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin transaction"));
  }

  async commitTransaction(connection: DuckDbConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DuckDbConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  releaseConnection(connection: DuckDbConnection): Promise<void> {
    connection.close();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

class DuckDbConnection implements DatabaseConnection {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = await this.#connection.runAndReadAll(
      query.sql,
      query.parameters as DuckDBValue[],
    );
    return { rows: result.getRowObjectsJson() as Row[] };
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const result = await this.#connection.stream(query.sql, query.parameters as DuckDBValue[]);
    for await (const rows of result.yieldRowObjectJson()) yield { rows: rows as Row[] };
  }

  close(): void {
    this.#connection.closeSync();
  }
}
