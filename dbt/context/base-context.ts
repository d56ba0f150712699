import { createHash } from "node:crypto";
import { parse as parseYamlText, stringify } from "yaml";
import type { JinjaEnvironment } from "../jinja/environment.js";
import { fromPlain, toPlain } from "../jinja/plain.js";
import { str } from "../jinja/text.js";
import type { JinjaFunction, JinjaObject, JinjaRecord, JinjaValue } from "../jinja/value.js";
import { type Dict, isDict } from "../plain.js";
import type { Project } from "../project/project-file.js";
import { argument, textArgument } from "./arguments.js";
import { jsonText } from "./json-text.js";

export interface Target {
  name: string;
  schema: string;
  database: string;
}

/** What every template of a run shares. */
export interface ContextHost {
  project: Project;
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
  note: (level: "info" | "warn", message: string) => void;
}

export type Context = Record<string, JinjaValue>;

function compilerError(args: readonly JinjaValue[]): never {
  throw new Error(str(args[0] ?? "raise_compiler_error()"));
}

/** An object of functions and values by name. */
export function namedObject(
  name: string,
  members: Readonly<Record<string, JinjaValue>>,
): JinjaObject {
  return {
    getAttribute: (key) => (Object.hasOwn(members, key) ? members[key] : undefined),
    toString: () => name,
  };
}

/** `var()` over `known`; `scope` says in the error where they were looked for. */
function varFunction(known: Dict, scope: string): JinjaObject {
  const has = (name: string): boolean => Object.hasOwn(known, name);
  const lookUp: JinjaFunction = (args, kwargs) => {
    const name = textArgument("var", args, kwargs, 0, "name");
    if (has(name)) return fromPlain(known[name]);
    const fallback = argument(args, kwargs, 1, "default");
    if (fallback !== undefined) return fallback;
    throw new Error(`Required var '${name}' is not set in ${scope}`);
  };
  return {
    getAttribute: (key) => (key === "has_var" ? ([name]) => has(str(name ?? null)) : undefined),
    call: lookUp,
    toString: () => "var",
  };
}

/** Variables a node sees: the project's, the package's own over them, the invocation's over all. */
export function nodeVars(project: Project, given: Dict): Dict {
  const scoped = project.vars[project.name];
  return { ...project.vars, ...(isDict(scoped) ? scoped : {}), ...given };
}

function envVar(env: Readonly<Record<string, string>>): JinjaFunction {
  return (args, kwargs) => {
    const name = textArgument("env_var", args, kwargs, 0, "var");
    const value = env[name] ?? argument(args, kwargs, 1, "default");
    if (value === undefined) throw new Error(`Environment variable '${name}' is not set`);
    return value;
  };
}

function conversions(): Context {
  return {
    tojson: (args, kwargs) =>
      jsonText(toPlain(args[0] ?? null), argument(args, kwargs, 2, "sort_keys") === true),
    fromjson: ([text, fallback]) => {
      try {
        return fromPlain(JSON.parse(str(text ?? null)));
      } catch {
        return fallback ?? null;
      }
    },
    toyaml: ([value]) => stringify(toPlain(value ?? null)),
    fromyaml: ([text]) => fromPlain(parseYamlText(str(text ?? null))),
    local_md5: ([text]) =>
      createHash("md5")
        .update(str(text ?? null))
        .digest("hex"),
    zip: (args) => {
      const lists = args.map((list) => (Array.isArray(list) ? list : []));
      const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
      return Array.from({ length }, (_, index) => lists.map((list) => list[index] ?? null));
    },
    set: ([list]) => (Array.isArray(list) ? [...new Set(list)] : []),
  };
}

function exceptionsObject(host: ContextHost): JinjaObject {
  return namedObject("exceptions", {
    raise_compiler_error: compilerError,
    raise_not_implemented: compilerError,
    warn: ([message]) => {
      host.note("warn", str(message ?? null));
      return "";
    },
  });
}

/** The names every template sees, whichever file it stands in; `vars` are those it may ask for. */
export function baseContext(host: ContextHost, vars: Dict, varScope: string): Context {
  const target: JinjaRecord = {
    ...host.target,
    type: host.adapterType,
    profile_name: host.project.name,
    threads: host.threads,
  };
  const say: JinjaFunction = (args, kwargs) => {
    if (argument(args, kwargs, 1, "info") === true) host.note("info", str(args[0] ?? ""));
    return "";
  };
  return {
    ...conversions(),
    var: varFunction(vars, varScope),
    env_var: envVar(host.env),
    target,
    project_name: host.project.name,
    invocation_id: host.invocationId,
    run_started_at: host.startedAt.toISOString(),
    dbt_version: "1.11.0",
    flags: { FULL_REFRESH: false, WHICH: host.command, STORE_FAILURES: false },
    log: say,
    print: ([message]) => {
      host.note("info", str(message ?? null));
      return "";
    },
    exceptions: exceptionsObject(host),
  };
}
