import type { JinjaEnvironment } from "../jinja/environment.js";
import { fromPlain } from "../jinja/plain.js";
import { str } from "../jinja/text.js";
import type { JinjaFunction, JinjaObject, JinjaRecord, JinjaValue } from "../jinja/value.js";
import type { Package } from "../manifest.js";
import type { Dict } from "../plain.js";
import type { Project } from "../project/project-file.js";
import { DBT_VERSION } from "../project/required-version.js";
import { argument } from "./arguments.js";
import { conversions } from "./conversions.js";
import { exceptionsObject } from "./exceptions.js";
import { DATETIME } from "./modules/datetime-module.js";
import { PyDateTime } from "./modules/date-time.js";
import { ITERTOOLS } from "./modules/itertools.js";
import { RE } from "./modules/regular-expressions.js";
import { PYTZ, UTC } from "./modules/time-zone.js";
import { envVarFunction, nodeVars, varFunction } from "./variables.js";

export interface Target {
  name: string;
  schema: string;
  database: string;
  /** What else the profile says of it. */
  settings?: Dict;
  profile?: string;
}

/** What every template of a run shares. */
export interface ContextHost {
  /** The root project. */
  project: Project;
  /** The root project's package and those it uses; parsing fills it in. */
  packages?: readonly Package[];
  environment: JinjaEnvironment;
  target: Target;
  /** The engine's name, as macros are dispatched by it. */
  adapterType: string;
  /** Given with the invocation; they win over the project's. */
  vars: Dict;
  env: Readonly<Record<string, string>>;
  command: string;
  invocationId: string;
  startedAt: Date;
  threads: number;
  /** What the invocation switches on, by dbt's names of the flags. */
  flags?: { readonly fullRefresh?: boolean; readonly storeFailures?: boolean };
  /** Hears of every environment variable a template asks for. */
  onEnvRead?: (name: string) => void;
  /** Hears of names a template asks for that tell of the run or the time: "flags", "run_started_at" and so on. */
  onRunRead?: (name: string) => void;
  /** The invocation's arguments, as `invocation_args_dict` shows them. */
  invocationArgs?: Dict;
  /** Ids of the nodes selected; none while parsing. */
  selectedResources?: () => readonly string[];
  note: (level: "info" | "warn", message: string) => void;
}

export type Context = Record<string, JinjaValue>;

const MODULES: Readonly<Record<string, JinjaValue>> = {
  datetime: DATETIME,
  pytz: PYTZ,
  re: RE,
  itertools: ITERTOOLS,
};
const METADATA_PREFIX = "DBT_ENV_CUSTOM_ENV_";

/** `flags`, under dbt's names. */
export function flagsRecord({ flags, command, project }: ContextHost): JinjaRecord {
  return {
    FULL_REFRESH: flags?.fullRefresh ?? false,
    STORE_FAILURES: flags?.storeFailures ?? false,
    WHICH: command,
    EMPTY: false,
    USE_COLORS: false,
    PROJECT_DIR: project.rootDir,
    TARGET_PATH: project.targetPath,
    WRITE_JSON: true,
    VERSION_CHECK: true,
    FAIL_FAST: false,
    PRINT: true,
    QUIET: false,
    DEBUG: false,
    INTROSPECT: true,
    NO_PRINT: false,
  };
}

function metadataEnvs(env: Readonly<Record<string, string>>): JinjaRecord {
  const own = Object.entries(env).filter(([name]) => name.startsWith(METADATA_PREFIX));
  return Object.fromEntries(
    own.map(([name, value]) => [name.slice(METADATA_PREFIX.length), value]),
  );
}

/** `target`: what the profile says of the database in use. */
function targetRecord({ target, adapterType, project, threads }: ContextHost): JinjaRecord {
  const { name, schema, database, settings, profile } = target;
  const stated = fromPlain(settings ?? {});
  return {
    ...(stated instanceof Map ? Object.fromEntries([...stated].map(([k, v]) => [str(k), v])) : {}),
    database,
    schema,
    type: adapterType,
    threads,
    name,
    target_name: name,
    profile_name: profile ?? project.profile ?? project.name,
  };
}

