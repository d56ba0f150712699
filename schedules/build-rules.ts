import { version as duckdbVersion, type DuckDBConnection } from "@duckdb/node-api";
import { projectFingerprint } from "../dbt/fingerprint.js";
import type { DbtResult } from "../dbt/result.js";
import { dbtVars, type GranaryConfig } from "../warehouse/config.js";
import { quoteLiteral } from "../warehouse/sql.js";
import type { Workspace } from "../warehouse/workspace.js";

/** No rules: the tables were made by several, or by some that are not known. */
const MIXED = "";
const TABLE = "meta.build_rules";
const MADE: ReadonlySet<string> = new Set(["model", "seed", "snapshot"]);

/**
 * What the workspace's tables were made by: the project, its vars but for the as-of date, which incremental models follow by
 * themselves, and the engine's release, which the numbers depend on by which they follow. Rows made by other rules stand in an incremental table until it is built anew.
 */
export interface BuildRules {
  readonly now: string;
  /** Undefined where nothing says what the tables were made by. */
  readonly made: string | undefined;
}

export async function readRules(
  config: GranaryConfig,
  connection: DuckDBConnection,
): Promise<BuildRules> {
  const vars = dbtVars(config);
  delete vars["as_of_date"];
  const now = `${await projectFingerprint(config.projectDir, vars)} ${duckdbVersion()}`;
  const known = await connection.runAndReadAll(
    "select 1 from duckdb_tables() where schema_name = 'meta' and table_name = 'build_rules'",
  );
  if (known.currentRowCount === 0) return { now, made: undefined };
  const found = await connection.runAndReadAll(`select rules from ${TABLE}`);
  return { now, made: found.getRowsJson()[0]?.[0] as string | undefined };
}

/** Says that from now on tables may be made by other rules than the rest, or than before. */
export async function mixRules(connection: DuckDBConnection): Promise<void> {
  await write(connection, MIXED);
}

/** Says that every table is made by the rules of now, where `result` is of a build of everything anew that made all of them. */
export async function settleRules(
  workspace: Workspace,
  { now }: BuildRules,
  result: DbtResult,
): Promise<void> {
  const tables = result.results.filter(({ resourceType }) => MADE.has(resourceType));
  if (tables.some(({ status }) => status !== "success")) return;
  const connection = await workspace.connect();
  try {
    await write(connection, now);
  } finally {
    connection.closeSync();
  }
}

async function write(connection: DuckDBConnection, rules: string): Promise<void> {
  await connection.run("create schema if not exists meta");
  await connection.run(
    `create or replace table ${TABLE} as select ${quoteLiteral(rules)} as rules`,
  );
}
