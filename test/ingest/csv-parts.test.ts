import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { landing, type Landing } from "./landing.js";

const ROWS = 150_000;
const FILLER = "x".repeat(120);

/** More bytes than a file may have to be loaded whole. */
function lines(rows: number, row: (i: number) => string, end = "\n"): string {
  return Array.from({ length: rows }, (_, i) => `${row(i + 1)}${end}`).join("");
}

const totals = `select count(*), sum(_source_position), count(distinct _source_position), sum(id)
  from raw_shop.orders`;
const triangle = (n: number): bigint => (BigInt(n) * BigInt(n + 1)) / 2n;

async function expectWhole(at: Landing, rows: number): Promise<void> {
  expect(await at.query(totals)).toEqual([
    [BigInt(rows), triangle(rows), BigInt(rows), triangle(rows)],
  ]);
  expect(
    await at.query("select count(*) from raw_shop.orders where id <> _source_position"),
  ).toEqual([[0n]]);
}

const orders = { orders: { files: "orders*.csv" } };

it.each(["\n", "\r\n"])(
  "numbers the records of a large file and sums its columns, lines ending %j",
  async (end) => {
    const at = landing();
    const row = (i: number): string =>
      `${String(i)},${(i % 1000) / 100},-${String(i % 7)}.5,2024-01-31,a ü ${FILLER}`;
    at.put("orders.csv", `id,price,change,day,note${end}${lines(ROWS, row, end)}`);
    await at.ingest(orders);
    await expectWhole(at, ROWS);
    expect(await at.query("select distinct note from raw_shop.orders")).toEqual([
      [`a ü ${FILLER}`],
    ]);
    const books = await at.query(
      "select measure, source_value, raw_value::decimal(38,4) = source_value::decimal(38,4), difference from meta.reconciliations",
    );
    let [price, change] = [0, 0];
    for (let i = 1; i <= ROWS; i += 1) {
      price += i % 1000;
      change += (i % 7) * 10 + 5;
    }
    expect(books).toEqual([
      ["rows", String(ROWS), true, "0"],
      ["sum(id)", String(triangle(ROWS)), true, "0"],
      ["sum(price)", String(price / 100), true, "0"],
      ["sum(change)", `-${String(change / 10)}`, true, "0"],
    ]);
    expect(readdirSync(join(at.root, "data", "spool"))).toEqual([]);
  },
  60_000,
);

it("keeps quoted delimiters, quotes and line breaks in their records", async () => {
  const at = landing();
  const row = (i: number): string =>
    i % 5000 === 0
      ? `${String(i)},"a ""quoted"",\nnote ${FILLER}",${String(i)}`
      : `${String(i)},${FILLER},"${String(i)}"`;
  at.put("orders.csv", `id,note,n\n\n${lines(ROWS, row).trimEnd()}`);
  await at.ingest(orders);
  await expectWhole(at, ROWS);
  expect(
    await at.query(`select count(*) filter (note = 'a "quoted",' || chr(10) || 'note ${FILLER}'),
      sum(n) = sum(id) from raw_shop.orders where id % 5000 = 0`),
  ).toEqual([[BigInt(ROWS / 5000), true]]);
}, 60_000);

it("adds a large file to what a table has, and loads one with bad records whole", async () => {
  const at = landing();
  const row = (i: number): string => `${String(i)},${FILLER}`;
  at.put("orders1.csv", `id,note\n${lines(ROWS, row)}`);
  await at.ingest(orders);
  at.put("orders2.csv", `id,note\n${lines(ROWS, row)}${String(ROWS + 1)},x,y\n`);
  const error = await at.failure(orders);
  expect(error.code).toBe("INGEST_ROWS_REJECTED");
  expect(error.details.join()).toContain(`line ${String(ROWS + 2)}`);
  expect(await at.query("select status, rows_read from meta.loads order by status")).toEqual([
    ["failed", BigInt(ROWS + 1)],
    ["loaded", BigInt(ROWS)],
  ]);
  await expectWhole(at, ROWS);
  await at.ingest({ orders: { ...orders.orders, onError: "quarantine" } });
  expect(
    await at.query(
      "select _source_file, count(*), max(_source_position) from raw_shop.orders group by all order by 1",
    ),
  ).toEqual([
    ["orders1.csv", BigInt(ROWS), BigInt(ROWS)],
    ["orders2.csv", BigInt(ROWS), BigInt(ROWS)],
  ]);
  expect(await at.query("select position, raw from meta.quarantine")).toEqual([
    [BigInt(ROWS + 1), `${String(ROWS + 1)},x,y`],
  ]);
}, 90_000);

it("stops at line ends that change and at a quote that is never closed", async () => {
  const at = landing();
  const row = (i: number): string => `${String(i)},${FILLER}`;
  at.put("orders.csv", `id,note\n${lines(ROWS, row)}${String(ROWS + 1)},x\r\n`);
  const mixed = await at.failure(orders);
  expect(mixed.message).toContain(`line ${String(ROWS + 2)}`);
  at.put("orders.csv", `id,note\n${lines(ROWS, row)}7,"x\n${lines(9, row)}`);
  const open = await at.failure({ orders: { ...orders.orders, onError: "quarantine" } });
  expect(open.message).toContain(`line ${String(ROWS + 2)}`);
  expect(statSync(join(at.root, "files", "orders.csv")).size).toBeGreaterThan(16 << 20);
}, 90_000);
