import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { fileBlocks } from "./file-blocks.js";

interface FileHash {
  bytes: number;
  sha256: string;
}

interface KeptHash extends FileHash {
  /** Size, times and place of the file when it was hashed; any change makes the file read again. */
  stamp: string;
}

/** A file written to this shortly before it was hashed may change again without a new time. */
const SETTLED_MS = 2_000;

/**
 * Hashes of files that have not changed since they were read last, kept beside the warehouse. Only a shortcut: without
 * it everything is hashed again, and content still decides.
 */
export class FileHashes {
  private readonly kept = new Map<string, KeptHash>();
  private changed = false;
  private readonly file: string | undefined;

  private constructor(file: string | undefined) {
    this.file = file;
  }

  /** @param file where hashes are kept; nothing is kept without */
  static async open(file: string | undefined): Promise<FileHashes> {
    const hashes = new FileHashes(file);
    if (file === undefined) return hashes;
    try {
      const found = JSON.parse(await readFile(file, "utf8")) as Record<string, KeptHash>;
      for (const [path, hash] of Object.entries(found)) hashes.kept.set(path, hash);
    } catch {
      // Absent or damaged: everything is hashed again.
    }
    return hashes;
  }

  /** Throws what reading the file throws. */
  async hashOf(path: string): Promise<FileHash> {
    const stamp = await stampOf(path);
    const known = this.kept.get(path);
    if (known?.stamp === stamp.text) return known;
    const hash = createHash("sha256");
    const hashedAt = Date.now();
    let bytes = 0;
    for await (const { memory, start, end } of fileBlocks(path)) {
      hash.update(memory.subarray(start, end));
      bytes += end - start;
    }
    const found = { bytes, sha256: hash.digest("hex") };
    const after = await stampOf(path);
    if (after.text === stamp.text && stamp.changedMs < hashedAt - SETTLED_MS) {
      this.kept.set(path, { ...found, stamp: stamp.text });
      this.changed = true;
    }
    return found;
  }

  async save(): Promise<void> {
    if (!this.changed || this.file === undefined) return;
    this.changed = false;
    const partial = `${this.file}.${randomUUID()}`;
    await writeFile(partial, JSON.stringify(Object.fromEntries(this.kept)));
    await rename(partial, this.file);
  }
}

async function stampOf(path: string): Promise<{ text: string; changedMs: number }> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  const latest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return { text: [size, mtimeNs, ctimeNs, ino].join("-"), changedMs: Number(latest / 1_000_000n) };
}
