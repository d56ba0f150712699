import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { runIngest } from "../../ingest/run.js";
import { loadConfig, type FileTableConfig, type GranaryConfig } from "../../warehouse/config.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import { openWorkspace } from "../../warehouse/workspace.js";
import { loadOnce } from "../load-source.js";
import { compare, type BenchCase, type Comparison } from "../measure.js";
import { silent } from "../prepared-warehouse.js";

const COLUMNS = {
  order_id: "BIGINT",
  line_number: "INTEGER",
  customer_id: "VARCHAR",
  product_id: "VARCHAR",
  ordered_on: "DATE",
  created_at: "TIMESTAMP",
  unit_price: "DECIMAL(18,4)",
  quantity: "INTEGER",
  discount: "DECIMAL(18,4)",
  is_gift: "BOOLEAN",
  status: "VARCHAR",
  note: "VARCHAR",
};

const ROWS = `select i::bigint as order_id, (i % 7)::integer as line_number,
  'C' || lpad((hash(i) % 500000)::varchar, 6, '0') as customer_id, 'P-' || (hash(i + 1) % 20000) as product_id,
  date '2020-01-01' + (hash(i + 2) % 1400)::integer as ordered_on,
  timestamp '2020-01-01' + to_seconds((hash(i + 3) % 100000000)::bigint) as created_at,
  ((hash(i + 4) % 100000) / 100)::decimal(18, 4) as unit_price, (1 + hash(i + 5) % 20)::integer as quantity,
  ((hash(i + 6) % 10000) / 100)::decimal(18, 4) as discount, hash(i + 7) % 2 = 0 as is_gift,
  ['new', 'open', 'paid', 'shipped', 'returned'][1 + (hash(i + 8) % 5)::integer] as status,
  'note about order ' || (hash(i + 9) % 1000) as note`;

const TABLES = 50;
const FILES_EACH = 4;

/** Loading large files against the engine's own readers, and running again with nothing new. */
export function ingestFilesCase(repository: string, rows = 1_000_000): BenchCase {
  return {
    name: "ingest-files",
    run: async (dir) => {
      const files = join(dir, "files");
      mkdirSync(files);
      await generate(files, rows);
      const base = loadConfig(join(repository, "granary.yml"));
      const over = (dataDir: string, tables: Record<string, FileTableConfig>): GranaryConfig => ({
        ...base,
        dataDir,
        sources: { files: { type: "files", path: files, tables } },
      });
      const types = Object.entries(COLUMNS).map(([name, type]) => `'${name}': '${type}'`);
      const [csv, parquet] = [join(files, "lines.csv"), join(files, "lines.parquet")];
      const readers = {
        "lines.csv": `read_csv(${quoteLiteral(csv)}, header=true, columns={${types.join(", ")}})`,
        "lines.parquet": `read_parquet(${quoteLiteral(parquet)})`,
      };
      const comparisons: Comparison[] = [];
      for (const [file, reader] of Object.entries(readers)) {
        const table = tableOf(file, file.endsWith("csv") ? COLUMNS : undefined);
        const work = `load ${file}, ${rows.toLocaleString("en")} rows × 12 typed columns`;
        const engine = reader.slice(0, reader.indexOf("("));
        const comparison = await compare(work, `create table as select * from ${engine}`, {
          granary: (n) => loadOnce(over(join(dir, `granary-${String(n)}`), { lines: table })),
          peer: (n) => createOnce(base, join(dir, `raw-${String(n)}.duckdb`), reader),
          repetitions: 3,
        });
        // The most this process has ever had in memory, the engine's and the peer's included.
        const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
        comparisons.push({ ...comparison, peakMiB });
      }
      return [...comparisons, await rerun(files, (tables) => over(join(dir, "many"), tables))];
    },
  };
}

function tableOf(files: string, columns?: Record<string, string>): FileTableConfig {
  const common = { files, onError: "fail" as const, maxRejected: undefined, tags: [] };
  return columns === undefined ? common : { ...common, columns };
}

async function generate(dir: string, rows: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const format of ["csv", "parquet"]) {
    const file = quoteLiteral(join(dir, `lines.${format}`));
    await connection.run(`copy (${ROWS} from range(${rows}) t(i)) to ${file} (format ${format})`);
  }
  connection.closeSync();
  instance.closeSync();
}

async function createOnce(config: GranaryConfig, path: string, reader: string): Promise<void> {
  const { memoryLimit, threads } = config.engine;
  const options = { memory_limit: memoryLimit, threads: String(threads) };
  const instance = await DuckDBInstance.create(path, options);
  const connection = await instance.connect();
  await connection.run(`create table lines as select * from ${reader}`);
  await connection.run("checkpoint");
  connection.closeSync();
  instance.closeSync();
  rmSync(path);
}

/** Nothing to do, in many files: against reading the size and time of each. */
async function rerun(
  dir: string,
  over: (tables: Record<string, FileTableConfig>) => GranaryConfig,
): Promise<Comparison> {
  const tables: Record<string, FileTableConfig> = {};
  for (let table = 1; table <= TABLES; table += 1) {
    tables[`t${String(table)}`] = tableOf(`t${String(table)}_*.csv`);
    for (let file = 1; file <= FILES_EACH; file += 1) {
      const path = join(dir, `t${String(table)}_${String(file)}.csv`);
      const rows = Array.from({ length: 1000 }, (_, i) => `${String(table * file)},${String(i)}`);
      writeFileSync(path, `id,n\n${rows.join("\n")}\n`);
    }
  }
  const config = over(tables);
  const workspace = await openWorkspace(config, { holder: "bench" });
  await runIngest({ config, workspace, onEvent: silent });
  const again = (): Promise<unknown> => runIngest({ config, workspace, onEvent: silent });
  const second = (): Promise<void> => new Promise((done) => setTimeout(done, 1000));
  const work = `run again with nothing new, ${String(TABLES * FILES_EACH)} files in ${String(TABLES)} tables`;
  const comparison = await compare(work, "one second", { granary: again, peer: second });
  await workspace.close();
  return comparison;
}
