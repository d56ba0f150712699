import { createHash } from "node:crypto";
import { chmodSync, createReadStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "./config.js";
import { renameDurably, syncPath } from "./durable-file.js";
import { messageOf } from "./errors.js";
import type { EventSink } from "./events.js";
import { quoteIdent, quoteLiteral, quoteTable } from "./sql.js";
import {
  nextNumber,
  pointTo,
  retain,
  rollupFile,
  saveManifest,
  sweep,
  versionFile,
  versionsDir,
  type VersionManifest,
} from "./versions.js";
import type { Workspace } from "./workspace.js";

/** Schemas a version contains. Raw, staging and intermediate stay private to the workspace. */
const PUBLISHED_SCHEMAS = [
  "shared",
  "customer",
  "sales",
  "service",
  "marketing",
  "mining",
  "meta",
] as const;

/** Quarantined rows, and the keys and page tokens where a load goes on, are raw data: only their log is public. */
const PRIVATE_TABLES = new Set(["meta.quarantine", "meta.source_state", "meta.build_rules"]);

interface PublishOptions {
  config: GranaryConfig;
  workspace: Workspace;
  /** What the manifest says of the build. */
  build: Pick<VersionManifest, "loads" | "tests" | "fingerprint" | "gitCommit">;
  onEvent: EventSink;
  /** Makes the rollups of a version's database file in a file beside it; returns false where there are none. */
  buildRollups?: (version: string, target: string) => Promise<boolean>;
  now?: () => Date;
}

/**
 * Copies marts, mining and meta into a new immutable file and makes it current by one pointer swap. Killed at any
 * instant, the old version stays current and the next publication clears what was left.
 *
 * @returns the new version's manifest, and the numbers of older versions deleted by retention
 */
export async function publish(
  options: PublishOptions,
): Promise<{ manifest: VersionManifest; deleted: number[] }> {
  const { config, workspace, build, onEvent } = options;
  const dir = versionsDir(config);
  mkdirSync(dir, { recursive: true });
  sweep(dir);
  const version = nextNumber(dir);
  const temporary = join(dir, `${String(version).padStart(6, "0")}.${String(process.pid)}.tmp`);
  const connection = await workspace.connect();
  try {
    const rows = await copyInto(connection, workspace.database, temporary, onEvent);
    syncPath(temporary);
    const manifest: VersionManifest = {
      version,
      publishedAt: (options.now ?? (() => new Date()))().toISOString(),
      sha256: await sha256Of(temporary),
      gitCommit: build.gitCommit,
      asOfDate: config.asOfDate,
      name: config.name,
      currency: config.currency,
      timezone: config.timezone,
      loads: build.loads,
      tests: build.tests,
      fingerprint: build.fingerprint,
      rows,
    };
    chmodSync(temporary, 0o444);
    await placeRollups(options, temporary, rollupFile(dir, version));
    renameDurably(temporary, versionFile(dir, version));
    pointTo(dir, manifest);
    saveManifest(dir, manifest);
    return { manifest, deleted: retain(dir, config.retention.keep) };
  } finally {
    connection.closeSync();
    rmSync(temporary, { force: true });
    rmSync(`${temporary}.wal`, { force: true });
  }
}

/** Puts the rollups in place before their version is; without them the version answers more slowly. */
async function placeRollups(
  { buildRollups, onEvent }: PublishOptions,
  version: string,
  place: string,
): Promise<void> {
  const temporary = `${place}.${String(process.pid)}.tmp`;
  try {
    if ((await buildRollups?.(version, temporary)) !== true) return;
    chmodSync(temporary, 0o444);
    renameDurably(temporary, place);
  } catch (error) {
    const message = `The version gets no rollups and answers without: ${messageOf(error)}`;
    onEvent({ type: "note", level: "warn", message });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Copies every published table and view (as a table) with its comments; returns row counts by "schema.table". */
async function copyInto(
  connection: DuckDBConnection,
  source: string,
  target: string,
  onEvent: EventSink,
): Promise<Record<string, number>> {
  await connection.run(`attach ${quoteLiteral(target)} as version_out`);
  try {
    const relations = await publishedRelations(connection, source);
    const rows: Record<string, number> = {};
    // One transaction reads every table at one instant of the workspace.
    await connection.run("begin");
    for (const [index, { schema, name, comment }] of relations.entries()) {
      const from = `${quoteIdent(source)}.${quoteTable(schema, name)}`;
      const to = `version_out.${quoteTable(schema, name)}`;
      await connection.run(`create schema if not exists version_out.${quoteIdent(schema)}`);
      await connection.run(`create table ${to} as select * from ${from}`);
      if (comment !== null) {
        await connection.run(`comment on table ${to} is ${quoteLiteral(comment)}`);
      }
      rows[`${schema}.${name}`] = await copyColumnComments(connection, source, schema, name, to);
      onEvent({
        type: "progress",
        phase: "publish",
        label: `${schema}.${name}`,
        done: index + 1,
        total: relations.length,
        unit: "tables",
      });
    }
    await connection.run("commit");
    await connection.run("checkpoint version_out");
    return rows;
  } catch (error) {
    await connection.run("rollback").catch(() => undefined);
    throw error;
  } finally {
    await connection.run("detach version_out");
  }
}

interface Relation {
  schema: string;
  name: string;
  comment: string | null;
}

async function publishedRelations(
  connection: DuckDBConnection,
  source: string,
): Promise<Relation[]> {
  const schemas = PUBLISHED_SCHEMAS.map(quoteLiteral).join(", ");
  const found = await connection.runAndReadAll(`
    select schema_name, table_name, comment from duckdb_tables()
    where database_name = ${quoteLiteral(source)} and schema_name in (${schemas}) and not temporary
    union all
    select schema_name, view_name, comment from duckdb_views()
    where database_name = ${quoteLiteral(source)} and schema_name in (${schemas}) and not internal
    order by 1, 2`);
  return found
    .getRowsJson()
    .map(([schema, name, comment]) => ({
      schema: text(schema),
      name: text(name),
      comment: comment === null || comment === undefined ? null : text(comment),
    }))
    .filter(({ schema, name }) => !PRIVATE_TABLES.has(`${schema}.${name}`));
}

async function copyColumnComments(
  connection: DuckDBConnection,
  source: string,
  schema: string,
  name: string,
  to: string,
): Promise<number> {
  const columns = await connection.runAndReadAll(`
    select column_name, comment from duckdb_columns()
    where database_name = ${quoteLiteral(source)} and schema_name = ${quoteLiteral(schema)}
      and table_name = ${quoteLiteral(name)} and comment is not null`);
  for (const [column, comment] of columns.getRowsJson()) {
    await connection.run(
      `comment on column ${to}.${quoteIdent(text(column))} is ${quoteLiteral(text(comment))}`,
    );
  }
  const counted = await connection.runAndReadAll(`select count(*) from ${to}`);
  return Number(counted.getRowsJson()[0]?.[0] ?? 0);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
