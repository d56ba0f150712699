import { readFile } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import { type Dict, dictOf, isDict, stringOr } from "../plain.js";
import { parseYaml } from "./yaml-text.js";

/** One output of one profile of profiles.yml. */
export interface Profile {
  /** The file it was read from. */
  file: string;
  name: string;
  target: string;
  /** The engine, as dbt names adapters: "duckdb". */
  type: string;
  /** Absolute path of the database file; null for one in memory. */
  path: string | null;
  database: string;
  schema: string;
  threads: number;
  /** The output as written, rendered. */
  credentials: Dict;
}

interface ProfileRequest {
  /** Folders that may hold profiles.yml; the first that does is used. */
  folders: readonly string[];
  name: string;
  /** The output; the profile's own `target` unless given. */
  target?: string | undefined;
  /** What relative database paths are relative to. */
  projectDir: string;
  /** Renders one value of the file. */
  render: (value: unknown) => Promise<unknown>;
}

const PROFILES_FILE = "profiles.yml";

function invalid(message: string, hint: string): GranaryError {
  return new GranaryError("DBT_PROJECT_INVALID", { message, hint });
}

async function findFile(folders: readonly string[]): Promise<{ file: string; text: string }> {
  for (const folder of folders) {
    const file = join(folder, PROFILES_FILE);
    try {
      return { file, text: await readFile(file, "utf8") };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw invalid(
    `No ${PROFILES_FILE} in ${folders.join(", ")}.`,
    "Write one, or name its folder with --profiles-dir.",
  );
}

/** The profile called `name` with all its outputs. */
function profileIn(profiles: Dict, name: string, file: string): Dict {
  const profile = profiles[name];
  if (isDict(profile)) return profile;
  const known = Object.keys(profiles).filter((key) => key !== "config");
  throw invalid(
    `${file} has no profile ${name}.`,
    `It has ${known.length === 0 ? "none" : known.join(", ")}; set \`profile:\` in dbt_project.yml or --profile.`,
  );
}

function outputIn(profile: Dict, target: string, name: string, file: string): Dict {
  const outputs = dictOf(profile["outputs"]);
  const output = outputs[target];
  if (isDict(output)) return output;
  throw invalid(
    `Profile ${name} of ${file} has no target ${target}.`,
    `It has ${Object.keys(outputs).join(", ") || "none"}.`,
  );
}

function databaseName(path: string): string {
  if (path === ":memory:") return "memory";
  return basename(path, extname(path));
}

/** Reads one output of a profile. Throws DBT_PROJECT_INVALID. */
export async function readProfile(request: ProfileRequest): Promise<Profile> {
  const { file, text } = await findFile(request.folders);
  const profile = profileIn(dictOf(parseYaml(text, file)), request.name, file);
  const rendered = request.target ?? (await request.render(profile["target"] ?? "default"));
  const target = stringOr(rendered, "default");
  const written = outputIn(profile, target, request.name, file);
  const credentials = dictOf(await request.render(written));
  const path = stringOr(credentials["path"], ":memory:");
  const threads = Number(credentials["threads"] ?? 1);
  return {
    file,
    name: request.name,
    target,
    type: stringOr(credentials["type"], ""),
    path: path === ":memory:" ? null : resolve(request.projectDir, path),
    database: stringOr(credentials["database"], databaseName(path)),
    schema: stringOr(credentials["schema"], "main"),
    threads: Number.isInteger(threads) && threads > 0 ? threads : 1,
    credentials,
  };
}
