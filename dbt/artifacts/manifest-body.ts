import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDict } from "../plain.js";

const MANIFEST = "manifest.json";
const NOTE_FILE = "partial_parse.manifest.json";

/** Which parse manifest.json was made from, the state of that file, and where in it the metadata ends. */
interface Note {
  stamp: string;
  size: number;
  modified: number;
  bodyAt: number;
}

const headOf = (metadata: string): string => `{"metadata":${metadata}`;

/**
 * Gives the manifest of the parse `stamp` new metadata (JSON text), when it is what stands in the folder untouched;
 * false, and nothing done, otherwise.
 */
export async function sameManifest(
  targetDir: string,
  stamp: string,
  metadata: string,
): Promise<boolean> {
  const file = join(targetDir, MANIFEST);
  let body: Buffer;
  try {
    const note: unknown = JSON.parse(await readFile(join(targetDir, NOTE_FILE), "utf8"));
    if (!isNote(note) || note.stamp !== stamp) return false;
    const { size, mtimeMs } = await stat(file);
    if (size !== note.size || mtimeMs !== note.modified) return false;
    body = (await readFile(file)).subarray(note.bodyAt);
  } catch {
    return false;
  }
  await writeFile(file, Buffer.concat([Buffer.from(headOf(metadata)), body]));
  await noteManifest(targetDir, stamp, metadata);
  return true;
}

/** Notes that manifest.json, just written, holds the parse `stamp` and nothing else behind that metadata. */
export async function noteManifest(
  targetDir: string,
  stamp: string,
  metadata: string,
): Promise<void> {
  const file = join(targetDir, NOTE_FILE);
  try {
    const { size, mtimeMs } = await stat(join(targetDir, MANIFEST));
    const bodyAt = Buffer.byteLength(headOf(metadata));
    const note: Note = { stamp, size, modified: mtimeMs, bodyAt };
    await writeFile(file, JSON.stringify(note));
  } catch {
    // Without the note the manifest is made in full next time.
    await rm(file, { force: true });
  }
}

function isNote(value: unknown): value is Note {
  return (
    isDict(value) &&
    typeof value["stamp"] === "string" &&
    ["size", "modified", "bodyAt"].every((name) => typeof value[name] === "number")
  );
}
