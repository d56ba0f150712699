import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Forces a file's or directory's content to disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Moves `from` over `to` and forces the directory entry to disk; readers see the old file or the new, never a part. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncPath(dirname(to));
}

/** Replaces `path` by `text` atomically and durably. */
export function replaceFile(path: string, text: string, mode = 0o644): void {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  const handle = openSync(temporary, "w", mode);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameDurably(temporary, path);
}
