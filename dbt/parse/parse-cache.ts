import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import { type ContextHost, flagsRecord } from "../context/base-context.js";
import { jsonText } from "../context/json-text.js";
import type { Manifest, Package } from "../manifest.js";
import { type Dict, isDict } from "../plain.js";
import { filesUnder, projectFolders } from "../project/files.js";
import { PROJECT_FILE } from "../project/project-file.js";
import { DBT_VERSION } from "../project/required-version.js";

/** Raised whenever what is kept changes its shape. */
const FORMAT = "granary parse 2";
const ENDINGS = [".sql", ".yml", ".yaml", ".csv", ".md", ".py"];
const ROOT_FILES = [PROJECT_FILE, "packages.yml", "dependencies.yml", "selectors.yml"];

interface Note {
  level: "info" | "warn";
  message: string;
}

/** What templates asked for while parsing, beyond the project's own files. */
interface Asked {
  /** Environment variables with their values; null for one that is not set. */
  env: Record<string, string | null>;
  /** The flags of the invocation, where any template read them. */
  flags: string | null;
}

interface Kept {
  format: string;
  key: string;
  /** Tells this outcome from every other. */
  stamp: string;
  asked: Asked;
  notes: readonly Note[];
  manifest: Manifest;
}

function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

function flagsText(host: ContextHost): string {
  return jsonText({ ...flagsRecord(host), args: host.invocationArgs ?? null });
}

function askedEnv(host: ContextHost, names: Iterable<string>): Record<string, string | null> {
  return Object.fromEntries([...names].map((name) => [name, host.env[name] ?? null]));
}

/** Tells one state of the shim's code from another: its own files' content, wherever they lie. */
function shimVersion(): string {
  const room = join(dirname(fileURLToPath(import.meta.url)), "..");
  const hash = createHash("sha256").update(DBT_VERSION);
  for (const file of readdirSync(room, { recursive: true, encoding: "utf8" }).sort()) {
    const content = readOrNull(join(room, file));
    if (content !== null) hash.update(`\0${file}\0`).update(content);
  }
  return hash.digest("hex");
}

/** A sha256 over everything that decides what parsing makes: files, variables, target, the shim itself. */
function keyOf(host: ContextHost, packages: readonly Package[]): string {
  const hash = createHash("sha256");
  const settings: Dict = {
    shim: shimVersion(),
    target: { ...host.target },
    adapter: host.adapterType,
    vars: host.vars,
    threads: host.threads,
    // What dbt_project.yml files say may depend on the environment.
    projects: packages.map(({ project }) => ({ ...project, dispatch: [...project.dispatch] })),
  };
  hash.update(jsonText(settings, true));
  for (const { name, root, project } of packages) {
    hash.update(`\0${name}\0${root}`);
    const files = filesUnder(root, projectFolders(project), ENDINGS).map(({ path }) => path);
    for (const path of [...ROOT_FILES, ...files]) {
      const content = readOrNull(join(root, path));
      if (content === null) continue;
      hash.update(`\0${path}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

function isKept(value: unknown): value is Kept {
  return isDict(value) && value["format"] === FORMAT && typeof value["key"] === "string";
}

/**
 * The outcome of the last parse, kept in a file. It stands only for the same files, variables, target, environment
 * variables and flags as far as templates read them; in any doubt there is nothing.
 */
export class ParseCache {
  readonly #file: string;
  readonly #host: ContextHost;
  readonly #key: string;
  readonly #env = new Set<string>();
  readonly #notes: Note[] = [];
  #stamp: string | null = null;
  #flags = false;
  #volatile = false;

  constructor(file: string, host: ContextHost, packages: readonly Package[]) {
    this.#file = file;
    this.#host = host;
    this.#key = keyOf(host, packages);
  }

  /** Tells the outcome that was read or kept from every other; null where none stands. */
  get stamp(): string | null {
    return this.#stamp;
  }

  /** What is kept, after what the parse said has been said again; null where it does not stand. */
  read(): Manifest | null {
    const bytes = readOrNull(this.#file);
    if (bytes === null) return null;
    let kept: unknown;
    try {
      kept = deserialize(bytes);
    } catch {
      return null;
    }
    if (!isKept(kept) || kept.key !== this.#key) return null;
    const { env, flags } = kept.asked;
    const host = this.#host;
    if (jsonText(askedEnv(host, Object.keys(env))) !== jsonText(env)) return null;
    if (flags !== null && flags !== flagsText(host)) return null;
    for (const { level, message } of kept.notes) host.note(level, message);
    this.#stamp = kept.stamp;
    return kept.manifest;
  }

  /** Does `parse` while listening to what templates ask and say; keeps what comes of it, unless it goes with the time. */
  async keep(parse: () => Promise<Manifest>): Promise<Manifest> {
    const host = this.#host;
    const { note } = host;
    host.onEnvRead = (name) => this.#env.add(name);
    host.onRunRead = (name) => {
      if (name === "flags") this.#flags = true;
      else this.#volatile = true;
    };
    host.note = (level, message) => {
      this.#notes.push({ level, message });
      note(level, message);
    };
    try {
      const manifest = await parse();
      if (this.#volatile) rmSync(this.#file, { force: true });
      else this.#write(manifest);
      return manifest;
    } finally {
      delete host.onEnvRead;
      delete host.onRunRead;
      host.note = note;
    }
  }

  #write(manifest: Manifest): void {
    const stamp = randomUUID();
    const kept: Kept = {
      format: FORMAT,
      key: this.#key,
      stamp,
      asked: {
        env: askedEnv(this.#host, this.#env),
        flags: this.#flags ? flagsText(this.#host) : null,
      },
      notes: this.#notes,
      manifest,
    };
    const temporary = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(temporary, serialize(kept));
      renameSync(temporary, this.#file);
      this.#stamp = stamp;
    } catch {
      // A parse that cannot be kept is still a parse.
      rmSync(temporary, { force: true });
    }
  }
}
