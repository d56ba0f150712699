import { existsSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, normalize, relative, sep } from "node:path";
import type { FilesSourceConfig } from "../warehouse/config.js";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import { FileHashes } from "./file-hashes.js";
import { globToRegExp } from "./glob.js";
import type { DiscoveredTable, Extract, OpenSource, Source } from "./source.js";

/** A directory of exported files as a source. */
export function filesSource(name: string, config: FilesSourceConfig): Source {
  return {
    name,
    tables: config.tables,
    byContent: true,
    open: () => Promise.resolve(openFiles(name, config)),
    discover: () => discoverFiles(name, config.path),
  };
}

function openFiles(name: string, config: FilesSourceConfig): OpenSource {
  let hashes: FileHashes | undefined;
  return {
    tables: () => Promise.resolve(Object.keys(config.tables)),
    extracts: async function* ({ table, cacheDir }) {
      hashes ??= await FileHashes.open(
        cacheDir === undefined ? undefined : join(cacheDir, `file-hashes-${name}.json`),
      );
      yield* filesOf(name, config, table, hashes);
    },
    close: async () => {
      await hashes?.save();
    },
  };
}

async function* filesOf(
  source: string,
  config: FilesSourceConfig,
  table: string,
  hashes: FileHashes,
): AsyncGenerator<Extract> {
  requireDirectory(source, config.path);
  const pattern = config.tables[table]?.files ?? "";
  const files = await matching(config.path, pattern);
  if (files.length === 0) throw noFiles(source, table, pattern, config.path);
  for (const file of files) yield await extractOf(config.path, file, hashes);
}

const DATA_FILE =
  /\.(csv|tsv|txt|psv|dat|json|jsonl|ndjson|parquet|arrow|arrows|feather|ipc|xlsx)(\.(gz|zst))?$/i;

/** One table per file name, its digits taken for dates and numbers of exports. Columns are found when loading. */
async function discoverFiles(source: string, root: string): Promise<DiscoveredTable[]> {
  requireDirectory(source, root);
  const names = new Set<string>();
  for (const file of await matching(root, "**/*")) {
    if (!DATA_FILE.test(file)) continue;
    names.add(file.replace(/\d+(?:[_-]?\d+)*(?=[^/]*\.[a-z])/gi, "*"));
  }
  return [...names].map((name) => ({
    name,
    columns: [],
    primaryKey: [],
    suggested: { mode: "append" },
  }));
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

async function extractOf(root: string, file: string, hashes: FileHashes): Promise<Extract> {
  const path = join(root, file);
  try {
    const { bytes, sha256 } = await hashes.hashOf(path);
    return { file, path, bytes, sha256 };
  } catch (error) {
    throw new GranaryError("INGEST_FILE_UNREADABLE", {
      message: `${file} cannot be read: ${messageOf(error)}`,
      hint: "Check that the file is complete and that this user may read it.",
      cause: error,
    });
  }
}
