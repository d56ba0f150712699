import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DbtResult } from "../dbt/result.js";
import { projectFingerprint } from "../dbt/fingerprint.js";
import type { LoadRecord } from "../ingest/load-log.js";
import { dbtVars, type GranaryConfig } from "../warehouse/config.js";
import { quoteLiteral } from "../warehouse/sql.js";
import { commentOn, type TableComments } from "../warehouse/table-comments.js";

/** What the workspace holds after the last build, and whether that may be published. */
interface BuildRecord {
  /** Identifies loads, project and settings the build was made from. */
  fingerprint: string;
  /** "passed" only when every model was built and every test ran without an error. */
  status: "building" | "passed" | "failed";
  tests: { passed: number; failed: number; warned: number };
}

const FORMAT = "2";

const BUILD_COMMENTS: TableComments = {
  table: "One row: the last build of the workspace.",
  columns: {
    fingerprint: "Of loads, project and settings: equal ones give equal marts.",
    status: "building, passed (every model built, no test failed) or failed.",
    passed: "Data tests that passed.",
    failed: "Data tests that failed.",
    warned: "Data tests that warned.",
    recorded_at: "When it was recorded, UTC.",
  },
};
const TEST_RESULTS_COMMENTS: TableComments = {
  table: "One row per data test of the last build.",
  columns: {
    test_name: "Name of the test.",
    status: "pass, fail, warn, error or skipped.",
    failures: "Rows that it found; none where it did not run.",
    message: "What it says; none where it passed.",
  },
};

/** What a build from the workspace's present loads would be made from; equal fingerprints give equal marts. */
export async function buildFingerprint(
  config: GranaryConfig,
  loads: readonly LoadRecord[],
): Promise<string> {
  const project = await projectFingerprint(config.projectDir, dbtVars(config));
  return createHash("sha256")
    .update(
      JSON.stringify([
        FORMAT,
        project,
        config.name,
        config.currency,
        config.timezone,
        loads.map((load) => load.loadId).sort(),
      ]),
    )
    .digest("hex");
}

/** Marks the workspace's marts as being rebuilt; until `recordBuild` says otherwise nothing may be published. */
export async function beginBuild(connection: DuckDBConnection, fingerprint: string): Promise<void> {
  await createRecord(connection);
  await write(connection, {
    fingerprint,
    status: "building",
    tests: { passed: 0, failed: 0, warned: 0 },
  });
}

/** Keeps the outcome of a build and of each of its tests in `meta`. */
export async function recordBuild(
  connection: DuckDBConnection,
  fingerprint: string,
  result: DbtResult,
): Promise<BuildRecord> {
  const record: BuildRecord = {
    fingerprint,
    status: result.status === "ok" ? "passed" : "failed",
    tests: result.tests,
  };
  await createRecord(connection);
  await connection.run(`
    create or replace table meta.test_results (
        test_name varchar, status varchar, failures bigint, message varchar
    );
    ${commentOn("meta.test_results", TEST_RESULTS_COMMENTS)}`);
  for (const test of result.results.filter((node) => node.resourceType === "test")) {
    await connection.run(`
      insert into meta.test_results values (${quoteLiteral(test.name)}, ${quoteLiteral(test.status)},
        ${test.failures === null ? "null" : String(test.failures)},
        ${test.message === null ? "null" : quoteLiteral(test.message)})`);
  }
  await write(connection, record);
  return record;
}

async function createRecord(connection: DuckDBConnection): Promise<void> {
  await connection.run("create schema if not exists meta");
  await connection.run(`
    create table if not exists meta.build (
        fingerprint varchar, status varchar, passed integer, failed integer, warned integer,
        recorded_at timestamp
    );
    ${commentOn("meta.build", BUILD_COMMENTS)}`);
}

async function write(connection: DuckDBConnection, record: BuildRecord): Promise<void> {
  const { passed, failed, warned } = record.tests;
  await connection.run("begin");
  await connection.run("delete from meta.build");
  await connection.run(`
    insert into meta.build values (${quoteLiteral(record.fingerprint)}, ${quoteLiteral(record.status)},
      ${String(passed)}, ${String(failed)}, ${String(warned)}, now()::timestamp)`);
  await connection.run("commit");
}

/** The record of the last build in this workspace. */
export async function readBuild(connection: DuckDBConnection): Promise<BuildRecord | undefined> {
  const known = await connection.runAndReadAll(
    "select 1 from duckdb_tables() where schema_name = 'meta' and table_name = 'build'",
  );
  if (known.currentRowCount === 0) return undefined;
  const found = await connection.runAndReadAll(
    "select fingerprint, status, passed, failed, warned from meta.build",
  );
  const row = found.getRowObjectsJson()[0];
  if (!row) return undefined;
  const status = row["status"];
  return {
    fingerprint: row["fingerprint"] as string,
    status: status === "passed" || status === "failed" ? status : "building",
    tests: {
      passed: Number(row["passed"]),
      failed: Number(row["failed"]),
      warned: Number(row["warned"]),
    },
  };
}
