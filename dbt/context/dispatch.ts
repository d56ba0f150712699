import type { JinjaFunction } from "../jinja/value.js";
import { suggestion } from "../nearest.js";
import { textArgument } from "./arguments.js";
import type { Context, ContextHost } from "./base-context.js";

/** Packages to look in, best first; null for wherever a bare name is found. */
function searchOrder(host: ContextHost, namespace: string | null): readonly (string | null)[] {
  if (namespace === null) return [null];
  const configured = host.project.dispatch.get(namespace);
  if (configured !== undefined) return configured;
  const installed = host.packages?.some(({ name }) => name === namespace) ?? false;
  return installed ? [host.project.name, namespace] : [null];
}

/** The implementation of a macro for this engine: `<engine>__name` before `default__name`, package by package. */
export function dispatchFunction(
  host: ContextHost,
  packageName: string,
  context: Context,
): JinjaFunction {
  const { environment } = host;
  return (args, kwargs) => {
    const name = textArgument("adapter.dispatch", args, kwargs, 0, "macro_name");
    const given = args[1] ?? kwargs["macro_namespace"] ?? null;
    const namespace = typeof given === "string" ? given : null;
    if (name.includes(".")) {
      throw new Error(
        `In adapter.dispatch, got a macro name of "${name}", but "." is not a valid macro name component. ` +
          `Did you mean adapter.dispatch("${name.split(".")[1] ?? ""}", macro_namespace="${name.split(".")[0] ?? ""}")?`,
      );
    }
    const tried: string[] = [];
    for (const owner of searchOrder(host, namespace)) {
      for (const prefix of [host.adapterType, "default"]) {
        const candidate = `${owner === null ? "" : `${owner}.`}${prefix}__${name}`;
        if (environment.canCall(candidate, packageName)) {
          return (rest, named) =>
            environment.callMacro(candidate, rest, named, context, packageName);
        }
        tried.push(`'${candidate}'`);
      }
    }
    const known = environment.macroNames().map((full) => full.slice(full.indexOf(".") + 1));
    const hint = suggestion(`default__${name}`, known);
    throw new Error(
      `In dispatch: No macro named '${name}' found within namespace: '${namespace ?? "None"}'. ` +
        `Searched for: ${tried.join(", ")}.${hint}`,
    );
  };
}
