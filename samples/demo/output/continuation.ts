import { copyFileSync, linkSync, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { GranaryError } from "../../../warehouse/errors.js";
import { dayNumber, monthStart, yearMonth } from "../calendar.js";
import type { Continuation } from "./extract-files.js";
import { type DemoManifest, type ListedFile, readManifest } from "./manifest.js";
import { putBack } from "./output-directory.js";

/**
 * The demo in `outDir` that is to be gone on with.
 *
 * @throws GranaryError DEMO_NOT_EXTENDED where there is none, or one of another seed or scale, one that ends later, or
 *   one of whose files is gone or of another size
 */
export function earlierDemo(
  outDir: string,
  wanted: { seed: number; scale: number; until: string },
): DemoManifest {
  putBack(outDir);
  const earlier = manifestOf(outDir);
  if (earlier.seed !== wanted.seed || earlier.scale !== wanted.scale) {
    throw notExtended(
      `${outDir} holds the company of seed ${String(earlier.seed)} at scale ${String(earlier.scale)}, another one.`,
    );
  }
  if (earlier.until > wanted.until) {
    throw notExtended(`${outDir} goes on until ${earlier.until}, later than ${wanted.until}.`);
  }
  // The truth is written again, but not when there is nothing to add.
  const kept = earlier.until === wanted.until ? earlier.files : extractsOf(earlier);
  const lost = kept.find(({ path, bytes }) => sizeOf(join(outDir, path)) !== bytes);
  if (lost !== undefined) {
    throw notExtended(`${outDir} does not hold ${lost.path} as it was written.`);
  }
  return earlier;
}

/** Whether the demo that is wanted stands in `outDir`, and no file of it is gone or cut; a longer one was added to. */
export function isWhole(
  outDir: string,
  wanted: { seed: number; scale: number; until: string },
): boolean {
  try {
    const { seed, scale, until, files } = readManifest(outDir);
    return (
      [seed, scale, until].join() === [wanted.seed, wanted.scale, wanted.until].join() &&
      files.every(({ path, bytes }) => (sizeOf(join(outDir, path)) ?? -1) >= bytes)
    );
  } catch {
    return false;
  }
}

/** Where the files begin that are added to `earlier`. */
export function continuationOf(earlier: DemoManifest, until: string): Continuation {
  const since = dayNumber(earlier.until);
  const parquetSince = earlier.extended === true ? since : lastMonthEnd(since);
  return { since, parquetSince, until: dayNumber(until) };
}

/** Puts the earlier demo's extracts into `dir` too, without writing them again where the file system can. */
export function keepExtracts(outDir: string, dir: string, earlier: DemoManifest): ListedFile[] {
  const kept = extractsOf(earlier);
  for (const { path } of kept) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    try {
      linkSync(join(outDir, path), join(dir, path));
    } catch {
      copyFileSync(join(outDir, path), join(dir, path));
    }
  }
  return kept;
}

function extractsOf({ files }: DemoManifest): ListedFile[] {
  return files.filter(({ path }) => !path.startsWith("truth/"));
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

function manifestOf(outDir: string): DemoManifest {
  try {
    return readManifest(outDir);
  } catch {
    throw notExtended(`${outDir} holds no finished demo.`);
  }
}

function notExtended(message: string): GranaryError {
  return new GranaryError("DEMO_NOT_EXTENDED", {
    message,
    hint: "Leave --extend out to write the demo anew, or name the directory, seed and scale of the one to go on with.",
  });
}

/** The last day on or before `day` that ends a month. */
function lastMonthEnd(day: number): number {
  const { year, month } = yearMonth(day + 1);
  return monthStart(year, month) - 1;
}
