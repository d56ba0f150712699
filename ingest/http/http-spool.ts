import { createHash, randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { numberSums } from "../number-sums.js";

/** A file of one record per line that is being written. */
interface LineSpool {
  path: string;
  write(lines: readonly string[]): Promise<void>;
  /** Nothing can be written afterwards. `sums` by field, exact, of those that hold numbers and null alone. */
  finish(): Promise<SpooledLines>;
}

interface SpooledLines {
  rows: number;
  bytes: number;
  sha256: string;
  sums: Record<string, string>;
}

export async function lineSpool(dir: string, table: string): Promise<LineSpool> {
  const path = join(dir, `${table}-${randomUUID()}.ndjson`);
  const file = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  const sums = numberSums();
  let rows = 0;
  let bytes = 0;
  return {
    path,
    write: async (lines) => {
      if (lines.length === 0) return;
      const content = Buffer.from(`${lines.join("\n")}\n`);
      hash.update(content);
      for (const line of lines) sums.add(line);
      rows += lines.length;
      bytes += content.length;
      await file.appendFile(content);
    },
    finish: async () => {
      await file.close();
      return { rows, bytes, sha256: hash.digest("hex"), sums: sums.read() };
    },
  };
}

/** Remembers keys, forgetting the oldest ones, so that memory stays bounded: overlapping pages stand close together. */
export function recentKeys(most: number): { isNew(key: string): boolean } {
  let older = new Set<string>();
  let newer = new Set<string>();
  return {
    isNew: (key) => {
      if (newer.has(key) || older.has(key)) return false;
      newer.add(key);
      if (newer.size >= most) [older, newer] = [newer, new Set<string>()];
      return true;
    },
  };
}
