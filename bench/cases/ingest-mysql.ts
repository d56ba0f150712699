import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createConnection } from "mysql2";
import type { MariaDb } from "../../test/tools/mariadb.mjs";
import { mysqlSource } from "../../warehouse/config-mysql.js";
import { loadConfig } from "../../warehouse/config.js";
import { loadOnce } from "../load-source.js";
import { compare, type BenchCase } from "../measure.js";

interface Tools {
  mariadbServer: () => string | undefined;
  startMariaDb: (server: string) => Promise<MariaDb>;
}

/** Loading a MariaDB table against streaming its rows, through the same driver, to nothing. */
export function ingestMysqlCase(repository: string, rows = 1_000_000): BenchCase {
  return {
    name: "ingest-mysql",
    run: async (dir) => {
      const file = join(repository, "test", "tools", "mariadb.mjs");
      const tools = (await import(pathToFileURL(file).href)) as Tools;
      const installed = tools.mariadbServer();
      if (installed === undefined) {
        console.error("SKIPPED: ingest-mysql needs mariadbd (apt-get install mariadb-server).");
        return [];
      }
      const server = await tools.startMariaDb(installed);
      try {
        await server.run(...fill(rows));
        const config = loadConfig(join(repository, "granary.yml"));
        const tables = { order_lines: {} };
        const sources = { shop: mysqlSource.parse({ type: "mysql", url: server.url, tables }) };
        const work = `load a table of ${rows.toLocaleString("en")} rows × 12 columns`;
        const comparison = await compare(work, "the driver's rows drained to nothing", {
          granary: (n) =>
            loadOnce({ ...config, dataDir: join(dir, `granary-${String(n)}`), sources }),
          peer: () => drain(server.url),
          repetitions: 3,
        });
        return [comparison];
      } finally {
        await server.stop();
      }
    },
  };
}

function fill(rows: number): string[] {
  return [
    `create table order_lines (id bigint primary key, customer_id int not null, product_id int not null,
      ordered_on date not null, changed_at datetime not null, quantity int not null, price decimal(18,4) not null,
      discount decimal(18,4), channel varchar(20) not null, note varchar(100), paid tinyint(1) not null, weight double)`,
    `insert into order_lines select seq, seq % 20000, seq % 500, '2020-01-01' + interval (seq % 1500) day,
      '2020-01-01' + interval (seq * 37) second, 1 + seq % 9, (seq % 100000) / 100, if(seq % 5 = 0, (seq % 1000) / 100, null),
      elt(1 + seq % 3, 'internet', 'store', 'reseller'), if(seq % 3 = 0, concat('a note, "quoted" ', seq), null),
      seq % 2, seq / 7e0 from seq_1_to_${String(rows)}`,
  ];
}

function drain(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const connection = createConnection({ uri: url });
    let rows = 0;
    const query = connection.query("select * from order_lines");
    query.on("error", reject);
    query.on("result", () => {
      rows += 1;
    });
    query.on("end", () => {
      connection.destroy();
      resolve(rows);
    });
  });
}