/** The variables that nodes of a package see. */
function packageVars(host: ContextHost, packageName: string): Dict {
  const own = host.packages?.find(({ name }) => name === packageName)?.project ?? host.project;
  return nodeVars(host.project, own, host.vars);
}

/** Names whose values tell one run from another. */
function runNames(host: ContextHost): Record<string, () => JinjaValue> {
  const started = PyDateTime.at(host.startedAt.getTime(), UTC);
  const flags = flagsRecord(host);
  return {
    invocation_id: () => host.invocationId,
    run_started_at: () => started,
    flags: () => flags,
    invocation_args_dict: () =>
      fromPlain(host.invocationArgs ?? { which: host.command, vars: host.vars }),
    selected_resources: () => [...(host.selectedResources?.() ?? [])],
  };
}

/** `modules`; what knows the time of day is told of. */
function modulesObject(host: ContextHost): JinjaObject {
  return {
    getAttribute: (name) => {
      if (name === "datetime") host.onRunRead?.(name);
      return Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
    },
    toString: () => "modules",
  };
}

/** What is the same for all templates of a run. */
function sharedNames(host: ContextHost): Context {
  const say: JinjaFunction = (args, kwargs) => {
    if (argument(args, kwargs, 1, "info") === true) host.note("info", str(args[0] ?? ""));
    return "";
  };
  const shared = Object.assign(Object.create(null) as Context, conversions(), {
    env_var: envVarFunction(host.env, (name) => host.onEnvRead?.(name)),
    target: targetRecord(host),
    project_name: host.project.name,
    dbt_version: DBT_VERSION,
    modules: modulesObject(host),
    thread_id: "Thread-1",
    dbt_metadata_envs: metadataEnvs(host.env),
    log: say,
    print: ([message]: readonly JinjaValue[]) => {
      host.note("info", str(message ?? null));
      return "";
    },
    exceptions: exceptionsObject((message) => {
      host.note("warn", message);
    }),
  });
  const told = runNames(host);
  for (const [name, make] of Object.entries(told)) {
    Object.defineProperty(shared, name, {
      enumerable: true,
      get: () => {
        host.onRunRead?.(name === "invocation_args_dict" ? "flags" : name);
        return make();
      },
    });
  }
  return shared;
}

const SHARED = new WeakMap<ContextHost, Context>();

/**
 * The names every template sees, whichever file it stands in; `vars` are those it may ask for. Names of the run are
 * inherited, so a context is to be extended by assignment, not copied.
 */
export function baseContext(host: ContextHost, vars: Dict, varScope: string): Context {
  let shared = SHARED.get(host);
  if (shared === undefined) {
    shared = sharedNames(host);
    SHARED.set(host, shared);
  }
  const context = Object.create(shared) as Context;
  context["var"] = varFunction(vars, varScope, (text) =>
    host.environment.render(text, context, { file: "dbt_project.yml" }),
  );
  return context;
}

interface PackageContexts {
  packages: ContextHost["packages"];
  byName: Map<string, Context>;
}

const BY_PACKAGE = new WeakMap<ContextHost, PackageContexts>();

/** What templates of a package see before they belong to a node; one for all, not to be changed. */
export function packageContext(host: ContextHost, packageName: string): Context {
  let known = BY_PACKAGE.get(host);
  if (known === undefined || known.packages !== host.packages) {
    known = { packages: host.packages, byName: new Map() };
    BY_PACKAGE.set(host, known);
  }
  let context = known.byName.get(packageName);
  if (context === undefined) {
    const vars = packageVars(host, packageName);
    context = baseContext(host, vars, "the project or the invocation");
    known.byName.set(packageName, context);
  }
  return context;
}
