import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { openProfile, type OpenedProfile } from "../../dbt/project/open-profile.js";
import { dbtEnvironment } from "../../warehouse/environment.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { quoteIdent, quoteLiteral } from "../../warehouse/sql.js";
import type { DbtFlags } from "./dbt-flags.js";
import { yamlMapping } from "./dbt-options.js";
import type { DbtPlace } from "./dbt-place.js";

/** The project of its own that the flags, or the current folder, mean; null for the configured one. */
export function foreignProject(flags: DbtFlags): string | null {
  if (flags.projectDir !== undefined) return resolve(flags.projectDir);
  if (flags.config !== undefined) return null;
  const named = flags.profilesDir !== undefined || flags.profile !== undefined;
  for (let dir = process.cwd(); ; dir = dirname(dir)) {
    if (!named && existsSync(join(dir, "granary.yml"))) return null;
    if (existsSync(join(dir, "dbt_project.yml")) && (named || !configuredAbove(dir))) return dir;
    if (dirname(dir) === dir) return null;
  }
}

function configuredAbove(start: string): boolean {
  for (let dir = start; ; dir = dirname(dir)) {
    if (existsSync(join(dir, "granary.yml"))) return true;
    if (dirname(dir) === dir) return false;
  }
}

function profileFolders(flags: DbtFlags, projectDir: string): string[] {
  if (flags.profilesDir !== undefined) return [resolve(flags.profilesDir)];
  const named = dbtEnvironment()["DBT_PROFILES_DIR"];
  if (named !== undefined && named !== "") return [resolve(named)];
  return [...new Set([process.cwd(), projectDir, join(homedir(), ".dbt")])];
}

/** The profile of a project of its own. Throws DBT_PROJECT_INVALID. */
export function foreignProfile(flags: DbtFlags, projectDir: string): Promise<OpenedProfile> {
  return openProfile({
    projectDir,
    folders: profileFolders(flags, projectDir),
    profile: flags.profile,
    target: flags.target,
    vars: yamlMapping("--vars", flags.vars),
    env: dbtEnvironment(),
  });
}

function settingsOf(profile: OpenedProfile, key: string): [string, string][] {
  const value = profile.credentials[key];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, setting]) => [name, String(setting)]);
}

async function prepare(connection: DuckDBConnection, profile: OpenedProfile): Promise<void> {
  const { extensions, attach } = profile.credentials;
  for (const extension of Array.isArray(extensions) ? extensions : []) {
    if (typeof extension === "string") await connection.run(`load ${quoteIdent(extension)}`);
  }
  for (const [name, value] of settingsOf(profile, "settings")) {
    await connection.run(`set global ${quoteIdent(name)} = ${quoteLiteral(value)}`);
  }
  for (const entry of Array.isArray(attach) ? (attach as unknown[]) : []) {
    const { path, alias, read_only: readOnly } = entry as Record<string, unknown>;
    if (typeof path !== "string") continue;
    const name = typeof alias === "string" ? ` as ${quoteIdent(alias)}` : "";
    const options = readOnly === true ? " (read_only)" : "";
    await connection.run(`attach if not exists ${quoteLiteral(path)}${name}${options}`);
  }
}

async function openDatabase(profile: OpenedProfile): Promise<DuckDBInstance> {
  const options = Object.fromEntries(settingsOf(profile, "config_options"));
  try {
    const { DuckDBInstance: Instance } = await import("@duckdb/node-api");
    const instance = await Instance.create(profile.path ?? ":memory:", options);
    const connection = await instance.connect();
    await prepare(connection, profile);
    connection.closeSync();
    return instance;
  } catch (cause) {
    throw new GranaryError("WORKSPACE_UNREADABLE", {
      message: `${profile.path ?? "The database"} cannot be opened: ${messageOf(cause)}`,
      hint: "Close other programs that write to it, or correct the profile.",
      cause,
    });
  }
}

/** A project of its own, in the database of its profile. */
export async function foreignPlace(flags: DbtFlags, projectDir: string): Promise<DbtPlace> {
  const profile = await foreignProfile(flags, projectDir);
  if (profile.type !== "duckdb") {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `Target ${profile.target} of profile ${profile.name} is of type ${profile.type}.`,
      hint: "Only duckdb runs in process; choose another target with --target.",
    });
  }
  // Parsing and listing need no database: it is opened when first asked for.
  let opened: Promise<DuckDBInstance> | undefined;
  const named = flags.targetPath ?? dbtEnvironment()["DBT_TARGET_PATH"];
  return {
    invocation: {
      projectDir,
      targetDir: named === undefined ? profile.targetDir : resolve(projectDir, named),
      vars: yamlMapping("--vars", flags.vars),
      threads: flags.threads ?? profile.threads,
      target: {
        name: profile.target,
        schema: profile.schema,
        database: profile.database,
        profile: profile.name,
        settings: profile.credentials,
      },
      connect: async () => {
        opened ??= openDatabase(profile);
        return (await opened).connect();
      },
      env: dbtEnvironment(),
      grainRule: false,
    },
    path: profile.path,
    house: null,
    profile,
    close: async () => {
      const instance = await opened?.catch(() => undefined);
      instance?.closeSync();
    },
  };
}
