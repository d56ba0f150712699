import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
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

  async build(
    vars: Record<string, unknown>,
    options: {
      select?: readonly string[];
      exclude?: readonly string[];
      indirect?: "buildable";
      excludeResourceTypes?: readonly ("test" | "unit_test")[];
    } = {},
  ): Promise<DbtResult> {
    return await runDbt({
      command: "build",
      ...options,
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

/** A raw table of rows written out as `('a', 1), ('b', 2)`, with what ingestion adds. */
export function rawTable(table: string, columns: string, rows: readonly string[]): string {
  const [schema = ""] = table.split(".");
  return `create schema if not exists ${schema};
    create table ${table} as select *, 'l' as _load_id, timestamp '2026-01-01' as _loaded_at,
      'f' as _source_file, (row_number() over ())::bigint as _source_position
    from (values ${rows.join(", ")}) as t (${columns})`;
}

/** Tables of a generated company by schema, as granary.yml has them; those of an earlier load are replaced. */
export async function loadCompany(marts: BuiltMarts, dir: string, loadedAt: string): Promise<void> {
  for (const [area, schema] of COMPANY_SCHEMAS) {
    await marts.run(`create schema if not exists ${schema}`);
    for (const folder of readdirSync(join(dir, area))) {
      const table = folder.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
      const files = readdirSync(join(dir, area, folder));
      if (files.every((file) => statSync(join(dir, area, folder, file)).size === 0)) continue;
      const glob = join(dir, area, folder, `*.${files[0]?.split(".").at(-1) ?? "csv"}`);
      await marts.run(`create or replace table ${schema}."${table}" as
        select * exclude (filename), 'load' as _load_id, timestamp ${quoteLiteral(loadedAt)} as _loaded_at,
          replace(filename, ${quoteLiteral(dir)}, '') as _source_file,
          (row_number() over (partition by filename))::bigint as _source_position
        from ${reader(glob, ", filename = true")}`);
    }
  }
}

const COMPANY_SCHEMAS = [
  ["crm", "raw_salesforce"],
  ["erp", "raw_erp"],
  ["contact_centre", "raw_contact_centre"],
  ["marketing", "raw_marketing"],
] as const;

function reader(file: string, options = ""): string {
  const path = quoteLiteral(file);
  if (file.endsWith(".parquet")) return `read_parquet(${path}${options})`;
  return file.endsWith(".csv")
    ? `read_csv(${path}, all_varchar = true${options})`
    : `read_json(${path}${options})`;
}

/** Messages of everything that went wrong; empty when all of the build and its tests passed. */
export function faultsOf(result: DbtResult): string[] {
  return result.results
    .filter((node) => !["success", "pass"].includes(node.status))
    .map((node) => `${node.name}: ${node.status} ${node.message ?? ""}`);
}

export const ADVENTUREWORKS_TABLES = {
  fact_internet_sales: "FactInternetSales.parquet",
  fact_reseller_sales: "FactResellerSales.parquet",
  dim_customer: "DimCustomer.parquet",
  dim_reseller: "DimReseller.parquet",
  dim_geography: "DimGeography.parquet",
  dim_product: "DimProduct.parquet",
  dim_product_subcategory: "DimProductSubcategory.parquet",
  dim_product_category: "DimProductCategory.parquet",
  dim_sales_territory: "DimSalesTerritory.parquet",
  dim_promotion: "DimPromotion.parquet",
  dim_currency: "DimCurrency.parquet",
  fact_currency_rate: "FactCurrencyRate.parquet",
  fact_sales_quota: "FactSalesQuota.parquet",
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
