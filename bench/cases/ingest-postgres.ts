import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { to as copyTo } from "pg-copy-streams";
import type { TestPostgres } from "../../test/tools/postgres.mjs";
import { loadConfig } from "../../warehouse/config.js";
import { loadOnce } from "../load-source.js";
import { compare, type BenchCase } from "../measure.js";
import { connected, linesSource, withPostgresLines } from "../postgres-lines.js";

/** Loading a PostgreSQL table against draining its COPY, in the same driver, to nothing. */
export function ingestPostgresCase(repository: string, rows = 5_000_000): BenchCase {
  return {
    name: "ingest-postgres",
    run: (dir) =>
      withPostgresLines(repository, rows, async (server) => {
        const config = loadConfig(join(repository, "granary.yml"));
        const sources = { shop: linesSource(server) };
        const work = `load a table of ${rows.toLocaleString("en")} rows × 12 columns`;
        const comparison = await compare(work, "COPY … TO STDOUT drained to nothing", {
          granary: (n) =>
            loadOnce({ ...config, dataDir: join(dir, `granary-${String(n)}`), sources }),
          peer: () => drain(server),
          repetitions: 3,
        });
        // The most this process has ever had in memory, the engine's included.
        const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
        return [{ ...comparison, peakMiB }];
      }),
  };
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
