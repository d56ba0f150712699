import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { GranaryConfig } from "./config.js";
import { replaceFile } from "./durable-file.js";
import { GranaryError, messageOf } from "./errors.js";

const manifestSchema = z.object({
  version: z.int().positive(),
  /** ISO 8601, UTC. */
  publishedAt: z.string(),
  /** Of the version's database file. */
  sha256: z.string(),
  gitCommit: z.string().nullable(),
  asOfDate: z.string(),
  name: z.string(),
  currency: z.string(),
  timezone: z.string(),
  loads: z.array(
    z.object({ loadId: z.string(), source: z.string(), table: z.string(), rows: z.int() }),
  ),
  tests: z.object({ passed: z.int(), failed: z.int(), warned: z.int() }),
  /** Identifies what the version was built from: sources, project, settings. */
  fingerprint: z.string(),
  /** Row counts by "schema.table". */
  rows: z.record(z.string(), z.int()),
});

/** What is known of one published version; `current.json` holds the current one's. */
export type VersionManifest = z.infer<typeof manifestSchema>;

/** Where versions live. */
export function versionsDir(config: Pick<GranaryConfig, "dataDir">): string {
  return join(config.dataDir, "versions");
}

/** The pointer whose atomic replacement makes a version current. */
export function pointerFile(dir: string): string {
  return join(dir, "current.json");
}

/** The database file of a version. */
export function versionFile(dir: string, version: number): string {
  return join(dir, `${String(version).padStart(6, "0")}.duckdb`);
}

/** The database file of a version's rollups; a version answers without it too. */
export function rollupFile(dir: string, version: number): string {
  return join(dir, `${String(version).padStart(6, "0")}.rollups.duckdb`);
}

function manifestFile(dir: string, version: number): string {
  return join(dir, `${String(version).padStart(6, "0")}.json`);
}

function readManifest(path: string): VersionManifest | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw damaged(path, error);
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, error);
  }
}

/** The error of asking for a version before the first publication. */
export function nothingPublished(dir: string): GranaryError {
  return new GranaryError("VERSION_NONE", {
    message: `Nothing has been published in ${dir}.`,
    hint: "Run `granary run` to publish the first version.",
  });
}

function damaged(path: string, cause: unknown): GranaryError {
  return new GranaryError("VERSION_DAMAGED", {
    message: `${path} cannot be read: ${messageOf(cause)}`,
    hint: "`granary versions` lists what is intact; `granary rollback` points to one of them.",
    cause,
  });
}

/** The current version's manifest, or undefined when nothing is published. */
export function readCurrent(config: Pick<GranaryConfig, "dataDir">): VersionManifest | undefined {
  return readManifest(pointerFile(versionsDir(config)));
}

/** All published versions that are still kept, newest first. */
export function listVersions(config: Pick<GranaryConfig, "dataDir">): VersionManifest[] {
  const dir = versionsDir(config);
  const found = new Map<number, VersionManifest>();
  for (const version of storedNumbers(dir, "json")) {
    const manifest = readManifest(manifestFile(dir, version));
    if (manifest && existsSync(versionFile(dir, version))) found.set(version, manifest);
  }
  const current = readCurrent(config);
  if (current) found.set(current.version, current);
  return [...found.values()].sort((a, b) => b.version - a.version);
}

/**
 * Makes an older (or newer) kept version current again; a pointer swap, no data is touched.
 *
 * @param version the number to return to; by default the newest one before the current
 * @throws GranaryError VERSION_NONE, VERSION_UNKNOWN
 */
export function rollback(
  config: Pick<GranaryConfig, "dataDir">,
  version?: number,
): VersionManifest {
  const dir = versionsDir(config);
  const versions = listVersions(config);
  const current = readCurrent(config);
  if (versions.length === 0) throw nothingPublished(dir);
  const target = versions.find((v) =>
    version === undefined ? v.version < (current?.version ?? Infinity) : v.version === version,
  );
  if (!target) {
    throw new GranaryError("VERSION_UNKNOWN", {
      message:
        version === undefined
          ? `There is no version before ${String(current?.version)}.`
          : `There is no version ${String(version)}.`,
      hint: `Kept versions: ${versions.map((v) => v.version).join(", ")}.`,
    });
  }
  if (current) saveManifest(dir, current);
  replaceFile(pointerFile(dir), `${JSON.stringify(target, null, 2)}\n`);
  return target;
}

/** Keeps a manifest beside its database file, so that the version can become current again. */
export function saveManifest(dir: string, manifest: VersionManifest): void {
  replaceFile(manifestFile(dir, manifest.version), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Points `current.json` to a version: the one instant at which it becomes visible. */
export function pointTo(dir: string, manifest: VersionManifest): void {
  replaceFile(pointerFile(dir), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The number the next version gets: above everything that ever left a trace in the directory. */
export function nextNumber(dir: string): number {
  const current = readManifest(pointerFile(dir))?.version ?? 0;
  return Math.max(current, ...storedNumbers(dir, "duckdb"), ...storedNumbers(dir, "json")) + 1;
}

/** Removes what a killed publication left behind. Call it only while holding the workspace. */
export function sweep(dir: string): void {
  const current = readManifest(pointerFile(dir));
  if (current && !existsSync(manifestFile(dir, current.version))) saveManifest(dir, current);
  for (const name of readdirSync(dir)) {
    if (name.includes(".tmp")) rmSync(join(dir, name), { force: true });
  }
  for (const version of storedNumbers(dir, "rollups.duckdb")) {
    if (!existsSync(manifestFile(dir, version))) rmSync(rollupFile(dir, version), { force: true });
  }
  for (const version of storedNumbers(dir, "duckdb")) {
    if (!existsSync(manifestFile(dir, version))) rmSync(versionFile(dir, version), { force: true });
  }
  for (const version of storedNumbers(dir, "json")) {
    if (existsSync(versionFile(dir, version))) continue;
    rmSync(manifestFile(dir, version), { force: true });
    rmSync(rollupFile(dir, version), { force: true });
  }
}

/** Deletes all but the newest `keep` versions; the current one always stays. Returns the deleted numbers. */
export function retain(dir: string, keep: number): number[] {
  const current = readManifest(pointerFile(dir))?.version;
  const doomed = storedNumbers(dir, "duckdb")
    .sort((a, b) => b - a)
    .slice(keep)
    .filter((version) => version !== current);
  for (const version of doomed) {
    rmSync(manifestFile(dir, version), { force: true });
    rmSync(rollupFile(dir, version), { force: true });
    rmSync(versionFile(dir, version), { force: true });
  }
  return doomed;
}

function storedNumbers(dir: string, extension: "duckdb" | "json" | "rollups.duckdb"): number[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .map((name) => new RegExp(`^(\\d{6,})\\.${extension}$`).exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number);
}
