import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteLiteral } from "../warehouse/sql.js";
import type { StandingLoad } from "./plan.js";
import { numberOf, rowsOf, textOf, timestampLiteral } from "./query.js";

/** A load that stands in the raw tables, as the version manifest lists it. */
export interface LoadRecord {
  loadId: string;
  source: string;
  table: string;
  rows: number;
}

/**
 * One attempt to load one file. `rowsRead = rowsLoaded + rowsRejected + rowsUnchanged` always; in a failed attempt `rowsLoaded` counts
 * the rows that were fit to load and were rolled back with the rest.
 */
export interface LoadEntry {
  loadId: string;
  source: string;
  table: string;
  file: string;
  sha256: string;
  settings: string;
  bytes: number;
  rowsRead: number;
  rowsLoaded: number;
  rowsRejected: number;
  rowsUnchanged: number;
  /** `staged`: the rows stand in a table that is to replace the present one. */
  status: "loaded" | "staged" | "failed";
  startedAt: Date;
  finishedAt: Date;
  error: string | null;
}

export async function standingLoads(
  connection: DuckDBConnection,
  source: string,
  table: string,
): Promise<StandingLoad[]> {
  const rows = await rowsOf(
    connection,
    `select load_id, file, sha256, settings from meta.loads
     where status = 'loaded' and ${ofTable(source, table)} order by started_at, rowid`,
  );
  return rows.map((row) => ({
    loadId: textOf(row["load_id"]),
    file: textOf(row["file"]),
    sha256: textOf(row["sha256"]),
    settings: textOf(row["settings"]),
  }));
}

/** Earlier attempts at the same content, split by outcome, so that every attempt gets an id of its own. */
export async function countAttempts(
  connection: DuckDBConnection,
  source: string,
  table: string,
  sha256: string,
  failed: boolean,
): Promise<number> {
  return numberOf(
    connection,
    `select count(*) from meta.loads where ${ofTable(source, table)}
     and sha256 = ${quoteLiteral(sha256)} and (status = 'failed') = ${failed}`,
  );
}

export async function logLoad(connection: DuckDBConnection, entry: LoadEntry): Promise<void> {
  const texts = [entry.loadId, entry.source, entry.table, entry.file, entry.sha256, entry.settings];
  const values = [
    ...texts.map(quoteLiteral),
    ...[entry.bytes, entry.rowsRead, entry.rowsLoaded, entry.rowsRejected].map(String),
    String(entry.rowsUnchanged),
    quoteLiteral(entry.status),
    timestampLiteral(entry.startedAt),
    timestampLiteral(entry.finishedAt),
    entry.error === null ? "null" : quoteLiteral(entry.error),
  ];
  await connection.run(`insert into meta.loads values (${values.join(", ")})`);
}

/** Loads whose rows stand no more. What was rejected of them is no question any more either. */
export async function markSuperseded(
  connection: DuckDBConnection,
  loadIds: readonly string[],
): Promise<void> {
  const ids = loadIds.map(quoteLiteral).join(", ");
  await connection.run(
    `delete from meta.quarantine where load_id in (${ids});
     update meta.loads set status = 'superseded' where status = 'loaded' and load_id in (${ids})`,
  );
}

/** The loads of the table that replaces the present one, and of nothing else, stand from now on. */
export async function promoteStaged(
  connection: DuckDBConnection,
  source: string,
  table: string,
): Promise<void> {
  await connection.run(
    `delete from meta.quarantine where load_id in (
       select load_id from meta.loads where status = 'loaded' and ${ofTable(source, table)});
     update meta.loads set status = case status when 'staged' then 'loaded' else 'superseded' end
     where status in ('loaded', 'staged') and ${ofTable(source, table)}`,
  );
}

/** The loads of an extraction in which everything was as it stood. */
export async function markUnchanged(
  connection: DuckDBConnection,
  source: string,
  table: string,
): Promise<void> {
  const staged = `status = 'staged' and ${ofTable(source, table)}`;
  await connection.run(
    `delete from meta.quarantine where load_id in (select load_id from meta.loads where ${staged});
     update meta.loads set status = 'unchanged', rows_unchanged = rows_loaded, rows_loaded = 0 where ${staged}`,
  );
}

/** True when the staged loads brought the files, contents and rejects that stand already, and no others. */
export async function stagedAsStanding(
  connection: DuckDBConnection,
  source: string,
  table: string,
): Promise<boolean> {
  const of = (status: string): string =>
    `select file, sha256, settings, rows_read, rows_rejected from meta.loads
     where status = '${status}' and ${ofTable(source, table)}`;
  const differing = await numberOf(
    connection,
    `select count(*) from (
       (${of("staged")} except all ${of("loaded")}) union all (${of("loaded")} except all ${of("staged")}))`,
  );
  return differing === 0;
}

/** A load that added no version of any row, nor changed the columns, is none to those who build on the table. */
export async function markVoid(
  connection: DuckDBConnection,
  { source, table, loadId }: Omit<LoadRecord, "rows">,
): Promise<void> {
  const id = quoteLiteral(loadId);
  await connection.run(
    `update meta.loads set status = 'unchanged'
     where load_id = ${id} and rows_loaded = 0 and rows_rejected = 0
       and load_id not in (select load_id from meta.schema_changes)
       and exists (from meta.loads where status = 'loaded' and load_id <> ${id} and ${ofTable(source, table)})`,
  );
}

/** A load that turned out to delete rows counts after all. */
export async function markEffective(connection: DuckDBConnection, loadId: string): Promise<void> {
  await connection.run(
    `update meta.loads set status = 'loaded' where status = 'unchanged' and load_id = ${quoteLiteral(loadId)}`,
  );
}

/** Staged loads whose table was given up. */
export async function discardStaged(
  connection: DuckDBConnection,
  source: string,
  table: string,
): Promise<void> {
  const staged = `status = 'staged' and ${ofTable(source, table)}`;
  await connection.run(
    `delete from meta.quarantine where load_id in (select load_id from meta.loads where ${staged});
     update meta.loads set status = 'superseded' where ${staged}`,
  );
}

/**
 * What was rejected of a table, or of one of its files, in other loads than these, which brought all of it anew.
 *
 * @param file undefined: of all that the table is read from
 */
export async function dropOlderRejects(
  connection: DuckDBConnection,
  { source, table }: Pick<LoadRecord, "source" | "table">,
  file: string | undefined,
  loadIds: readonly string[],
): Promise<void> {
  const ofFile = file === undefined ? "" : `and file = ${quoteLiteral(file)}`;
  await connection.run(
    `delete from meta.quarantine where ${ofTable(source, table)} ${ofFile}
     and load_id not in (${loadIds.map(quoteLiteral).join(", ")})`,
  );
}

/** The loads whose rows stand in the raw tables, in a fixed order; empty before the first ingestion. */
export async function currentLoads(connection: DuckDBConnection): Promise<LoadRecord[]> {
  const exists = await numberOf(
    connection,
    `select count(*) from duckdb_tables() where database_name = current_database()
     and schema_name = 'meta' and table_name = 'loads'`,
  );
  if (exists === 0) return [];
  const rows = await rowsOf(
    connection,
    `select load_id, source, table_name, rows_loaded from meta.loads
     where status = 'loaded' order by source, table_name, load_id`,
  );
  return rows.map((row) => ({
    loadId: textOf(row["load_id"]),
    source: textOf(row["source"]),
    table: textOf(row["table_name"]),
    rows: Number(row["rows_loaded"]),
  }));
}

function ofTable(source: string, table: string): string {
  return `source = ${quoteLiteral(source)} and table_name = ${quoteLiteral(table)}`;
}
