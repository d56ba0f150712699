import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { LineCounter, parseDocument, type Document } from "yaml";
import { businessDate } from "./clock.js";
import { type AccessConfig, settledAccess } from "./config-access.js";
import { type Environment, interpolate, type Path } from "./config-environment.js";
import type { AnswersConfig } from "./config-answers.js";
import { configSchema, type ParsedConfig } from "./config-schema.js";
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
  if (!existsSync(absolute)) {
    throw new GranaryError("CONFIG_NOT_FOUND", {
      message: `No configuration at ${absolute}.`,
      hint: "Run in a directory with a granary.yml, or name one with --config.",
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(absolute, "utf8"), { lineCounter: lines });
  const faults: string[] = document.errors.map(
    (error) => `line ${String(lines.linePos(error.pos[0]).line)}: ${firstLine(error.message)}`,
  );
  if (faults.length > 0) throw invalid(absolute, faults);

  const values = interpolate(document.toJS() as unknown, env, [], (path, message) =>
    faults.push(`${where(document, lines, path)}: ${message}`),
  );
  const parsed = configSchema.safeParse(values ?? {});
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const path = issue.path.filter((step) => typeof step !== "symbol");
      // An unset variable has been reported already; its empty value would be a second fault for one mistake.
      const place = where(document, lines, path);
      if (!faults.some((fault) => fault.startsWith(`${place}:`))) {
        faults.push(`${place}: ${issue.message}`);
      }
    }
  }
  if (faults.length > 0 || !parsed.success) throw invalid(absolute, faults);
  return settle(absolute, parsed.data, env, now);
}

function invalid(file: string, faults: readonly string[]): GranaryError {
  const count = faults.length === 1 ? "1 fault" : `${String(faults.length)} faults`;
  return new GranaryError("CONFIG_INVALID", {
    message: `${file} has ${count}.`,
    details: faults,
    hint: "Mend the lines above; docs/configuration.md lists every setting.",
  });
}

function settle(file: string, parsed: ParsedConfig, env: Environment, now: Date): GranaryConfig {
  const rootDir = dirname(file);
  const at = (path: string): string => resolve(rootDir, path);
  const projectDir =
    parsed.project_dir === undefined ? nearestProject(rootDir) : at(parsed.project_dir);
  const asOfDate = parsed.as_of_date ?? businessDate(now, parsed.timezone);
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
    ...(parsed.demo === undefined
      ? {}
      : {
          demo: {
            scale: parsed.demo.scale,
            seed: parsed.demo.seed,
            out: at(parsed.demo.out),
            until: asOfDate,
          },
        }),
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

/** "line 7, sources.demo.path": the deepest part of `path` that stands in the file gives the line. */
function where(document: Document, lines: LineCounter, path: Path): string {
  const name = path.length === 0 ? "top level" : path.join(".");
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown =
      depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (node !== null && typeof node === "object" && "range" in node) {
      const range = node.range as readonly [number, number, number] | null | undefined;
      if (range) return `line ${String(lines.linePos(range[0]).line)}, ${name}`;
    }
  }
  return name;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
