import { existsSync } from "node:fs";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "./config.js";
import { GranaryError, messageOf } from "./errors.js";
import {
  listVersions,
  nothingPublished,
  readCurrent,
  versionFile,
  versionsDir,
  type VersionManifest,
} from "./versions.js";

/** One published version, open read-only with external access off and the configuration locked. */
export interface VersionReader {
  readonly manifest: VersionManifest;
  /** The version's database file. */
  readonly path: string;
  readonly instance: DuckDBInstance;
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

type ReaderConfig = Pick<GranaryConfig, "dataDir" | "engine">;

/**
 * Opens a version for reading; without a number the current one.
 *
 * @throws GranaryError VERSION_NONE, VERSION_UNKNOWN, VERSION_DAMAGED
 */
export async function openVersion(config: ReaderConfig, version?: number): Promise<VersionReader> {
  const dir = versionsDir(config);
  // Retention may delete the file between reading the pointer and opening it; the pointer has moved on by then.
  for (let attempt = 0; ; attempt += 1) {
    const manifest = version === undefined ? readCurrent(config) : find(config, version);
    if (!manifest) throw nothingPublished(dir);
    const path = versionFile(dir, manifest.version);
    try {
      return await open(config, manifest, path);
    } catch (error) {
      if (attempt < 5 && !existsSync(path)) continue;
      throw new GranaryError("VERSION_DAMAGED", {
        message: `Version ${String(manifest.version)} cannot be opened: ${messageOf(error)}`,
        hint: "`granary rollback` returns to the version before it.",
        cause: error,
      });
    }
  }
}

function find(config: ReaderConfig, version: number): VersionManifest {
  const manifest = listVersions(config).find((candidate) => candidate.version === version);
  if (manifest) return manifest;
  throw new GranaryError("VERSION_UNKNOWN", {
    message: `There is no version ${String(version)}.`,
    hint: "`granary versions` lists the kept ones.",
  });
}

async function open(
  config: ReaderConfig,
  manifest: VersionManifest,
  path: string,
): Promise<VersionReader> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: "READ_ONLY",
    memory_limit: config.engine.memoryLimit,
    threads: String(config.engine.threads),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const setup = await instance.connect();
  await setup.run("set global TimeZone = 'UTC'");
  await setup.run("set global enable_external_access = false");
  await setup.run("set global lock_configuration = true");
  setup.closeSync();
  return {
    manifest,
    path,
    instance,
    connect: () => instance.connect(),
    close: () => {
      instance.closeSync();
    },
  };
}
