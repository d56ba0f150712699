import {
  isFunction,
  type JinjaFunction,
  type JinjaObject,
  type JinjaValue,
} from "../jinja/value.js";
import { str } from "../jinja/text.js";
import { textArgument } from "./arguments.js";
import { type Context, type ContextHost, namedObject } from "./base-context.js";
import type { NodeScope } from "./node-scope.js";
import { Relation } from "./relation.js";

function searchOrder(host: ContextHost, namespace: string | null): readonly (string | null)[] {
  if (namespace === null) return [null];
  return host.project.dispatch.get(namespace) ?? [host.project.name, namespace];
}

/** The implementation of a macro for this engine: `<engine>__name` before `default__name`, package by package. */
function dispatch(host: ContextHost, context: Context): JinjaFunction {
  return (args, kwargs) => {
    const name = textArgument("adapter.dispatch", args, kwargs, 0, "macro_name");
    const namespace = args[1] ?? kwargs["macro_namespace"] ?? null;
    const packages = searchOrder(host, typeof namespace === "string" ? namespace : null);
    const tried: string[] = [];
    for (const packageName of packages) {
      for (const prefix of [host.adapterType, "default"]) {
        const candidate = `${prefix}__${name}`;
        if (host.environment.hasMacro(candidate, packageName ?? undefined)) {
          const qualified = packageName === null ? candidate : `${packageName}.${candidate}`;
          return (rest, named) => host.environment.callMacro(qualified, rest, named, context);
        }
        tried.push(packageName === null ? candidate : `${packageName}.${candidate}`);
      }
    }
    throw new Error(`No macro for adapter.dispatch('${name}'); looked for ${tried.join(", ")}`);
  };
}

async function lookUp(scope: NodeScope, parts: Relation["parts"]): Promise<Relation | null> {
  if (scope.session === null || !scope.execute) return null;
  const found = await scope.session.query(scope.dialect.relationKind(parts));
  const kind = found.rows[0]?.[0];
  return typeof kind === "string" ? new Relation({ ...parts, kind }) : null;
}

async function columnsIn(scope: NodeScope, relation: JinjaValue | undefined): Promise<JinjaValue> {
  if (!(relation instanceof Relation) || scope.session === null || !scope.execute) return [];
  const described = await scope.session.query(scope.dialect.columnsOf(relation.parts));
  return described.rows.map(([name = null, type = null]) =>
    namedObject(String(name), {
      name,
      column: name,
      data_type: type,
      dtype: type,
      quoted: scope.dialect.quote(String(name)),
    }),
  );
}

/** `adapter`: dispatch, quoting, and questions about relations (answered with nothing while parsing). */
export function adapterObject(host: ContextHost, scope: NodeScope, context: Context): JinjaObject {
  const getRelation: JinjaFunction = (args, kwargs) =>
    lookUp(scope, {
      database: textArgument("adapter.get_relation", args, kwargs, 0, "database"),
      schema: textArgument("adapter.get_relation", args, kwargs, 1, "schema"),
      identifier: textArgument("adapter.get_relation", args, kwargs, 2, "identifier"),
      kind: null,
    });
  const loadRelation: JinjaFunction = ([relation]) =>
    relation instanceof Relation ? lookUp(scope, relation.parts) : null;
  context["load_relation"] = loadRelation;
  const members: Record<string, JinjaValue> = {
    dispatch: dispatch(host, context),
    quote: ([name]) => scope.dialect.quote(str(name ?? null)),
    type: () => host.adapterType,
    get_relation: getRelation,
    load_relation: loadRelation,
    get_columns_in_relation: ([relation]) => columnsIn(scope, relation),
  };
  return {
    getAttribute: (key) => {
      const member = members[key];
      return member !== undefined && isFunction(member) ? member : undefined;
    },
    toString: () => "adapter",
  };
}
