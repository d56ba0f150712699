import { closeSync, openSync, readSync, realpathSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { GranaryError, messageOf } from "../../../warehouse/errors.js";
import { makeDirectory } from "../../../warehouse/make-directory.js";
import { lockConflict } from "../../../warehouse/workspace.js";
import { unwritable } from "./output-directory.js";

/** Bytes of a database without a table. */
const EMPTY_DATABASE = 12_288;
const MAGIC = "DUCK";
const MAGIC_AT = 8;

// The engine's file lock keeps out other processes but not a second open in this one.
const lockedHere = new Set<string>();

/**
 * Does `work` while no other process works on what stands at and beside `place`. The lock is the engine's own on the
 * file `<place>.lock`, as for the workspace: it ends with its process, however that is killed.
 *
 * @throws GranaryError DEMO_OUTPUT_BUSY naming the holder, DEMO_OUTPUT_UNWRITABLE
 */
export async function whileLocked<T>(place: string, work: () => Promise<T>): Promise<T> {
  const path = lockFileOf(place);
  if (lockedHere.has(path)) throw busy(place, String(process.pid));
  lockedHere.add(path);
  try {
    const lock = await acquire(path, place);
    try {
      return await work();
    } finally {
      rmSync(path, { force: true });
      lock.closeSync();
    }
  } finally {
    lockedHere.delete(path);
  }
}

function lockFileOf(place: string): string {
  try {
    makeDirectory(dirname(place));
    return join(realpathSync(dirname(place)), `${basename(place)}.lock`);
  } catch (error) {
    throw unwritable(place, error);
  }
}

/** A holder removes the file at its end: what was opened counts only if it still is the file of that name. */
async function acquire(path: string, place: string): Promise<DuckDBInstance> {
  for (;;) {
    const before = fileAt(path);
    const lock = await open(path, place);
    if (lock === undefined) continue;
    if (before !== undefined && before === fileAt(path)) return lock;
    lock.closeSync();
  }
}

async function open(path: string, place: string): Promise<DuckDBInstance | undefined> {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > EMPTY_DATABASE) {
    throw unwritable(place, `${path} is no lock`);
  }
  try {
    return await DuckDBInstance.create(path, { threads: "1", memory_limit: "64MB" });
  } catch (error) {
    const conflict = lockConflict(messageOf(error));
    if (conflict !== undefined) throw busy(place, conflict.pid);
    if (!isHalfMade(path)) throw unwritable(place, error);
    rmSync(path, { force: true });
    return undefined;
  }
}

function fileAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${String(found.ino)} ${String(found.birthtimeMs)}`;
}

/** Whether its maker was killed while the engine laid the file out. */
function isHalfMade(path: string): boolean {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (bytes === undefined || bytes >= EMPTY_DATABASE) return false;
  if (bytes === 0) return true;
  const start = Buffer.alloc(MAGIC_AT + MAGIC.length);
  const file = openSync(path, "r");
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return start.toString("latin1", MAGIC_AT) === MAGIC;
}

function busy(place: string, pid: string | undefined): GranaryError {
  return new GranaryError("DEMO_OUTPUT_BUSY", {
    message: `Process ${pid ?? "unknown"} is generating a demo into ${place}.`,
    hint: "Wait for it to end, or stop that process, or name another directory.",
  });
}
