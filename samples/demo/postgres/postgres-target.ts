import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import {
  clientSettings,
  loginOf,
  redacted,
  shownAddress,
  type PostgresLogin,
} from "../../../ingest/postgres/postgres-address.js";
import { postgresSource } from "../../../warehouse/config-postgres.js";
import { GranaryError, messageOf } from "../../../warehouse/errors.js";
import type { EventSink } from "../../../warehouse/events.js";
import { quoteIdent } from "../../../warehouse/sql.js";
import { allColumns } from "../output/extract-line.js";
import { TABLES, type ColumnKind, type TableSpec } from "../tables/tables.js";
import { csvOf } from "./copy-lines.js";

const SQL_TYPES: Readonly<Record<ColumnKind, string>> = {
  text: "text",
  integer: "bigint",
  decimal: "numeric(18,4)",
  rate: "numeric(18,8)",
  date: "date",
  instant: "timestamptz",
  boolean: "boolean",
};

/**
 * Puts the demo's files into PostgreSQL: a schema for each system, a table for each folder ("salesforce"."user_role"),
 * columns named as in the files. Each table is replaced in one transaction, so a reader sees the old or the new one.
 *
 * @throws GranaryError DEMO_DATABASE_FAILED
 */
export async function copyToPostgres(
  login: PostgresLogin,
  dir: string,
  onEvent: EventSink,
): Promise<void> {
  const client = new pg.Client({
    ...clientSettings(login),
    application_name: "granary",
    connectionTimeoutMillis: 15_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("set client_encoding = 'UTF8'; set timezone = 'UTC'; set datestyle = 'ISO'");
    for (const [name, spec] of Object.entries(TABLES)) {
      const started = performance.now();
      const rows = await replaceTable(client, spec, dir);
      const ms = Math.round(performance.now() - started);
      onEvent({ type: "step", phase: "generate", name, status: "ok", rows, ms });
    }
  } catch (error) {
    throw new GranaryError("DEMO_DATABASE_FAILED", {
      message: `The demo cannot be written to ${shownAddress(login)}: ${redacted(login, messageOf(error))}.`,
      hint: "Check the address, and that this user may create schemas and tables in the database.",
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * @param url postgres://user:password@host:port/database
 * @throws GranaryError USAGE
 */
export async function postgresLogin(url: string): Promise<PostgresLogin> {
  const parsed = postgresSource.safeParse({ type: "postgres", url, tables: { any: {} } });
  if (parsed.success) return await loginOf("--to", parsed.data);
  throw new GranaryError("USAGE", {
    message: "--to is not a PostgreSQL address.",
    hint: "Write it as postgres://user:password@host:5432/database.",
  });
}

/** "crm/UserRole" is the table user_role. */
const tableNameOf = ({ folder }: TableSpec): string =>
  folder
    .slice(folder.lastIndexOf("/") + 1)
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

async function replaceTable(client: pg.Client, spec: TableSpec, dir: string): Promise<number> {
  const columns = allColumns(spec);
  const schema = quoteIdent(spec.system);
  const table = `${schema}.${quoteIdent(tableNameOf(spec))}`;
  const types = columns.map(([name, kind]) => `${quoteIdent(name)} ${SQL_TYPES[kind]}`);
  await client.query("begin");
  try {
    await client.query(`create schema if not exists ${schema}`);
    await client.query(`drop table if exists ${table}`);
    await client.query(`create table ${table} (${types.join(", ")})`);
    let rows = 0;
    for (const path of filesOf(join(dir, spec.folder))) {
      rows += await copyFile(client, table, columns, path);
    }
    await client.query("commit");
    return rows;
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

/** Files of a table from the oldest to the newest. */
function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
}

async function copyFile(
  client: pg.Client,
  table: string,
  columns: readonly (readonly [name: string, kind: ColumnKind])[],
  path: string,
): Promise<number> {
  const names = columns.map(([name]) => name);
  const list = names.map(quoteIdent).join(", ");
  const copy = client.query(
    copyFrom(`copy ${table} (${list}) from stdin (format csv, header true)`),
  );
  await pipeline(await csvOf(path, names), copy);
  return copy.rowCount;
}
