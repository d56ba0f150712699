import { type Command, InvalidArgumentError, Option } from "commander";
import { parse } from "yaml";
import type { DbtInvocation } from "../../dbt/invocation.js";
import { GranaryError } from "../../warehouse/errors.js";
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
  "--warn-error-options <yaml>",
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
    .option("--warn-error", "treat warnings as errors");
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

/** A YAML mapping given on the command line. Throws USAGE. */
export function yamlMapping(flag: string, text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new GranaryError("USAGE", { message: `${flag} ${text} is not YAML.`, cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new GranaryError("USAGE", {
    message: `${flag} ${text} is not a mapping.`,
    hint: `Write it as ${flag} '{name: value}'.`,
  });
}

type ResourceType = NonNullable<DbtInvocation["resourceTypes"]>[number];

const DEFAULT_TYPES: readonly ResourceType[] = [
  "model",
  "snapshot",
  "seed",
  "test",
  "source",
  "exposure",
  "unit_test",
];

function typesOf(words: readonly string[] | undefined): ResourceType[] | undefined {
  return words?.flatMap((word): readonly ResourceType[] => {
    if (word === "all") return [...DEFAULT_TYPES, "analysis"];
    if (word === "default") return DEFAULT_TYPES;
    const known = [...DEFAULT_TYPES, "analysis" as const].find((type) => type === word);
    if (known !== undefined) return [known];
    throw new GranaryError("USAGE", {
      message: `There is no resource type ${word}.`,
      hint: `Use ${DEFAULT_TYPES.join(", ")}, analysis, default or all.`,
    });
  });
}

/** Leaves out what is undefined, so that it stays unsaid. */
function said<Values extends object>(values: {
  [Key in keyof Values]: Values[Key] | undefined;
}): Values {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Values;
}

/** Without both, a microbatch model would take in everything from its `begin`. */
function eventTimes({ eventTimeStart: start, eventTimeEnd: end }: DbtFlags): {
  eventTimeStart: string | undefined;
  eventTimeEnd: string | undefined;
} {
  const half = (start === undefined) !== (end === undefined);
  if (half || (start !== undefined && end !== undefined && new Date(start) >= new Date(end))) {
    throw new GranaryError("USAGE", {
      message: `--event-time-start ${start ?? "(unsaid)"} and --event-time-end ${end ?? "(unsaid)"} are no span.`,
      hint: "Give both, the start before the end.",
    });
  }
  return { eventTimeStart: start, eventTimeEnd: end };
}

/** What the flags say to a dbt command. Throws USAGE. */
export function optionsOf(flags: DbtFlags): Partial<DbtInvocation> {
  const models = flags.models;
  return said<Partial<DbtInvocation>>({
    select: flags.select ?? models,
    exclude: flags.exclude,
    selector: flags.selector,
    indirect: flags.indirectSelection,
    resourceTypes: models === undefined ? typesOf(flags.resourceType) : ["model"],
    excludeResourceTypes: typesOf(flags.excludeResourceType),
    stateDir: flags.state,
    deferStateDir: flags.deferState,
    failFast: flags.failFast,
    fullRefresh: flags.fullRefresh,
    storeFailures: flags.storeFailures,
    empty: flags.empty,
    ...eventTimes(flags),
    defer: flags.defer,
    favorState: flags.favorState,
    warnError: flags.warnError,
    output: flags.output as DbtInvocation["output"],
    outputKeys: flags.outputKeys?.flatMap((keys) => keys.split(/\s+/)),
    inline: flags.inline,
    limit: flags.limit,
    macroArguments: flags.args === undefined ? undefined : yamlMapping("--args", flags.args),
    compile: flags.compile,
    emptyCatalog: flags.emptyCatalog,
  });
}
