import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { runIngest } from "../../ingest/run.js";
import type { TestPostgres } from "../../test/tools/postgres.mjs";
import { loadConfig, type GranaryConfig } from "../../warehouse/config.js";
import { postgresSource } from "../../warehouse/config-postgres.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { compare, type BenchCase } from "../measure.js";
import { silent } from "../prepared-warehouse.js";

const CREATE = `create table lines (id bigint primary key, customer_id int not null, product_id int not null,
  ordered_on date not null, changed_at timestamptz not null, quantity int not null, price numeric(18,4) not null,
  discount numeric(18,4), channel text not null, note text, paid bool not null, weight float8)`;

/** Loading a PostgreSQL table against draining its COPY, in the same driver, to nothing. */
export function ingestPostgresCase(repository: string, rows = 1_000_000): BenchCase {
  return {
    name: "ingest-postgres",
    run: async (dir) => {
      const server = await started(repository);
      try {
        await fill(server, rows);
        const config = loadConfig(join(repository, "granary.yml"));
        const work = `load a table of ${rows.toLocaleString("en")} rows × 12 columns`;
        const comparison = await compare(work, "COPY … TO STDOUT drained to nothing", {
          granary: (repetition) =>
            ingestOnce(config, server, join(dir, `granary-${String(repetition)}`)),
          peer: () => drain(server),
          repetitions: 3,
        });
        return [comparison];
      } finally {
        await server.stop();
      }
    },
  };
}

/** The server is a tool of the tests, beside the repository's sources rather than among what is built. */
async function started(repository: string): Promise<TestPostgres> {
  const file = join(repository, "test", "tools", "postgres.mjs");
  const tools = (await import(pathToFileURL(file).href)) as {
    startPostgres: () => Promise<TestPostgres>;
  };
  return tools.startPostgres();
}

async function connected(server: TestPostgres): Promise<pg.Client> {
  const { host, port, user, password, database } = server;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  return client;
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

async function drain(server: TestPostgres): Promise<void> {
  const client = await connected(server);
  const nothing = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  await pipeline(client.query(copyTo("copy lines to stdout (format csv, header)")), nothing);
  await client.end();
}

async function ingestOnce(
  config: GranaryConfig,
  server: TestPostgres,
  dataDir: string,
): Promise<void> {
  const { host, port, user, password, database } = server;
  const address = { host, port, user, password, database };
  const shop = postgresSource.parse({ type: "postgres", ...address, tables: { lines: {} } });
  const fresh = { ...config, dataDir, sources: { shop } };
  const workspace = await openWorkspace(fresh, { holder: "bench" });
  await runIngest({ config: fresh, workspace, onEvent: silent });
  await workspace.close();
  rmSync(dataDir, { recursive: true });
}
