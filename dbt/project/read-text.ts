import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The text of a package's file. Read at once: waiting for thousands of small files one by one takes longer than reading
 * them.
 */
export function readText(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8");
}
