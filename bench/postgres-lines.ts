import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import type { TestPostgres } from "../test/tools/postgres.mjs";
import { postgresSource, type PostgresSourceConfig } from "../warehouse/config-postgres.js";

const CREATE = `create table lines (id bigint primary key, customer_id int not null, product_id int not null,
  ordered_on date not null, changed_at timestamptz not null, quantity int not null, price numeric(18,4) not null,
  discount numeric(18,4), channel text not null, note text, paid bool not null, weight float8)`;

/** A server with a table `lines` of so many rows and twelve columns, stopped afterwards. */
export async function withPostgresLines<T>(
  repository: string,
  rows: number,
  use: (server: TestPostgres) => Promise<T>,
): Promise<T> {
  const server = await started(repository);
  try {
    await fill(server, rows);
    return await use(server);
  } finally {
    await server.stop();
  }
}

/** The server is a tool of the tests, beside the repository's sources rather than among what is built. */
async function started(repository: string): Promise<TestPostgres> {
  const file = join(repository, "test", "tools", "postgres.mjs");
  const tools = (await import(pathToFileURL(file).href)) as {
    startPostgres: () => Promise<TestPostgres>;
  };
  return tools.startPostgres();
}

export async function connected(server: TestPostgres): Promise<pg.Client> {
  const { host, port, user, password, database } = server;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  return client;
}

/** The table as a source with these settings. */
export function linesSource(
  server: TestPostgres,
  settings: Record<string, unknown> = {},
): PostgresSourceConfig {
  const { host, port, user, password, database } = server;
  const address = { host, port, user, password, database };
  return postgresSource.parse({ type: "postgres", ...address, tables: { lines: settings } });
}

async function fill(server: TestPostgres, rows: number): Promise<void> {
  const client = await connected(server);
  await client.query(CREATE);
  await client.query(
    `insert into lines select n, n % 20000, n % 500, date '2020-01-01' + (n % 1500)::int,
       timestamptz '2020-01-01Z' + n * interval '37 seconds', 1 + n % 9, (n % 100000) / 100.0,
       case when n % 5 = 0 then (n % 1000) / 100.0 end, (array['internet','store','reseller'])[1 + n % 3],
       case when n % 3 = 0 then 'a note, "quoted" ' || n end, n % 2 = 0, n / 7.0
     from generate_series(1, ${String(rows)}) n`,
  );
  await client.query("vacuum analyze lines");
  await client.end();
}
