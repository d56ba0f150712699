import { existsSync } from "node:fs";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { GranaryConfig } from "./config.js";
import { GranaryError, messageOf } from "./errors.js";
import { spillFolder } from "./spill.js";
import { quoteIdent, quoteLiteral } from "./sql.js";
import {
  listVersions,
  nothingPublished,
  readCurrent,
  rollupFile,
  versionFile,
  versionsDir,
  type VersionManifest,
} from "./versions.js";

/** The catalogue name of a version's tables in SQL; whoever lists tables keeps to it. */
export const VERSION_CATALOG = "warehouse";

/** The catalogue name of a version's rollups, where it has any. */
export const ROLLUP_CATALOG = "rollups";

/**
 * One published version, attached read-only to an engine in memory, with external access off and the configuration
 * locked. Catalogues in memory may be attached beside it.
 */
export interface VersionReader {
  readonly manifest: VersionManifest;
  /** The version's database file. */
  readonly path: string;
  readonly instance: DuckDBInstance;
  readonly hasRollups: boolean;
  /** A connection on which two-part names mean tables of `catalog`; by default the version's own. */
  connect(catalog?: string): Promise<DuckDBConnection>;
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

let opened = 0;

async function open(
  config: ReaderConfig,
  manifest: VersionManifest,
  path: string,
): Promise<VersionReader> {
  // One version may be open more than once.
  opened += 1;
  const spill = spillFolder(config.dataDir, `${String(manifest.version)}-${String(opened)}`);
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: config.engine.memoryLimit,
    threads: String(config.engine.threads),
    // An engine in memory would spill into the working directory.
    temp_directory: spill.path,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  try {
    const hasRollups = await prepare(
      instance,
      path,
      rollupFile(versionsDir(config), manifest.version),
    );
    return {
      manifest,
      path,
      instance,
      hasRollups,
      connect: (catalog = VERSION_CATALOG) => connectTo(instance, catalog),
      close: () => {
        instance.closeSync();
        spill.remove();
      },
    };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** @returns whether the rollups are there; a version whose rollup file is missing or damaged answers without it */
async function prepare(instance: DuckDBInstance, path: string, rollups: string): Promise<boolean> {
  const setup = await instance.connect();
  try {
    await setup.run("set global TimeZone = 'UTC'");
    await setup.run(`attach ${quoteLiteral(path)} as ${VERSION_CATALOG} (read_only)`);
    const hasRollups =
      existsSync(rollups) &&
      (await setup.run(`attach ${quoteLiteral(rollups)} as ${ROLLUP_CATALOG} (read_only)`).then(
        () => true,
        () => false,
      ));
    await setup.run("set global enable_external_access = false");
    await setup.run("set global lock_configuration = true");
    return hasRollups;
  } finally {
    setup.closeSync();
  }
}

async function connectTo(instance: DuckDBInstance, catalog: string): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run(`use ${quoteIdent(catalog)}`);
  return connection;
}
