import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { GranaryError, messageOf } from "../../../warehouse/errors.js";
import { makeDirectory } from "../../../warehouse/make-directory.js";
import { TABLES } from "../tables/tables.js";
import { generatorsOwn, MANIFEST_FILE, readManifest, UNFINISHED_MANIFEST } from "./manifest.js";

/** Ends the names of files that hold a day's lines beyond what memory takes. */
export const DAY_SUFFIX = ".day";
/** Folder of the truth files. */
export const TRUTH_FOLDER = "truth";
/** What stands there. */
const TRUTH_FILES = [
  "identity.csv",
  "customer.csv",
  "case.csv",
  "opportunity.csv",
  "campaign.csv",
  "extra_order.csv",
  "parameters.json",
] as const;
export type TruthFile = (typeof TRUTH_FILES)[number];

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
  const own = ownFiles(outDir);
  refuseForeign(outDir, (path) => own.has(path));
  const partial = `${outDir}.partial`;
  const previous = `${outDir}.previous`;
  for (const leftover of [partial, previous]) {
    const listed = ownFiles(leftover);
    refuseForeign(leftover, (path) => listed.has(path) || isWrittenByDemo(path));
  }
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
  const foreign = filesBelow(dir).find((path) => !isOwn(path));
  if (foreign === undefined) return;
  throw new GranaryError("DEMO_OUTPUT_FOREIGN", {
    message: `${dir} holds files that the demo generator did not write: ${foreign}.`,
    hint: "Set demo.out to another directory, or move such files out of this one.",
  });
}

const FOLDERS: ReadonlySet<string> = new Set(Object.values(TABLES).map(({ folder }) => folder));
/** Files of a table are named after their period; Parquet was CSV before. */
const EXTRACT_NAME = /^\d{4}(-\d{2}){0,2}\.(csv|jsonl|parquet)$/;
/** Files at the top that are there only while a demo is written. */
const PASSING: ReadonlySet<string> = new Set([
  UNFINISHED_MANIFEST,
  ...Object.keys(TABLES).map((table) => `${table}${DAY_SUFFIX}`),
]);

/** Whether a demo could have written a file: one that was not finished does not say what it wrote. */
function isWrittenByDemo(path: string): boolean {
  const end = path.lastIndexOf("/");
  if (end < 0) return PASSING.has(path);
  const [folder, name] = [path.slice(0, end), path.slice(end + 1)];
  if (folder === TRUTH_FOLDER) return TRUTH_FILES.some((file) => file === name);
  return FOLDERS.has(folder) && EXTRACT_NAME.test(name);
}

/** Paths of the files that are a demo's by its manifest, which need not be whole to be the generator's. */
function ownFiles(dir: string): ReadonlySet<string> {
  return new Set([...writtenInto(dir), ...ownManifest(dir)]);
}

function writtenInto(dir: string): readonly string[] {
  try {
    return readManifest(dir).files.map(({ path }) => path);
  } catch {
    return [];
  }
}

function ownManifest(dir: string): readonly string[] {
  try {
    const text = readFileSync(join(dir, MANIFEST_FILE), "utf8");
    return generatorsOwn.safeParse(JSON.parse(text)).success ? [MANIFEST_FILE] : [];
  } catch {
    return [];
  }
}

/** What file managers leave everywhere. */
const LITTER = /^(\.DS_Store|\._.*|Thumbs\.db)$/;

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !LITTER.test(entry.name))
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
