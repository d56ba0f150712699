import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { GranaryError, messageOf } from "../../../warehouse/errors.js";
import { makeDirectory } from "../../../warehouse/make-directory.js";
import { TABLES } from "../tables/tables.js";

/** Ends the names of files that hold a day's lines beyond what memory takes. */
export const DAY_SUFFIX = ".day";
/** Folder of the truth files. */
export const TRUTH_FOLDER = "truth";

/** Written last: a directory without it is not a finished demo. */
export const MANIFEST_FILE = "manifest.json";

/**
 * Lets `write` fill a directory beside `outDir` and puts it in the place of `outDir` only when all of it is there.
 * Killed at any instant, `outDir` is the old demo, or absent, or the new one.
 *
 * @throws GranaryError DEMO_OUTPUT_FOREIGN when `outDir` holds files that are no demo
 */
export async function replaceDirectory<T>(
  outDir: string,
  write: (dir: string) => Promise<T>,
): Promise<T> {
  const own = new Set(writtenInto(outDir));
  refuseForeign(outDir, (path) => own.has(path));
  const partial = `${outDir}.partial`;
  const previous = `${outDir}.previous`;
  for (const leftover of [partial, previous]) refuseForeign(leftover, isWrittenByDemo);
  for (const leftover of [partial, previous]) rmSync(leftover, { recursive: true, force: true });
  makeDirectory(dirname(outDir));
  mkdirSync(partial);
  try {
    const result = await write(partial);
    if (existsSync(outDir)) renameSync(outDir, previous);
    renameSync(partial, outDir);
    return result;
  } finally {
    for (const leftover of [partial, previous]) rmSync(leftover, { recursive: true, force: true });
  }
}

/** Puts an earlier demo back that a killed process had moved away and not yet replaced. */
export function putBack(outDir: string): void {
  const previous = `${outDir}.previous`;
  if (!existsSync(outDir) && existsSync(join(previous, MANIFEST_FILE))) {
    renameSync(previous, outDir);
  }
}

function refuseForeign(dir: string, isOwn: (path: string) => boolean): void {
  if (!existsSync(dir)) return;
  const foreign = filesBelow(dir).find((path) => path !== MANIFEST_FILE && !isOwn(path));
  if (foreign === undefined) return;
  throw new GranaryError("DEMO_OUTPUT_FOREIGN", {
    message: `${dir} holds files that the demo generator did not write: ${foreign}.`,
    hint: "Set demo.out to another directory, or move such files out of this one.",
  });
}

const FOLDERS: ReadonlySet<string> = new Set([
  TRUTH_FOLDER,
  ...Object.values(TABLES).map(({ folder }) => folder),
]);

/** Whether a demo could have written a file: one that was not finished does not say what it wrote. */
function isWrittenByDemo(path: string): boolean {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
  return folder === "" ? path.endsWith(DAY_SUFFIX) : FOLDERS.has(folder);
}

/** Paths of the files that a demo in `outDir` says it wrote; none without one. */
function writtenInto(outDir: string): readonly string[] {
  try {
    const text = readFileSync(join(outDir, MANIFEST_FILE), "utf8");
    const { files } = JSON.parse(text) as { files: readonly { path: string }[] };
    return files.map(({ path }) => path);
  } catch {
    return [];
  }
}

/** Paths below a directory, but for hidden files, which file managers leave everywhere. */
function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !basename(entry.name).startsWith("."))
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

/** Whether the operating system refused a file or directory: no right, no room, no such place. */
export function refusedBySystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

export function unwritable(outDir: string, cause: unknown): GranaryError {
  return new GranaryError("DEMO_OUTPUT_UNWRITABLE", {
    message: `The demo cannot be written to ${outDir}: ${messageOf(cause)}.`,
    hint: "Name a directory that this user may write, on a disk with room for it.",
    cause,
  });
}
