import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { EventSink } from "../../warehouse/events.js";
import { accountLines, createAccounts } from "./accounts.js";
import { dayNumber, firstDay } from "./calendar.js";
import { CATEGORIES, PRODUCTS } from "./catalogue.js";
import { csvRecord, LineFile, type WrittenFile } from "./line-file.js";
import { decimalText } from "./money.js";
import { createOrders, type Order, type OrderLine } from "./orders.js";
import { MANIFEST_FILE, replaceDirectory } from "./output-directory.js";
import { writeParquet } from "./parquet-file.js";

interface DemoOptions {
  /** 1 is about 20,000 customers with 100,000 order lines; greater than 0. */
  scale: number;
  /** Equal seed, scale and `until` give equal bytes. */
  seed: number;
  /** Last day of three years of business, YYYY-MM-DD. */
  until: string;
  /** Replaced as a whole when all files are written. */
  outDir: string;
  onEvent: EventSink;
}

/** What stands in `manifest.json`; a demo without one was not finished. */
export interface DemoManifest {
  generator: "granary-demo";
  seed: number;
  scale: number;
  until: string;
  /** Path below the output directory, records, size and SHA-256 in hex. */
  files: readonly ({ path: string } & WrittenFile)[];
  /** Sum of all order lines' net amounts, as a decimal with four places. */
  netAmount: string;
}

const ACCOUNTS = 20_000;
const ORDERS = 36_500;
const EVENT_EVERY = 5_000;

const ORDER_LINE_COLUMNS = {
  order_id: "VARCHAR",
  line_number: "INTEGER",
  product_id: "VARCHAR",
  quantity: "INTEGER",
  unit_price: "DECIMAL(18,4)",
  discount_amount: "DECIMAL(18,4)",
  line_amount: "DECIMAL(18,4)",
  tax_amount: "DECIMAL(18,4)",
  cost_amount: "DECIMAL(18,4)",
} as const;

/**
 * Writes the operational systems of a small invented company: a CRM's accounts as JSON lines, an ERP's products,
 * categories and orders as CSV and its order lines as Parquet.
 *
 * @throws GranaryError DEMO_OUTPUT_FOREIGN
 */
export async function generateDemo(options: DemoOptions): Promise<DemoManifest> {
  const { scale, seed, until } = options;
  const outDir = resolve(options.outDir);
  return await replaceDirectory(outDir, async (dir) => {
    const { files, netAmount } = await writeFiles(dir, options);
    const manifest: DemoManifest = {
      generator: "granary-demo",
      seed,
      scale,
      until,
      files,
      netAmount: decimalText(netAmount),
    };
    writeFileSync(join(dir, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  });
}

async function writeFiles(
  dir: string,
  { scale, seed, until, onEvent }: DemoOptions,
): Promise<{ files: DemoManifest["files"]; netAmount: number }> {
  const files: ({ path: string } & WrittenFile)[] = [];
  const step = async (path: string, write: (path: string) => Promise<WrittenFile>) => {
    const started = performance.now();
    const file = await write(join(dir, path));
    files.push({ path, ...file });
    const ms = Math.round(performance.now() - started);
    onEvent({ type: "step", phase: "generate", name: path, status: "ok", rows: file.rows, ms });
  };
  const [first, last] = [firstDay(until), dayNumber(until)];
  const accounts = createAccounts(Math.max(20, Math.round(ACCOUNTS * scale)), seed, first, last);
  const count = Math.max(40, Math.round(ORDERS * scale));

  await step("crm/account.jsonl", (path) => writeLines(path, undefined, accountLines(accounts)));
  await step("erp/category.csv", writeCategories);
  await step("erp/product.csv", writeProducts);
  const linesCsv = join(dir, "erp/order_line.csv");
  let netAmount = 0;
  await step("erp/order.csv", async (path) => {
    const orders = createOrders({ accounts, count, first, last, seed });
    const written = await writeOrders(path, linesCsv, orders, count, onEvent);
    netAmount = written.netAmount;
    return written.file;
  });
  await step("erp/order_line.parquet", (path) => writeParquet(linesCsv, path, ORDER_LINE_COLUMNS));
  rmSync(linesCsv);
  return { files, netAmount };
}

async function writeLines(
  path: string,
  heading: string | undefined,
  records: Iterable<string>,
): Promise<WrittenFile> {
  const file = await LineFile.create(path, heading);
  try {
    for (const record of records) await file.add(record);
    return await file.finish();
  } finally {
    await file.close();
  }
}

function writeCategories(path: string): Promise<WrittenFile> {
  const records = CATEGORIES.map((c) => csvRecord([c.categoryId, c.name, c.parentId]));
  return writeLines(path, "category_id,category_name,parent_category_id", records);
}

function writeProducts(path: string): Promise<WrittenFile> {
  const records = PRODUCTS.map((p) =>
    csvRecord([
      p.productId,
      p.name,
      p.categoryId,
      p.brand,
      decimalText(p.listPrice),
      decimalText(p.unitCost),
    ]),
  );
  const heading = "product_id,product_name,category_id,brand_name,list_price,unit_cost";
  return writeLines(path, heading, records);
}

async function writeOrders(
  path: string,
  linesPath: string,
  orders: Iterable<Order>,
  total: number,
  onEvent: EventSink,
): Promise<{ file: WrittenFile; netAmount: number }> {
  const heading = "order_id,account_id,channel,order_date,shipped_date";
  const orderFile = await LineFile.create(path, heading);
  const lineFile = await LineFile.create(linesPath, Object.keys(ORDER_LINE_COLUMNS).join(","));
  let netAmount = 0;
  let done = 0;
  try {
    for (const order of orders) {
      const { orderId, accountId, channel, orderDate, shippedDate } = order;
      await orderFile.add(csvRecord([orderId, accountId, channel, orderDate, shippedDate]));
      for (const line of order.lines) {
        netAmount += line.lineAmount;
        await lineFile.add(orderLineRecord(orderId, line));
      }
      done += 1;
      if (done % EVENT_EVERY === 0) {
        const progress = { phase: "generate", label: "orders", done, total, unit: "orders" };
        onEvent({ type: "progress", ...progress });
      }
    }
    await lineFile.finish();
    return { file: await orderFile.finish(), netAmount };
  } finally {
    await Promise.all([orderFile.close(), lineFile.close()]);
  }
}

function orderLineRecord(orderId: string, line: OrderLine): string {
  return csvRecord([
    orderId,
    line.lineNumber,
    line.productId,
    line.quantity,
    decimalText(line.unitPrice),
    decimalText(line.discountAmount),
    decimalText(line.lineAmount),
    decimalText(line.taxAmount),
    decimalText(line.costAmount),
  ]);
}
