import { createHash } from "node:crypto";
import { resolve } from "node:path";

/** A name for a data directory that tells two of them apart without giving the path away. */
export function dataDirId(dataDir: string): string {
  return createHash("sha256")
    .update(`granary data directory\0${resolve(dataDir)}`)
    .digest("hex")
    .slice(0, 16);
}
