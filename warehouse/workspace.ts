import { accessSync, constants, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "./config.js";
import { GranaryError, messageOf } from "./errors.js";
import { makeDirectory } from "./make-directory.js";
import { quoteLiteral } from "./sql.js";

/** The private database where work happens; one writer at a time. */
export interface Workspace {
  /** The database file. */
  readonly path: string;
  /** The catalogue name of the workspace database in SQL. */
  readonly database: string;
  connect(): Promise<DuckDBConnection>;
  close(): Promise<void>;
}

/** Who holds the workspace, written beside it so that a second writer can name the first. */
interface Holder {
  holder: string;
  pid: number;
  host: string;
  since: string;
}

interface OpenOptions {
  /** What is being done, for example "granary run"; shown to whoever has to wait. */
  holder: string;
  /** Milliseconds to wait for another writer before failing; default 0. */
  waitMs?: number;
}

const RETRY_MS = 200;
const UNREPLAYED = /replaying WAL/i;
const LOCK_CONFLICT = /conflicting lock is held(?: in \S+)?(?: \(PID (\d+)\))?/i;

// The engine's file lock keeps out other processes but not a second open in this one, which would corrupt the file.
const openHere = new Map<string, Holder>();

/**
 * Opens the workspace for writing. The lock is the engine's own file lock, so a killed process leaves none behind.
 *
 * @throws GranaryError WORKSPACE_LOCKED naming the holder and since when, WORKSPACE_UNWRITABLE, WORKSPACE_UNREADABLE
 */
export async function openWorkspace(
  config: GranaryConfig,
  options: OpenOptions,
): Promise<Workspace> {
  makeDataDirectory(config);
  const path = join(config.dataDir, "warehouse.duckdb");
  const holderFile = join(config.dataDir, "warehouse.holder.json");
  const deadline = Date.now() + (options.waitMs ?? 0);
  const me: Holder = {
    holder: options.holder,
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
  };
  for (;;) {
    const conflict = await tryOpen(path, config, me);
    if (typeof conflict !== "string") {
      writeFileSync(holderFile, `${JSON.stringify(me)}\n`);
      return workspaceOver(conflict, path, holderFile);
    }
    if (Date.now() >= deadline) throw locked(path, conflict, openHere.get(path), holderFile);
    await sleep(RETRY_MS);
  }
}

/**
 * Makes the data directory where it is missing.
 *
 * @throws GranaryError WORKSPACE_UNWRITABLE
 */
export function makeDataDirectory({ dataDir }: GranaryConfig): void {
  try {
    makeDirectory(dataDir);
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    throw new GranaryError("WORKSPACE_UNWRITABLE", {
      message: `The data directory ${dataDir} cannot be written to: ${messageOf(error)}.`,
      hint: "Name another one as data_dir in the configuration, or let this user write there.",
      cause: error,
    });
  }
}

/** The open instance, or the engine's message when another writer holds the file. */
async function tryOpen(
  path: string,
  config: GranaryConfig,
  me: Holder,
): Promise<DuckDBInstance | string> {
  if (openHere.has(path)) return "held by this process";
  openHere.set(path, me);
  try {
    return await openFile(path, {
      memory_limit: config.engine.memoryLimit,
      threads: String(config.engine.threads),
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      // docs/decisions/0005: quicker to write; only engines of this release or later open it.
      storage_compatibility_version: "latest",
    });
  } catch (error) {
    openHere.delete(path);
    const message = messageOf(error);
    if (lockConflict(message)) return message;
    throw new GranaryError("WORKSPACE_UNREADABLE", {
      message: `The workspace ${path} cannot be opened: ${message}`,
      hint: "Published versions are not affected. Move the file away and run again to rebuild it.",
      cause: error,
    });
  }
}

/**
 * Opens the file. What a killed process left in the write-ahead log is replayed; DuckDB 1.5 cannot do that on opening where
 * a table with a function in a check or a default was altered or commented on, but can when the file is attached.
 */
async function openFile(path: string, settings: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, settings);
  } catch (error) {
    if (!UNREPLAYED.test(messageOf(error))) throw error;
  }
  const instance = await DuckDBInstance.create(":memory:", settings);
  try {
    const connection = await instance.connect();
    await connection.run(`attach ${quoteLiteral(path)} as warehouse`);
    await connection.run("checkpoint warehouse");
    await connection.run("detach warehouse");
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
  return DuckDBInstance.create(path, settings);
}

async function workspaceOver(
  instance: DuckDBInstance,
  path: string,
  holderFile: string,
): Promise<Workspace> {
  const setup = await instance.connect();
  await setup.run("set global TimeZone = 'UTC'");
  setup.closeSync();
  let closed = false;
  return {
    path,
    database: "warehouse",
    connect: () => instance.connect(),
    close: async () => {
      if (closed) return;
      closed = true;
      const last = await instance.connect();
      await last.run("checkpoint").catch(() => undefined);
      last.closeSync();
      rmSync(holderFile, { force: true });
      instance.closeSync();
      openHere.delete(path);
    },
  };
}

/** The process that keeps a database file, by the engine's message; undefined when that says something else. */
export function lockConflict(engineMessage: string): { pid: string | undefined } | undefined {
  const found = LOCK_CONFLICT.exec(engineMessage);
  return found ? { pid: found[1] } : undefined;
}

function locked(
  path: string,
  engineMessage: string,
  here: Holder | undefined,
  holderFile: string,
): GranaryError {
  const pid = lockConflict(engineMessage)?.pid;
  const known = here ?? readHolder(holderFile);
  const fresh = known !== undefined && (pid === undefined || String(known.pid) === pid);
  const who = fresh
    ? `"${known.holder}" (process ${String(known.pid)} on ${known.host}) since ${known.since}`
    : `process ${pid ?? "unknown"}`;
  return new GranaryError("WORKSPACE_LOCKED", {
    message: `The workspace ${path} is being written by ${who}.`,
    hint: "Wait for it to end, or stop that process; readers of published versions are not affected.",
  });
}

function readHolder(file: string): Holder | undefined {
  try {
    const found = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    const { holder, pid, host, since } = found;
    if (holder === undefined || pid === undefined || host === undefined || since === undefined) {
      return undefined;
    }
    return { holder, pid, host, since };
  } catch {
    return undefined;
  }
}
