import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo, type DemoManifest } from "../../samples/demo/generate.js";

const root = mkdtempSync(join(tmpdir(), "granary-demo-"));

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const generate = (name: string, over: { seed?: number; until?: string } = {}) =>
  generateDemo({
    scale: 0.01,
    seed: 42,
    until: "2025-12-31",
    outDir: join(root, name),
    onEvent: () => undefined,
    ...over,
  });

/** SHA-256 of every file below a directory, by relative path. */
function hashesOf(name: string): Record<string, string> {
  const dir = join(root, name);
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(join(dir, file)))
        .digest("hex"),
    ]),
  );
}

describe("the demo generator", () => {
  let manifest: DemoManifest;

  beforeAll(async () => {
    manifest = await generate("first");
  });

  it("writes the same bytes for the same seed", async () => {
    await generate("second");
    expect(hashesOf("second")).toEqual(hashesOf("first"));
  });

  it("writes other data for another seed", async () => {
    const other = await generate("other", { seed: 43 });
    const accounts = (m: DemoManifest) => m.files.find((f) => f.path === "crm/account.jsonl");
    expect(accounts(other)?.sha256).not.toBe(accounts(manifest)?.sha256);
  });

  it("lists every file with its hash in a manifest", () => {
    const { "manifest.json": ownHash, ...files } = hashesOf("first");
    expect(ownHash).toBeDefined();
    expect(Object.fromEntries(manifest.files.map((f) => [f.path, f.sha256]))).toEqual(files);
    expect(JSON.parse(readFileSync(join(root, "first/manifest.json"), "utf8"))).toEqual(manifest);
  });

  it("replaces an earlier demo as a whole", async () => {
    await generate("replaced", { seed: 1 });
    await generate("replaced");
    expect(hashesOf("replaced")).toEqual(hashesOf("first"));
    expect(readdirSync(root).filter((name) => /partial|previous/.test(name))).toEqual([]);
  });

  it("leaves the earlier demo as it was when it fails half-way", async () => {
    await generate("kept");
    const failing = generateDemo({
      scale: 0.01,
      seed: 5,
      until: "2025-12-31",
      outDir: join(root, "kept"),
      onEvent: (event) => {
        if (event.type === "step" && event.name === "erp/order.csv") throw new Error("disk full");
      },
    });
    await expect(failing).rejects.toThrow("disk full");
    expect(hashesOf("kept")).toEqual(hashesOf("first"));
    expect(readdirSync(root)).not.toContain("kept.partial");
  });

  it("refuses a directory with files that are no demo", async () => {
    mkdirSync(join(root, "foreign"));
    writeFileSync(join(root, "foreign/thesis.txt"), "years of work");
    await expect(generate("foreign")).rejects.toMatchObject({ code: "DEMO_OUTPUT_FOREIGN" });
    expect(readdirSync(join(root, "foreign"))).toEqual(["thesis.txt"]);
  });
});

describe("the demo company", () => {
  let ask: (sql: string) => Promise<unknown[][]>;
  let close: () => void;

  beforeAll(async () => {
    await generate("company", { until: "2024-02-29" });
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const dir = join(root, "company");
    await connection.run(
      `create view account as from read_json('${dir}/crm/account.jsonl');
      create view category as from read_csv('${dir}/erp/category.csv', all_varchar = true);
      create view product as from read_csv('${dir}/erp/product.csv', all_varchar = true);
      create view orders as from read_csv('${dir}/erp/order.csv', all_varchar = true);
      create view order_line as from '${dir}/erp/order_line.parquet'`,
    );
    ask = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
    close = () => {
      connection.closeSync();
      instance.closeSync();
    };
  });

  afterAll(() => {
    close();
  });

  it("trades for three years up to the last day, leap days included", async () => {
    const span = await ask(
      "select min(order_date) between '2021-03-01' and '2021-03-07', max(order_date) from orders",
    );
    expect(span).toEqual([[true, "2024-02-29"]]);
  });

  it("refers only to accounts, orders, products and categories that exist", async () => {
    const orphans = await ask(
      `select
        (select count(*) from orders anti join account on account_id = Id),
        (select count(*) from order_line anti join orders using (order_id)),
        (select count(*) from orders anti join order_line using (order_id)),
        (select count(*) from order_line anti join product using (product_id)),
        (select count(*) from product anti join category using (category_id))`,
    );
    expect(orphans).toEqual([["0", "0", "0", "0", "0"]]);
  });

  it("states line amounts that follow from quantity, price and discount", async () => {
    const wrong = await ask(
      `select count(*) from order_line
      where line_amount <> quantity * unit_price - discount_amount
        or discount_amount < 0 or line_amount < cost_amount or tax_amount < 0`,
    );
    expect(wrong).toEqual([["0"]]);
  });

  it("ships after the order and not after the last day", async () => {
    const shipped = await ask(
      `select count(*) filter (where shipped_date < order_date or shipped_date > '2024-02-29'),
        count(*) filter (where shipped_date is null) > 0 from orders`,
    );
    expect(shipped).toEqual([["0", true]]);
  });

  it("has 18-character account ids that differ even without regard to case", async () => {
    const ids = await ask(
      "select count(*), count(distinct lower(Id)), min(length(Id)), max(length(Id)) from account",
    );
    expect(ids).toEqual([["200", "200", "18", "18"]]);
  });

  it("has persons without e-mail, organisations, Chinese names and names that need quoting", async () => {
    const found = await ask(
      `select
        count(*) filter (where IsPersonAccount and PersonEmail is null) > 0,
        count(*) filter (where not IsPersonAccount) > 0,
        count(*) filter (where regexp_matches(Name, '\\p{Han}')) > 0,
        (select count(*) filter (where product_name like '%"%,%' or product_name like '%,%"%') > 0
          from product)
      from account`,
    );
    expect(found).toEqual([[true, true, true, true]]);
  });

  it("sells most in November and little around lunar new year", async () => {
    const months = await ask(
      `select month(cast(order_date as date)) as m, count(*) as n
      from orders where order_date between '2021-03-01' and '2024-02-28' group by m order by n`,
    );
    expect(months.at(-1)?.[0]).toBe("11");
    expect(["1", "2"]).toContain(months[0]?.[0]);
  });
});
