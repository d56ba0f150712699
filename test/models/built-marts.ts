import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance, type DuckDBConnection, type Json } from "@duckdb/node-api";
import { runDbt } from "../../dbt/run.js";
import type { DbtResult } from "../../dbt/result.js";
import { quoteLiteral } from "../../warehouse/sql.js";

export const REPOSITORY = resolve(import.meta.dirname, "../..");

/** Where the public sample stands; undefined, and said loudly, when it is not there. */
export function adventureWorksDir(): string | undefined {
  const dir =
    process.env["ADVENTUREWORKS_DIR"] ?? resolve(REPOSITORY, "../shared/data/adventureworks");
  if (existsSync(join(dir, "FactInternetSales.parquet"))) return dir;
  console.warn(
    `SKIPPED: no AdventureWorks parquet files in ${dir}. Set ADVENTUREWORKS_DIR to test their figures.`,
  );
  return undefined;
}

/** A database with raw tables, in which the models can be built and the marts asked. */
export class BuiltMarts {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #targetDir = mkdtempSync(join(tmpdir(), "granary-models-"));

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async create(): Promise<BuiltMarts> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const connection = await instance.connect();
    await connection.run("set global TimeZone = 'UTC'");
    return new BuiltMarts(instance, connection);
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  async rows(sql: string): Promise<Json[][]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowsJson();
  }

  /** Makes a raw table of one file, or adds the file to it, as ingestion would. */
  async load(
    table: string,
    file: string,
    loadId = "load-1",
    loadedAt = "2026-01-01",
  ): Promise<void> {
    const [schema = ""] = table.split(".");
    await this.run(`create schema if not exists ${schema}`);
    const source = `select *, ${quoteLiteral(loadId)} as _load_id,
      timestamp ${quoteLiteral(loadedAt)} as _loaded_at, ${quoteLiteral(file)} as _source_file,
      (row_number() over ())::bigint as _source_position from ${reader(file)}`;
    await this.run(`create table if not exists ${table} as from (${source}) limit 0`);
    await this.run(`insert into ${table} ${source}`);
  }

  async build(vars: Record<string, unknown>): Promise<DbtResult> {
    return await runDbt({
      command: "build",
      projectDir: REPOSITORY,
      targetDir: this.#targetDir,
      vars,
      threads: 2,
      target: { name: "test", schema: "main", database: "memory" },
      connect: () => this.#instance.connect(),
      onEvent: () => undefined,
    });
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
    rmSync(this.#targetDir, { recursive: true, force: true });
  }
}

function reader(file: string): string {
  const path = quoteLiteral(file);
  if (file.endsWith(".parquet")) return `read_parquet(${path})`;
  return file.endsWith(".csv") ? `read_csv(${path}, all_varchar = true)` : `read_json(${path})`;
}

/** Messages of everything that went wrong; empty when all of the build and its tests passed. */
export function faultsOf(result: DbtResult): string[] {
  return result.results
    .filter((node) => !["success", "pass"].includes(node.status))
    .map((node) => `${node.name}: ${node.status} ${node.message ?? ""}`);
}

export const DEMO_TABLES = {
  crm_account: "crm/account.jsonl",
  erp_category: "erp/category.csv",
  erp_product: "erp/product.csv",
  erp_order: "erp/order.csv",
  erp_order_line: "erp/order_line.parquet",
} as const;

export const ADVENTUREWORKS_TABLES = {
  fact_internet_sales: "FactInternetSales.parquet",
  fact_reseller_sales: "FactResellerSales.parquet",
  dim_customer: "DimCustomer.parquet",
  dim_reseller: "DimReseller.parquet",
  dim_geography: "DimGeography.parquet",
  dim_product: "DimProduct.parquet",
  dim_product_subcategory: "DimProductSubcategory.parquet",
  dim_product_category: "DimProductCategory.parquet",
} as const;

export async function loadAll(
  marts: BuiltMarts,
  schema: string,
  dir: string,
  tables: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [table, file] of Object.entries(tables)) {
    await marts.load(`${schema}.${table}`, join(dir, file));
  }
}
