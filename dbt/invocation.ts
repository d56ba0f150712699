import type { DuckDBConnection } from "@duckdb/node-api";
import type { EventSink } from "../warehouse/events.js";
import type { Target } from "./context/base-context.js";
import type { IndirectSelection } from "./graph/selector-parts.js";
import type { LogSink } from "./log/log-line.js";
import type { ResourceType } from "./manifest.js";

/** Commands that run on a parsed project. */
export type DbtCommand =
  | "build"
  | "run"
  | "test"
  | "seed"
  | "snapshot"
  | "compile"
  | "show"
  | "ls"
  | "parse"
  | "docs generate"
  | "source freshness"
  | "run-operation"
  | "clone";

type ListOutput = "selector" | "name" | "path" | "json";

/** Which nodes a command works on, as dbt's flags say it. */
interface SelectionOptions {
  select?: readonly string[];
  exclude?: readonly string[];
  /** A selector of selectors.yml, in place of `select`. */
  selector?: string;
  /** eager unless given. */
  indirect?: IndirectSelection;
  resourceTypes?: readonly ResourceType[];
  excludeResourceTypes?: readonly ResourceType[];
  /** Folder with the artifacts of an earlier run, for `state:`, `result:` and `defer`. */
  stateDir?: string;
  /** Folder with the manifest to defer to, where it is not `stateDir`. */
  deferStateDir?: string;
  /** Exactly these nodes; `retry` says so. */
  only?: ReadonlySet<string>;
  /** Spans of microbatch models to run again, by the models' ids; `retry` says so. ISO text. */
  batches?: ReadonlyMap<string, readonly { start: string; end: string }[]>;
}

/** How a command runs, as dbt's flags say it. */
interface RunOptions {
  /** Nodes run at once; 1 unless given. */
  threads?: number;
  /** Begin nothing more after the first failure. */
  failFast?: boolean;
  /** Build incremental models and seeds anew. */
  fullRefresh?: boolean;
  /** Keep the failing rows of tests as tables. */
  storeFailures?: boolean;
  /** Read no rows from what models refer to. */
  empty?: boolean;
  /** Bounds of microbatch models: ISO text. */
  eventTimeStart?: string;
  eventTimeEnd?: string;
  /** References to nodes that are not selected mean the relations of `stateDir`'s manifest. */
  defer?: boolean;
  /** With `defer`, even where the relation exists here. */
  favorState?: boolean;
  /** Warnings are errors. */
  warnError?: boolean;
  /** Which warnings are errors (`error`), stay warnings (`warn`) or are not told (`silence`), as dbt names them. */
  warnErrorOptions?: Readonly<Record<string, unknown>>;
  /** Models and snapshots read only what happened in this window: up to now, or between two moments (ISO text). */
  sample?:
    { count: number; size: "hour" | "day" | "month" | "year" } | { start: string; end: string };
  /** Whether marts must state their grain; they must unless this is false. */
  grainRule?: boolean;
}

/** What single commands take besides. */
interface CommandOptions {
  /** `text`, `selector` and so on. */
  output?: ListOutput | "text";
  outputKeys?: readonly string[];
  /** Where `source freshness` writes, in place of sources.json in the target folder. */
  outputFile?: string;
  /** SQL with Jinja, in place of a selection. */
  inline?: string;
  /** Rows `show` prints; -1 for all. */
  limit?: number;
  /** Macro of `run-operation`, and its keyword arguments. */
  macro?: string;
  macroArguments?: Readonly<Record<string, unknown>>;
  /** Whether `docs generate` compiles first; it does unless this is false. */
  compile?: boolean;
  /** Whether `docs generate` leaves out what the database holds. */
  emptyCatalog?: boolean;
}

/** One dbt command on one project in one database. */
export interface DbtInvocation extends SelectionOptions, RunOptions, CommandOptions {
  command: DbtCommand;
  /** The folder of dbt_project.yml. */
  projectDir: string;
  /** Where artifacts go; the project's `target-path` unless given. */
  targetDir?: string;
  /** They win over the project's. */
  vars: Record<string, unknown>;
  target: Target;
  /** Opens one more connection to the same database; the run closes it. */
  connect: () => Promise<DuckDBConnection>;
  /** What `env_var()` may read; nothing unless given. */
  env?: Readonly<Record<string, string>>;
  /** What identifies the data of source tables ("schema.table"), where more is known than how many rows they have. */
  dataVersions?: ReadonlyMap<string, string>;
  /** Whether to tell what columns are made from, in the manifest and in `meta.lineage`. */
  lineage?: boolean;
  onEvent: EventSink;
  /** Lines as dbt prints them. */
  onLog?: LogSink;
  now?: () => Date;
}
