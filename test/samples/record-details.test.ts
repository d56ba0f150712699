import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";

const root = mkdtempSync(join(tmpdir(), "granary-records-"));
let connection: DuckDBConnection;
let close: () => void;

beforeAll(async () => {
  const outDir = join(root, "demo");
  // Some prospects' leads of which a deal will come stand open on this day of the shorter run.
  const early = join(root, "early");
  for (const [dir, until] of [
    [outDir, "2023-12-31"],
    [early, "2023-03-17"],
  ] as const) {
    await generateDemo({ scale: 0.02, seed: 7, until, outDir: dir, onEvent: () => undefined });
  }
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  connection = await instance.connect();
  await connection.run(
    `create view lead as from read_csv('${early}/crm/Lead/*.csv', all_varchar = true);
    create view identity as from read_csv('${early}/truth/identity.csv', all_varchar = true);
    create view sales_order as select *, ordered_at::timestamp + interval 8 hours as local
      from read_csv('${outDir}/erp/sales_order/*.csv', all_varchar = true)`,
  );
  close = () => {
    connection.closeSync();
    instance.closeSync();
  };
}, 120_000);

afterAll(() => {
  close();
  rmSync(root, { recursive: true, force: true });
});

const ask = async (sql: string): Promise<unknown> =>
  (await connection.runAndReadAll(sql)).getRowsJson()[0];

describe("the truth about identities", () => {
  it("knows every lead, converted or not", async () => {
    const found = await ask(
      `select count(distinct Id) filter (where IsConverted = 'false') > 0,
        count(*) filter (where Id not in (select record_id from identity where system = 'salesforce'))
      from lead`,
    );
    expect(found).toEqual([true, "0"]);
  });
});

describe("orders", () => {
  it("do not come at one second of the day", async () => {
    const found = await ask(
      `select count(*) > 100, max(orders) <= 3 from (
        select count(distinct order_no) as orders from sales_order group by local::time
      )`,
    );
    expect(found).toEqual([true, true]);
  });

  it("come on their date, and through resellers and shops while these are open", async () => {
    const found = await ask(
      `select count(*) filter (where local::date <> order_date::date),
        count(*) filter (where channel = 'reseller' and local::time not between '08:30' and '17:54'),
        count(*) filter (where channel = 'store' and local::time not between '09:30' and '21:00')
      from sales_order`,
    );
    expect(found).toEqual(["0", "0", "0"]);
  });
});
