import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isoDate } from "../../../warehouse/config-date.js";
import type { WrittenFile } from "./extract-file.js";

/** Written last: a directory without it is not a finished demo. */
export const MANIFEST_FILE = "manifest.json";
/** Its name until all of it is on disk. */
export const UNFINISHED_MANIFEST = `${MANIFEST_FILE}.partial`;

export type ListedFile = { path: string } & WrittenFile;

/** What stands in `manifest.json`; a demo without one was not finished. */
export interface DemoManifest {
  generator: "granary-demo";
  seed: number;
  scale: number;
  until: string;
  /** True where files were added to an earlier demo: then Parquet is complete to `until` too. */
  extended?: boolean | undefined;
  /** Path below the output directory, records, size and SHA-256 in hex. */
  files: readonly ListedFile[];
}

/** By this a file shows that the generator wrote it. */
export const generatorsOwn = z.looseObject({ generator: z.literal("granary-demo") });

const demoManifest = generatorsOwn.extend({
  seed: z.number(),
  scale: z.number(),
  until: isoDate,
  extended: z.boolean().optional(),
  files: z.array(
    z.object({ path: z.string(), rows: z.number(), bytes: z.number(), sha256: z.string() }),
  ),
});

/**
 * The manifest in `dir`.
 *
 * @throws Error where there is none, or it is not whole
 */
export function readManifest(dir: string): DemoManifest {
  return demoManifest.parse(JSON.parse(readFileSync(join(dir, MANIFEST_FILE), "utf8")));
}

export function writeManifest(dir: string, manifest: DemoManifest): void {
  const unfinished = join(dir, UNFINISHED_MANIFEST);
  writeFileSync(unfinished, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(unfinished, join(dir, MANIFEST_FILE));
}
