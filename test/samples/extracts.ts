import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file below a directory but the manifest and the truth, by relative path. */
export function extractsBelow(dir: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .filter((path) => path !== "manifest.json" && !path.startsWith("truth/"))
    .sort();
  return new Map(files.map((path) => [path, readFileSync(join(dir, path))]));
}

/** SHA-256 of every file below a directory, by relative path. */
export function hashesBelow(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
  return Object.fromEntries(
    files.map((path) => [path, sha256(readFileSync(join(dir, path)))] as const),
  );
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
