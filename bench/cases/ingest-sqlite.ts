import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { loadConfig } from "../../warehouse/config.js";
import { sqliteSource } from "../../warehouse/config-sqlite.js";
import { loadOnce } from "../load-source.js";
import { compare, type BenchCase } from "../measure.js";

/** Loading a SQLite table against streaming its rows, through the same driver, to nothing. */
export function ingestSqliteCase(repository: string, rows = 1_000_000): BenchCase {
  return {
    name: "ingest-sqlite",
    run: async (dir) => {
      const file = join(dir, "lines.db");
      fill(file, rows);
      const config = loadConfig(join(repository, "granary.yml"));
      const tables = { lines: {} };
      const sources = { shop: sqliteSource.parse({ type: "sqlite", path: file, tables }) };
      const work = `load a table of ${rows.toLocaleString("en")} rows × 12 columns`;
      const comparison = await compare(work, "the driver's rows drained to nothing", {
        granary: (n) =>
          loadOnce({ ...config, dataDir: join(dir, `granary-${String(n)}`), sources }),
        peer: () => Promise.resolve(drain(file)),
        repetitions: 3,
      });
      return [comparison];
    },
  };
}

function fill(file: string, rows: number): void {
  const database = new sqlite.Database(file);
  database.exec(`create table lines (id integer primary key, customer_id integer not null, product_id integer not null,
      ordered_on date not null, changed_at datetime not null, quantity integer not null, price decimal(10,2) not null,
      discount decimal(10,2), channel text not null, note text, paid boolean not null, weight real);
    begin;
    with recursive s(n) as (select 1 union all select n + 1 from s where n < ${String(rows)})
    insert into lines select n, n % 20000, n % 500, date('2020-01-01', '+' || (n % 1500) || ' days'),
      datetime(1577836800 + n * 37, 'unixepoch'), 1 + n % 9, (n % 100000) / 100.0,
      case when n % 5 = 0 then (n % 1000) / 100.0 end, case n % 3 when 0 then 'internet' when 1 then 'store' else 'reseller' end,
      case when n % 3 = 0 then 'a note, "quoted" ' || n end, n % 2, n / 7.0 from s;
    commit`);
  database.close();
}

function drain(file: string): number {
  const database = new sqlite.Database(file, { readOnly: true });
  const statement = database.prepare("select * from lines");
  let rows = 0;
  const values = statement.iterate();
  while (values.next().done !== true) rows += 1;
  statement.finalize();
  database.close();
  return rows;
}
