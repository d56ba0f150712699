import { type Command, InvalidArgumentError, Option } from "commander";
import { type CommonFlags, withCommonFlags } from "../context.js";

/** Flags of the dbt commands, named as dbt names them. */
export interface DbtFlags extends CommonFlags {
  select?: string[];
  models?: string[];
  exclude?: string[];
  selector?: string;
  resourceType?: string[];
  excludeResourceType?: string[];
  indirectSelection?: "eager" | "cautious" | "buildable" | "empty";
  vars?: string;
  threads?: number;
  failFast?: boolean;
  fullRefresh?: boolean;
  storeFailures?: boolean;
  empty?: boolean;
  eventTimeStart?: string;
  eventTimeEnd?: string;
  state?: string;
  defer?: boolean;
  deferState?: string;
  favorState?: boolean;
  warnError?: boolean;
  warnErrorOptions?: string;
  sample?: string;
  target?: string;
  profile?: string;
  projectDir?: string;
  profilesDir?: string;
  targetPath?: string;
  quiet?: boolean;
  logFormat?: "default" | "text" | "json" | "debug";
  output?: string;
  outputKeys?: string[];
  inline?: string;
  limit?: number;
  args?: string;
  compile?: boolean;
  emptyCatalog?: boolean;
  cleanProjectFilesOnly?: boolean;
}

/** Accepted so that scripts written for dbt run; nothing here depends on them. */
const WITHOUT_EFFECT = [
  "--no-partial-parse",
  "--partial-parse",
  "--use-colors",
  "--no-use-colors",
  "--no-version-check",
  "--no-write-json",
  "--no-print",
  "--no-populate-cache",
  "--cache-selected-only",
  "--no-send-anonymous-usage-stats",
  "--no-static-parser",
  "--no-introspect",
  "--show-all-deprecations",
  "-d, --debug",
];

const WITHOUT_EFFECT_VALUED = [
  "--log-level <level>",
  "--log-path <folder>",
  "--log-level-file <level>",
  "--log-format-file <form>",
  "--printer-width <columns>",
];

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("no count.");
  return value;
}

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError("no number.");
  return value;
}

/** Flags every dbt command takes, before or after its name. */
export function addGlobalFlags(command: Command): Command {
  withCommonFlags(command)
    .option("--project-dir <folder>", "a dbt project of its own, with its profiles.yml")
    .option("--profiles-dir <folder>", "where profiles.yml is, with --project-dir")
    .option("--profile <name>", "profile of profiles.yml")
    .option("-t, --target <name>", "target of the profile")
    .option("--target-path <folder>", "where artifacts and compiled SQL go")
    .option("--vars <yaml>", "override vars, as YAML or JSON")
    .option("-q, --quiet", "print nothing but errors and what the command is for")
    .addOption(
      new Option("--log-format <form>", "lines as text or json").choices([
        "default",
        "text",
        "json",
        "debug",
      ]),
    )
    .option("-x, --fail-fast", "stop at the first failure")
    .option("--warn-error", "treat warnings as errors")
    .option(
      "--warn-error-options <yaml>",
      "which warnings: {error: [names] or all, warn: [names], silence: [names]}",
    );
  for (const flag of WITHOUT_EFFECT) command.addOption(new Option(flag).hideHelp());
  for (const flag of WITHOUT_EFFECT_VALUED) command.addOption(new Option(flag).hideHelp());
  return command;
}

/** Flags that name nodes. */
export function addSelectionFlags(command: Command): Command {
  return command
    .option("-s, --select <selector...>", "names, path:, tag:, state:, + operators")
    .addOption(new Option("-m, --models <selector...>").hideHelp())
    .option("--exclude <selector...>", "leave these out")
    .option("--selector <name>", "a selector of selectors.yml")
    .addOption(
      new Option("--indirect-selection <mode>", "which tests come along").choices([
        "eager",
        "cautious",
        "buildable",
        "empty",
      ]),
    )
    .option("--resource-type <type...>", "only these kinds of nodes")
    .option("--exclude-resource-type <type...>", "without these kinds of nodes")
    .option("--state <folder>", "artifacts of an earlier run, for state: and result:");
}

/** Flags of commands that run nodes. */
export function addRunFlags(command: Command): Command {
  return addSelectionFlags(command)
    .option("--threads <number>", "nodes run at the same time", positive)
    .option("-f, --full-refresh", "build incremental models and seeds anew")
    .option("--no-full-refresh")
    .option("--store-failures", "keep the failing rows of tests as tables")
    .option("--empty", "read no rows of what models refer to")
    .option("--sample <window>", 'read only what happened lately: "3 days", or {start: …, end: …}')
    .option("--event-time-start <time>", "first moment microbatch models take in")
    .option("--event-time-end <time>", "moment microbatch models stop before")
    .option("--defer", "read what is not selected from --state")
    .option("--no-defer")
    .option("--defer-state <folder>", "artifacts to defer to, where not --state")
    .option("--favor-state", "with --defer, even where the relation exists here");
}

/** Flags of `show`. */
export function addShowFlags(command: Command): Command {
  return addRunFlags(command)
    .option("--inline <sql>", "SQL with Jinja instead of a node")
    .option("--limit <rows>", "rows to print; -1 for all", integer)
    .addOption(new Option("--output <form>", "text or json").choices(["text", "json"]));
}

/** Flags of `ls`. */
export function addListFlags(command: Command): Command {
  return addSelectionFlags(command)
    .addOption(
      new Option("--output <form>", "what to print of each node").choices([
        "selector",
        "name",
        "path",
        "json",
      ]),
    )
    .option("--output-keys <key...>", "keys of --output json");
}
