import type { DuckDBConnection } from "@duckdb/node-api";
import { commentOn } from "../warehouse/table-comments.js";
import {
  LOADS_COMMENTS,
  RECONCILIATIONS_COMMENTS,
  SCHEMA_CHANGES_COMMENTS,
} from "./meta-comments.js";
import { numberOf } from "./query.js";

const LOADS = `(
  load_id varchar not null, source varchar not null, table_name varchar not null, file varchar not null,
  sha256 varchar not null, settings varchar not null, bytes bigint not null,
  rows_read bigint not null, rows_loaded bigint not null, rows_rejected bigint not null,
  rows_unchanged bigint not null default 0,
  status varchar not null, started_at timestamp not null, finished_at timestamp not null, error varchar,
  check (rows_read = rows_loaded + rows_rejected + rows_unchanged)
)`;

const CREATE = `
create schema if not exists meta;
create table if not exists meta.loads ${LOADS};
create table if not exists meta.quarantine (
  load_id varchar not null, source varchar not null, table_name varchar not null, file varchar not null,
  position bigint, raw varchar, column_name varchar, reason varchar not null, quarantined_at timestamp not null
);
-- The names of a raw text's fields in order, as a JSON array.
alter table meta.quarantine add column if not exists fields varchar;
create table if not exists meta.source_state (
  source varchar not null, table_name varchar not null, state json, updated_at timestamp not null,
  load_id varchar not null, settings varchar not null, coverage varchar not null
);
create table if not exists meta.reconciliations (
  load_id varchar not null, source varchar not null, table_name varchar not null, measure varchar not null,
  source_value varchar, raw_value varchar, difference varchar not null
);
create table if not exists meta.schema_changes (
  load_id varchar not null, source varchar not null, table_name varchar not null, column_name varchar not null,
  change varchar not null, old_type varchar, new_type varchar, changed_at timestamp not null
);`;

/** What the published ones of them hold. */
const COMMENTS = `
begin transaction;
${commentOn("meta.loads", LOADS_COMMENTS)}
${commentOn("meta.reconciliations", RECONCILIATIONS_COMMENTS)}
${commentOn("meta.schema_changes", SCHEMA_CHANGES_COMMENTS)}
commit;`;

/** The tables in which ingestion keeps its books, created or brought up to date. */
export async function createMetaTables(connection: DuckDBConnection): Promise<void> {
  await connection.run(CREATE);
  await haveEveryColumn(connection);
  await connection.run(COMMENTS);
}

async function haveEveryColumn(connection: DuckDBConnection): Promise<void> {
  const current = await numberOf(
    connection,
    "select count(*) from (describe meta.loads) where column_name = 'rows_unchanged'",
  );
  if (current === 1) return;
  // A check constraint cannot be altered, so the table is made anew.
  await connection.run(`
    begin transaction;
    create table meta.loads_next ${LOADS};
    insert into meta.loads_next by name select * from meta.loads;
    drop table meta.loads;
    alter table meta.loads_next rename to loads;
    commit;`);
}
