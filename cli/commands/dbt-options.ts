import { parse } from "yaml";
import type { DbtInvocation } from "../../dbt/invocation.js";
import { GranaryError } from "../../warehouse/errors.js";
import type { DbtFlags } from "./dbt-flags.js";

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

/** The window of `--sample`: a length of time up to now, or both ends. */
function sampleOf(text: string): NonNullable<DbtInvocation["sample"]> {
  if (text.includes("{")) {
    const { start, end } = yamlMapping("--sample", text);
    if (typeof start === "string" && typeof end === "string") return { start, end };
  }
  const [, count, size] = /^(\d+) (hour|day|month|year)s?$/i.exec(text) ?? [];
  if (count !== undefined && size !== undefined) {
    return { count: Number(count), size: size.toLowerCase() as "hour" | "day" | "month" | "year" };
  }
  throw new GranaryError("USAGE", {
    message: `--sample ${text} is no window.`,
    hint: "Write it as '3 days' (hours, months, years), or as '{start: 2024-01-01, end: 2024-02-01}'.",
  });
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
    warnErrorOptions:
      flags.warnErrorOptions === undefined
        ? undefined
        : yamlMapping("--warn-error-options", flags.warnErrorOptions),
    sample: flags.sample === undefined ? undefined : sampleOf(flags.sample),
    output: flags.output as DbtInvocation["output"],
    outputKeys: flags.outputKeys?.flatMap((keys) => keys.split(/\s+/)),
    inline: flags.inline,
    limit: flags.limit,
    macroArguments: flags.args === undefined ? undefined : yamlMapping("--args", flags.args),
    compile: flags.compile,
    emptyCatalog: flags.emptyCatalog,
  });
}
