import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { TestPostgres } from "../../test/tools/postgres.mjs";
import { loadConfig, type GranaryConfig } from "../../warehouse/config.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import { loadInto, loadOnce } from "../load-source.js";
import { compare, type BenchCase, type Comparison } from "../measure.js";
import { connected, linesSource, withPostgresLines } from "../postgres-lines.js";

const LINES = `select i::bigint as id, (i % 20000)::integer as customer_id, date '2020-01-01' + (i % 1500)::integer as ordered_on,
  timestamp '2020-01-01' + to_seconds(i * 37) as changed_at, (1 + i % 9)::integer as quantity,
  ((i % 100000) / 100)::decimal(18, 4) as price, ['internet', 'store', 'reseller'][1 + (i % 3)::integer] as channel,
  if(i % 3 = 0, 'a note about ' || i, null) as note`;

/** Bringing one row in a hundred up to date in mode merge, against loading all of them in that mode. */
export function ingestMergeCase(repository: string, rows = 1_000_000): BenchCase {
  return {
    name: "ingest-merge",
    run: async (dir) => {
      const config = loadConfig(join(repository, "granary.yml"));
      const database = await withPostgresLines(repository, rows, (server) =>
        ofDatabase(config, server, join(dir, "database"), rows),
      );
      return [database, await ofFiles(config, join(dir, "files"), rows)];
    },
  };
}

async function ofDatabase(
  base: GranaryConfig,
  server: TestPostgres,
  dir: string,
  rows: number,
): Promise<Comparison> {
  const settings = { mode: "merge", primary_key: "id", cursor: "changed_at" };
  const config = { ...base, sources: { shop: linesSource(server, settings) } };
  const client = await connected(server);
  await client.query("create index on lines (changed_at)");
  const standing = { ...config, dataDir: join(dir, "standing") };
  await loadInto(standing);
  const work = `merge 1 % of ${rows.toLocaleString("en")} PostgreSQL rows by cursor`;
  const comparison = await compare(work, "the full load in mode merge", {
    before: (n) =>
      client.query(
        `update lines set price = price + 1, changed_at = (select max(changed_at) from lines) + interval '1 second'
         where id % 100 = ${String(n)}`,
      ),
    granary: () => loadInto(standing),
    peer: (n) => loadOnce({ ...config, dataDir: join(dir, `full-${String(n)}`) }),
    repetitions: 3,
  });
  await client.end();
  return comparison;
}

async function ofFiles(base: GranaryConfig, dir: string, rows: number): Promise<Comparison> {
  const files = join(dir, "files");
  mkdirSync(files, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const write = (name: string, select: string): Promise<unknown> =>
    connection.run(`copy (${select}) to ${quoteLiteral(join(files, name))} (format csv)`);
  await write("lines-0.csv", `${LINES} from range(${String(rows)}) t(i)`);
  const over = (pattern: string, data: string): GranaryConfig => ({
    ...base,
    dataDir: join(dir, data),
    sources: {
      shop: {
        type: "files",
        path: files,
        tables: {
          lines: {
            files: pattern,
            mode: "merge",
            primaryKey: ["id"],
            onError: "fail",
            maxRejected: undefined,
            tags: [],
          },
        },
      },
    },
  });
  const standing = over("lines-*.csv", "standing");
  await loadInto(standing);
  const work = `merge a CSV file of 1 % of ${rows.toLocaleString("en")} rows`;
  const comparison = await compare(work, "loading all of them in mode merge", {
    before: (n) =>
      write(
        `lines-${String(n + 1)}.csv`,
        `select * replace (price + ${String(n + 1)} as price) from (${LINES} from range(${String(rows)}) t(i))
         where id % 100 = ${String(n)}`,
      ),
    granary: () => loadInto(standing),
    peer: (n) => loadOnce(over("lines-0.csv", `full-${String(n)}`)),
    repetitions: 3,
  });
  connection.closeSync();
  instance.closeSync();
  return comparison;
}
