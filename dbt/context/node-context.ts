import { fromPlain } from "../jinja/plain.js";
import { str } from "../jinja/text.js";
import {
  isFunction,
  type JinjaFunction,
  type JinjaObject,
  type JinjaValue,
} from "../jinja/value.js";
import type { RefCall } from "../manifest.js";
import { adapterObject } from "./adapter-object.js";
import { textArgument } from "./arguments.js";
import { type Context, type ContextHost, packageContext } from "./base-context.js";
import { COLUMN_CLASS } from "./column.js";
import { configObject } from "./config-object.js";
import { namedObject } from "./named-object.js";
import type { NodeScope } from "./node-scope.js";
import { queryFunctions } from "./query-functions.js";
import { RELATION_CLASS } from "./relation.js";

function refCall(
  args: readonly JinjaValue[],
  kwargs: Readonly<Record<string, JinjaValue>>,
): RefCall {
  const [first, second] = args;
  const version = kwargs["v"] ?? kwargs["version"];
  const name = second ?? first;
  if (typeof name !== "string") throw new Error("ref() needs a model's name as text");
  return {
    name,
    package: second === undefined || typeof first !== "string" ? null : first,
    version: typeof version === "number" || typeof version === "string" ? version : null,
  };
}

const VALIDATION = namedObject("validation", {
  any: {
    getAttribute: () => undefined,
    getItem: () => () => "",
    call: () => () => "",
    toString: () => "any",
  },
});
const EMPTY_GRAPH = { nodes: {}, sources: {}, exposures: {}, groups: {}, metrics: {} };

/** What macros of a project may replace and still call: `builtins.ref(…)`. */
function builtinsOf(context: Context): Record<string, JinjaValue> {
  const names = [
    "ref",
    "source",
    "config",
    "var",
    "env_var",
    "tojson",
    "fromjson",
    "log",
    "return",
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = context[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** What a node's context is made from. */
interface Making {
  host: ContextHost;
  scope: NodeScope;
  packageName: string;
  queries?: Context;
}

const MAKINGS = new WeakMap<Context, Making>();

function queriesOf(making: Making): Context {
  making.queries ??= queryFunctions(making.scope);
  return making.queries;
}

/** `context`: names looked up by text. */
function contextObject(context: Context): JinjaObject {
  const get: JinjaFunction = ([key]) => context[str(key ?? "")] ?? null;
  return {
    getAttribute: (name) => (name === "get" ? get : context[name]),
    getItem: (name) => context[str(name)],
    toString: () => "context",
  };
}

type Make = (making: Making, context: Context) => JinjaValue;

/** Names of which a node's templates use few: made when first asked for. */
const LATE: Readonly<Record<string, Make>> = {
  model: ({ scope: { model } }) => fromPlain(typeof model === "function" ? model() : model),
  graph: ({ scope }) => fromPlain({ ...EMPTY_GRAPH, ...scope.graph?.() }),
  pre_hooks: ({ scope }) => fromPlain(scope.config.read("pre_hook") ?? []),
  post_hooks: ({ scope }) => fromPlain(scope.config.read("post_hook") ?? []),
  builtins: (_making, context) => builtinsOf(context),
  config: ({ scope }) => configObject(scope.config),
  adapter: ({ host, scope, packageName }, context) =>
    adapterObject(host, packageName, scope, context),
  render:
    ({ host, scope, packageName }, context) =>
    (args) =>
      host.environment.render(str(args[0] ?? ""), context, { file: scope.file, packageName }),
  context: (_making, context) => contextObject(context),
  ...Object.fromEntries(
    [
      "run_query",
      "statement",
      "store_result",
      "store_raw_result",
      "load_result",
      "write",
      "submit_python_job",
    ].map((name) => [name, (making: Making) => queriesOf(making)[name] ?? null]),
  ),
};

/** Names that mean the same in every node's context. */
const COMMON: Context = {
  api: namedObject("api", { Relation: RELATION_CLASS, Column: COLUMN_CLASS }),
  validation: VALIDATION,
  sql: null,
  compiled_code: null,
  context_macro_stack: null,
  try_or_compiler_error: async ([message, call, ...args], kwargs) => {
    if (call === undefined || !isFunction(call)) throw new Error(str(message ?? ""));
    return Promise.resolve(call(args, kwargs)).catch(() => {
      throw new Error(str(message ?? ""));
    });
  },
  metric: () => {
    throw new Error("metrics are not understood by the shim");
  },
};

const FAMILIES = new WeakMap<Context, Context>();

/** What the contexts of a package's nodes inherit. */
function familyOf(base: Context): Context {
  const known = FAMILIES.get(base);
  if (known !== undefined) return known;
  const family = Object.assign(Object.create(base) as Context, COMMON);
  for (const [name, make] of Object.entries(LATE)) {
    Object.defineProperty(family, name, {
      enumerable: true,
      get(this: Context) {
        const making = MAKINGS.get(this);
        if (making === undefined) return null;
        const value = make(making, this);
        Object.defineProperty(this, name, {
          value,
          enumerable: true,
          writable: true,
          configurable: true,
        });
        return value;
      },
    });
  }
  FAMILIES.set(base, family);
  return family;
}

/** The context in which a node's own file, its tests and the macros they call are rendered. */
export function nodeContext(host: ContextHost, scope: NodeScope): Context {
  const packageName = scope.packageName ?? host.project.name;
  const context = Object.create(familyOf(packageContext(host, packageName))) as Context;
  MAKINGS.set(context, { host, scope, packageName });
  context["execute"] = scope.execute;
  context["this"] = scope.relation;
  context["database"] = scope.relation.parts.database;
  context["schema"] = scope.relation.parts.schema;
  context["ref"] = (args, kwargs) => scope.ref(refCall(args, kwargs));
  context["source"] = (args, kwargs) =>
    scope.source(
      textArgument("source", args, kwargs, 0, "source_name"),
      textArgument("source", args, kwargs, 1, "table_name"),
    );
  return context;
}
