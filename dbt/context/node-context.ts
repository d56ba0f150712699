import { fromPlain, toPlain } from "../jinja/plain.js";
import { str } from "../jinja/text.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "../jinja/value.js";
import { isFunction } from "../jinja/value.js";
import type { RefCall } from "../manifest.js";
import type { Dict } from "../plain.js";
import {
  type Context,
  type ContextHost,
  baseContext,
  namedObject,
  nodeVars,
} from "./base-context.js";
import { argument, textArgument } from "./arguments.js";
import { adapterObject } from "./adapter-object.js";
import type { ConfigAccess, NodeScope } from "./node-scope.js";
import { ResultTable } from "./result-table.js";

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

function configObject(config: ConfigAccess): JinjaObject {
  const get: JinjaFunction = (args, kwargs) => {
    const value = config.read(textArgument("config.get", args, kwargs, 0, "name"));
    if (value !== undefined && value !== null) return fromPlain(value);
    return argument(args, kwargs, 1, "default") ?? null;
  };
  const need: JinjaFunction = (args, kwargs) => {
    const name = textArgument("config.require", args, kwargs, 0, "name");
    const value = config.read(name);
    if (value === undefined) throw new Error(`Required config '${name}' is not set`);
    return fromPlain(value);
  };
  const members: Record<string, JinjaValue> = { get, require: need };
  return {
    getAttribute: (key) => members[key],
    call: (args, kwargs) => {
      const given = [...args.map(toPlain), toPlain({ ...kwargs })];
      for (const layer of given) config.declare(layer as Dict);
      return "";
    },
    toString: () => "config",
  };
}

function queryFunctions(scope: NodeScope): Context {
  const results = new Map<string, ResultTable>();
  const query = async (sql: string): Promise<ResultTable | null> =>
    scope.session === null || !scope.execute
      ? null
      : new ResultTable(await scope.session.query(sql));
  return {
    run_query: async (args, kwargs) => query(textArgument("run_query", args, kwargs, 0, "sql")),
    statement: async (args, kwargs) => {
      const caller = kwargs["caller"];
      if (caller === undefined || !isFunction(caller)) {
        throw new Error("statement() is used as {% call statement(...) %}");
      }
      const table = await query(str(await caller([], {})));
      const name = argument(args, kwargs, 0, "name");
      if (table !== null && typeof name === "string") results.set(name, table);
      return "";
    },
    load_result: (args, kwargs) => {
      const table = results.get(textArgument("load_result", args, kwargs, 0, "name"));
      if (table === undefined) return null;
      return namedObject("result", { table, data: table.getAttribute("rows") ?? [] });
    },
  };
}

/** The context in which a node's own file, its tests and the macros they call are rendered. */
export function nodeContext(host: ContextHost, scope: NodeScope): Context {
  const source: JinjaFunction = (args, kwargs) =>
    scope.source(
      textArgument("source", args, kwargs, 0, "source_name"),
      textArgument("source", args, kwargs, 1, "table_name"),
    );
  const ref: JinjaFunction = (args, kwargs) => scope.ref(refCall(args, kwargs));
  const context: Context = {
    ...baseContext(host, nodeVars(host.project, host.vars), "the project or the invocation"),
    ...queryFunctions(scope),
    execute: scope.execute,
    this: scope.relation,
    database: scope.relation.parts.database,
    schema: scope.relation.parts.schema,
    model: fromPlain(scope.model),
    config: configObject(scope.config),
    ref,
    source,
    builtins: { ref, source },
    is_incremental: () => false,
    should_full_refresh: () => true,
    should_store_failures: () => false,
    graph: {
      getAttribute: (key: string) => fromPlain(scope.graph?.()[key] ?? {}),
      toString: () => "graph",
    },
  };
  context["render"] = (args) =>
    host.environment.render(str(args[0] ?? ""), context, { file: scope.file });
  context["adapter"] = adapterObject(host, scope, context);
  return context;
}
