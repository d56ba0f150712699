import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { businessDate } from "./clock.js";
import { type AccessConfig, settledAccess } from "./config-access.js";
import type { Environment } from "./config-environment.js";
import { readSettings } from "./config-file.js";
import type { AnswersConfig } from "./config-answers.js";
import { configSchema, demoPart, type ParsedConfig } from "./config-schema.js";
import type { CommonTableConfig } from "./config-table.js";
import { GranaryError } from "./errors.js";

/** A source system, told apart by `type`; paths are absolute. */
export type SourceConfig = ParsedConfig["sources"][string];

/** A directory of exported files. */
export type FilesSourceConfig = Extract<SourceConfig, { type: "files" }>;

/** One table of a `files` source. */
export type FileTableConfig = FilesSourceConfig["tables"][string];

/** One table of any source: the common settings, and how to read files where there are any. */
export type TableConfig = CommonTableConfig &
  Partial<Omit<FileTableConfig, keyof CommonTableConfig>>;

/** The demo company to generate before ingestion; `out` is absolute, `until` an ISO date. */
export interface DemoConfig {
  scale: number;
  seed: number;
  out: string;
  until: string;
}

/** Everything `granary.yml` says, defaults applied, all paths absolute. */
export interface GranaryConfig {
  /** The configuration file itself. */
  file: string;
  rootDir: string;
  /** The directory that holds `dbt_project.yml`; `rootDir` where there is none, and nothing can be built. */
  projectDir: string;
  dataDir: string;
  /** Where the semantic model is, and the boards, if not those that come with Granary. */
  modelDir?: string;
  boardsDir?: string;
  name: string;
  /** IANA name of the reporting time zone. */
  timezone: string;
  /** ISO 4217 code of the reporting currency. */
  currency: string;
  locale: "en" | "zh";
  /** Business date the marts are built as of, YYYY-MM-DD. */
  asOfDate: string;
  sources: Record<string, SourceConfig>;
  /** dbt vars; `dbtVars` adds `sources`, `as_of_date` and, unless given, `reporting_currency`. */
  vars: Record<string, unknown>;
  server: { host: string; port: number };
  /** Defaults where absent: no users, no roles but admin. */
  access?: AccessConfig;
  retention: { keep: number };
  /**
   * Limits of the engine for one process, sizes as DuckDB writes them ("2GB"). `ingestMemory` is for all of the process
   * while it loads; 1GiB where absent.
   */
  engine: { memoryLimit: string; threads: number; ingestMemory?: string };
  /** Bounds of the semantic layer; its own defaults where absent. */
  answers?: AnswersConfig;
  /** Runs the real `dbt` in place of the one built in. */
  dbtEngine?: "dbt-core";
  jobsFile: string;
  demo?: DemoConfig;
}

/**
 * Reads and checks a configuration file. Every fault is reported together, each with its line.
 *
 * @param file path of `granary.yml`
 * @throws GranaryError CONFIG_NOT_FOUND, CONFIG_INVALID
 */
export function loadConfig(
  file: string,
  env: Environment = process.env,
  now: Date = new Date(),
): GranaryConfig {
  const absolute = resolve(file);
  return settle(absolute, readSettings(absolute, configSchema, env), env, now);
}

/**
 * Reads what a configuration file says of the demo company, and nothing else.
 *
 * @throws GranaryError CONFIG_NOT_FOUND, CONFIG_INVALID
 */
export function loadDemoConfig(
  file: string,
  env: Environment = process.env,
  now: Date = new Date(),
): { asOfDate: string; demo?: DemoConfig } {
  const absolute = resolve(file);
  const parsed = readSettings(absolute, demoPart, env, Object.keys(demoPart.shape));
  const asOfDate = asOfDateOf(parsed, now);
  return { asOfDate, ...demoOf(parsed, dirname(absolute), asOfDate) };
}

function asOfDateOf(
  { as_of_date: date, timezone }: Pick<ParsedConfig, "as_of_date" | "timezone">,
  now: Date,
): string {
  return date ?? businessDate(now, timezone);
}

function demoOf(
  { demo }: Pick<ParsedConfig, "demo">,
  rootDir: string,
  until: string,
): { demo?: DemoConfig } {
  if (demo === undefined) return {};
  return { demo: { ...demo, out: resolve(rootDir, demo.out), until } };
}

function settle(file: string, parsed: ParsedConfig, env: Environment, now: Date): GranaryConfig {
  const rootDir = dirname(file);
  const at = (path: string): string => resolve(rootDir, path);
  const projectDir =
    parsed.project_dir === undefined ? nearestProject(rootDir) : at(parsed.project_dir);
  const asOfDate = asOfDateOf(parsed, now);
  const sources: Record<string, SourceConfig> = {};
  for (const [name, source] of Object.entries(parsed.sources)) {
    sources[name] = "path" in source ? { ...source, path: at(source.path) } : source;
  }
  return {
    file,
    rootDir,
    projectDir,
    dataDir: at(parsed.data_dir),
    ...(parsed.model_dir === undefined ? {} : { modelDir: at(parsed.model_dir) }),
    ...(parsed.boards_dir === undefined ? {} : { boardsDir: at(parsed.boards_dir) }),
    name: parsed.name,
    timezone: parsed.timezone,
    currency: parsed.currency,
    locale: parsed.locale,
    asOfDate,
    sources,
    vars: parsed.vars,
    server: {
      host: env["HOST"] ?? parsed.server.host,
      port: portOf(env["PORT"]) ?? parsed.server.port,
    },
    access: settledAccess(parsed.access, rootDir, at(parsed.data_dir)),
    retention: parsed.retention,
    engine: {
      memoryLimit: parsed.engine.memory_limit,
      ingestMemory: parsed.engine.ingest_memory,
      threads: parsed.engine.threads ?? Math.min(4, availableParallelism()),
    },
    answers: parsed.answers,
    ...(dbtEngine(parsed, env) === "dbt-core" ? { dbtEngine: "dbt-core" as const } : {}),
    jobsFile:
      parsed.jobs_file === undefined
        ? join(projectDir, "schedules", "jobs.yml")
        : at(parsed.jobs_file),
    ...demoOf(parsed, rootDir, asOfDate),
  };
}

function dbtEngine(parsed: ParsedConfig, env: Environment): string {
  const named = env["DBT_ENGINE"] ?? "";
  return named === "" ? parsed.engine.dbt : named;
}

/** The vars every dbt invocation gets: the configured ones, the configured source systems and the as-of date. */
export function dbtVars(config: GranaryConfig): Record<string, unknown> {
  return {
    reporting_currency: config.currency,
    ...config.vars,
    sources: Object.keys(config.sources),
    as_of_date: config.asOfDate,
    reporting_timezone: config.timezone,
  };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new GranaryError("USAGE", {
      message: `PORT=${text} is not a port number.`,
      hint: "Use a number from 0 (any free port) to 65535.",
    });
  }
  return port;
}

/** The nearest directory at or above `rootDir` with a `dbt_project.yml`. */
/** Loading needs no project: without one the configuration's own directory stands, and building names what is missing. */
function nearestProject(rootDir: string): string {
  for (let dir = rootDir; ; dir = dirname(dir)) {
    if (existsSync(join(dir, "dbt_project.yml"))) return dir;
    if (dirname(dir) === dir) return rootDir;
  }
}
