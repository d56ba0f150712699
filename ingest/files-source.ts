import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, normalize, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { FilesSourceConfig } from "../warehouse/config.js";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import { globToRegExp } from "./glob.js";
import type { Extract, Source } from "./source.js";

/** A directory of exported files as a source. */
export function filesSource(name: string, config: FilesSourceConfig): Source {
  return {
    name,
    tables: config.tables,
    extracts: async (table) => {
      requireDirectory(name, config.path);
      const pattern = config.tables[table]?.files ?? "";
      const files = await matching(config.path, pattern);
      if (files.length === 0) throw noFiles(name, table, pattern, config.path);
      const extracts: Extract[] = [];
      for (const file of files) extracts.push(await extractOf(config.path, file));
      return extracts;
    },
  };
}

function requireDirectory(source: string, path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const variable = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/.exec(path)?.[1];
  throw new GranaryError("INGEST_SOURCE_MISSING", {
    message: `Source "${source}" reads from ${path}, which is not a directory.`,
    hint:
      variable === undefined
        ? `Put the files there, or set sources.${source}.path to where they are.`
        : `Set the environment variable ${variable}, or sources.${source}.path itself.`,
  });
}

async function matching(root: string, pattern: string): Promise<string[]> {
  const literal = normalize(pattern);
  if (existsSync(join(root, literal)) && statSync(join(root, literal)).isFile()) {
    return [toSlashes(literal)];
  }
  const wanted = globToRegExp(pattern.replace(/^\.\//, ""));
  const entries = await readdir(root, { withFileTypes: true, recursive: pattern.includes("/") });
  return entries
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .filter(({ entry, path }) => entry.isFile() || (entry.isSymbolicLink() && isFile(path)))
    .map(({ path }) => toSlashes(relative(root, path)))
    .filter((file) => wanted.test(file))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function toSlashes(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

function noFiles(source: string, table: string, pattern: string, root: string): GranaryError {
  return new GranaryError("INGEST_FILES_NONE", {
    message: `No file matches "${pattern}" in ${root} (table ${source}.${table}).`,
    hint: `Correct sources.${source}.tables.${table}.files, or put the file there.`,
  });
}

async function extractOf(root: string, file: string): Promise<Extract> {
  const path = join(root, file);
  try {
    const hash = createHash("sha256");
    const stream = createReadStream(path, { highWaterMark: 1 << 20 });
    await pipeline(stream, hash);
    return { file, path, bytes: stream.bytesRead, sha256: hash.digest("hex") };
  } catch (error) {
    throw new GranaryError("INGEST_FILE_UNREADABLE", {
      message: `${file} cannot be read: ${messageOf(error)}`,
      hint: "Check that the file is complete and that this user may read it.",
      cause: error,
    });
  }
}
