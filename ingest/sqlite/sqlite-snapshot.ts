import { constants, type BigIntStats } from "node:fs";
import { copyFile, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type sqlite from "node-sqlite3-wasm";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { sqliteDriver } from "./sqlite-driver.js";

/** A private copy of a database file, opened for reading; `close` removes it. */
export interface SqliteSnapshot {
  database: sqlite.Database;
  close(): Promise<void>;
}

const ATTEMPTS = 50;
const PAUSE_MS = 100;
/** File times advance in steps; a change within one step of the copy could not be told apart. */
const SETTLED_MS = 25;

/**
 * One consistent state of a database that others may be writing to. The engine used here shares no locks with other
 * processes, so the file is copied with its write-ahead log or rollback journal, again until nothing changed
 * meanwhile; nothing is written beside the original. On a file system that can clone, the copy costs nothing.
 *
 * @throws GranaryError INGEST_SOURCE_MISSING, INGEST_CONNECTION_FAILED
 */
export async function sqliteSnapshot(source: string, path: string): Promise<SqliteSnapshot> {
  await requireFile(source, path);
  const directory = await mkdtemp(join(tmpdir(), "granary-sqlite-"));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const copy = join(directory, "snapshot.db");
    await copyUnchanged(source, path, copy);
    const database = openCopy(source, path, copy);
    // Open files outlive their names, so that a killed process leaves no copy behind; not so on Windows.
    await remove().catch(() => undefined);
    return {
      database,
      close: async () => {
        database.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function requireFile(source: string, path: string): Promise<void> {
  try {
    const handle = await open(path, "r");
    try {
      if ((await handle.stat()).isFile()) return;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw missing(source, path, messageOf(error), error);
  }
  throw missing(source, path, "it is not a file");
}

function missing(source: string, path: string, why: string, cause?: unknown): GranaryError {
  return new GranaryError("INGEST_SOURCE_MISSING", {
    message: `Source "${source}" reads the database file ${path}, which cannot be opened: ${why}.`,
    hint: `Put the file there, or set sources.${source}.path to where it is.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

async function copyUnchanged(source: string, path: string, copy: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await signature(path);
    if (before.settled) {
      for (const suffix of ["-wal", "-journal", ""]) await copyPart(path, copy, suffix);
      if ((await signature(path)).text === before.text) return;
    }
    await sleep(PAUSE_MS);
  }
  throw new GranaryError("INGEST_CONNECTION_FAILED", {
    message: `Source "${source}": ${path} is written to without a pause long enough to copy it.`,
    hint: "Load at a quieter time, or point the source to a backup (VACUUM INTO).",
  });
}

async function copyPart(path: string, copy: string, suffix: string): Promise<void> {
  await rm(`${copy}${suffix}`, { force: true });
  try {
    await copyFile(`${path}${suffix}`, `${copy}${suffix}`, constants.COPYFILE_FICLONE);
  } catch (error) {
    if (suffix === "" || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function signature(path: string): Promise<{ text: string; settled: boolean }> {
  const parts: BigIntStats[] = [];
  for (const suffix of ["", "-wal", "-journal"]) {
    const found = await stat(`${path}${suffix}`, { bigint: true }).catch(() => undefined);
    if (found !== undefined) parts.push(found);
  }
  const newest = Math.max(...parts.map((part) => Number(part.mtimeMs)));
  return {
    text: parts.map((part) => [part.ino, part.size, part.mtimeNs].join("/")).join(" "),
    settled: Math.abs(Date.now() - newest) > SETTLED_MS,
  };
}

function openCopy(source: string, path: string, copy: string): sqlite.Database {
  const database = new sqliteDriver.Database(copy, { fileMustExist: true });
  try {
    // Without shared memory a write-ahead log can be read by the only user of a file alone.
    database.exec("pragma locking_mode = exclusive; pragma cache_size = -32768; begin");
    database.all("select count(*) as tables from sqlite_master");
    return database;
  } catch (error) {
    database.close();
    throw new GranaryError("INGEST_CONNECTION_FAILED", {
      message: `Source "${source}": ${path} is no SQLite database that can be read: ${messageOf(error)}.`,
      hint: "Check the path; an encrypted or damaged file must be exported first.",
      cause: error,
    });
  }
}
