import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { rollupsOf } from "../../cube/rollups/publish-rollups.js";
import type { GranaryConfig } from "../../warehouse/config.js";
import { publish } from "../../warehouse/publish.js";
import { quoteIdent, quoteLiteral, quoteTable } from "../../warehouse/sql.js";
import {
  pointTo,
  readCurrent,
  rollupFile,
  saveManifest,
  versionFile,
  versionsDir,
  type VersionManifest,
} from "../../warehouse/versions.js";
import { demoConfig, loadedWorkspace, silent } from "../prepared-warehouse.js";
import { dbt } from "./build.js";

/** Lines of the demo at this scale are the seed that is multiplied. */
const SEED_SCALE = 0.1;

/** Keys of one copy begin this far after those of the copy before. */
const KEYS = 10_000_000;

/** Copies of the customers and of the products there are at most, so that there are more lines than customers. */
const CUSTOMER_COPIES = 200;
const PRODUCT_COPIES = 6;

/** Publishes the demo, whose marts the benchmark multiplies. */
export async function publishSeed(repository: string, dir: string): Promise<GranaryConfig> {
  const config = await demoConfig(repository, dir, SEED_SCALE);
  const workspace = await loadedWorkspace(config);
  try {
    await dbt(config, workspace, "build");
    await publish({
      config,
      workspace,
      build: {
        loads: [],
        tests: { passed: 0, failed: 0, warned: 0 },
        fingerprint: "bench",
        gitCommit: null,
      },
      onEvent: silent,
    });
  } finally {
    await workspace.close();
  }
  return config;
}

/**
 * A data directory with one version of `rows` order lines and its rollups: the seed's lines with other keys, amounts
 * and customers, all other marts as they are.
 */
export async function multiplied(
  seed: GranaryConfig,
  modelDir: string,
  dir: string,
  rows: number,
): Promise<GranaryConfig> {
  const manifest = readCurrent(seed);
  if (!manifest) throw new Error("the seed has not been published");
  const config = { ...seed, dataDir: dir };
  const folder = versionsDir(config);
  mkdirSync(folder, { recursive: true });
  const target = versionFile(folder, 1);
  const source = versionFile(versionsDir(seed), manifest.version);
  await writeVersion(source, target, manifest, rows, seed.engine);
  await rollupsOf(modelDir, seed, target, rollupFile(folder, 1));
  chmodSync(target, 0o444);
  const published = { ...manifest, version: 1, rows: { "sales.fct_order_line": rows } };
  saveManifest(folder, published);
  pointTo(folder, published);
  return config;
}

/** The database file of the version `multiplied` made. */
export function multipliedFile(config: GranaryConfig): string {
  return join(versionsDir(config), "000001.duckdb");
}

async function writeVersion(
  source: string,
  target: string,
  manifest: VersionManifest,
  rows: number,
  engine: GranaryConfig["engine"],
): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: engine.memoryLimit,
    threads: String(engine.threads),
    temp_directory: `${target}.spill`,
    preserve_insertion_order: "false",
  });
  const connection = await instance.connect();
  try {
    await connection.run(`attach ${quoteLiteral(source)} as seed (read_only)`);
    await connection.run(`attach ${quoteLiteral(target)} as version_out`);
    for (const table of Object.keys(manifest.rows)) {
      const [schema = "", name = ""] = table.split(".");
      await connection.run(`create schema if not exists version_out.${quoteIdent(schema)}`);
      const from = `seed.${quoteTable(schema, name)}`;
      await connection.run(
        `create table version_out.${quoteTable(schema, name)} as ${selectFrom(table, from, rows)}`,
      );
    }
    await connection.run("checkpoint version_out");
    await connection.run("detach version_out");
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function selectFrom(table: string, from: string, rows: number): string {
  const copied = (key: string, copies: string): string =>
    `case when ${key} = 0 then 0 else ${key} + (copy % ${copies}) * ${String(KEYS)} end as ${key}`;
  const amount = (name: string): string =>
    `(${name} * (50 + hash(order_line_key, copy) % 100) / 100)::decimal(18, 4) as ${name}`;
  switch (table) {
    case "sales.fct_order_line":
      return `select * exclude (copy) replace (
          order_line_key + copy * ${String(KEYS)} as order_line_key,
          order_key + copy * ${String(KEYS)} as order_key,
          ${copied("customer_key", String(CUSTOMER_COPIES))},
          ${copied("product_key", String(PRODUCT_COPIES))},
          ${["gross", "discount", "net", "tax", "cost", "margin"].map((n) => amount(`${n}_amount`)).join(", ")}
        ) from range(cast(ceil(${String(rows)} / (select count(*) from ${from})) as bigint)) t(copy), ${from}
        limit ${String(rows)}`;
    case "shared.dim_customer_current":
      return copiesOf(from, "customer_key", "customer_name", CUSTOMER_COPIES);
    case "shared.dim_product_current":
      return copiesOf(from, "product_key", "product_name", PRODUCT_COPIES);
    default:
      return `select * from ${from}`;
  }
}

function copiesOf(from: string, key: string, name: string, copies: number): string {
  return `select * exclude (copy) replace (
      ${key} + copy * ${String(KEYS)} as ${key},
      case when copy = 0 then ${name} else ${name} || ' ' || copy end as ${name}
    ) from ${from}, range(${String(copies)}) t(copy) where ${key} <> 0 or copy = 0`;
}
