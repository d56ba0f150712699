import { fromPlain } from "../jinja/plain.js";
import { str } from "../jinja/text.js";
import type { JinjaFunction, JinjaObject } from "../jinja/value.js";
import { suggestion } from "../nearest.js";
import { type Dict, isDict } from "../plain.js";
import type { Project } from "../project/project-file.js";
import { argument, textArgument } from "./arguments.js";

/**
 * `var()` over `known`; `scope` says in the error where they were looked for. Text that holds Jinja is rendered when it
 * is asked for.
 */
export function varFunction(
  known: Dict,
  scope: string,
  render: (text: string) => Promise<string>,
): JinjaObject {
  const has = (name: string): boolean => Object.hasOwn(known, name);
  const lookUp: JinjaFunction = (args, kwargs) => {
    const name = textArgument("var", args, kwargs, 0, "name");
    if (has(name)) {
      const value = known[name];
      return typeof value === "string" && /\{[{%#]/.test(value) ? render(value) : fromPlain(value);
    }
    const fallback = argument(args, kwargs, 1, "default");
    if (fallback !== undefined) return fallback;
    const near = suggestion(name, Object.keys(known));
    throw new Error(`Required var '${name}' is not set in ${scope}.${near}`);
  };
  return {
    getAttribute: (key) => (key === "has_var" ? ([name]) => has(str(name ?? null)) : undefined),
    call: lookUp,
    toString: () => "var",
  };
}

function scoped(project: Project, packageName: string): Dict {
  const own = project.vars[packageName];
  return { ...project.vars, ...(isDict(own) ? own : {}) };
}

/** Variables a node of a package sees: the package's project's, the root project's over them, the invocation's over all. */
export function nodeVars(root: Project, own: Project, given: Dict): Dict {
  const inherited = own === root ? {} : scoped(own, own.name);
  return { ...inherited, ...scoped(root, own.name), ...given };
}

/** `env_var()`; `onRead` hears of each variable asked for. */
export function envVarFunction(
  env: Readonly<Record<string, string>>,
  onRead?: (name: string) => void,
): JinjaFunction {
  return (args, kwargs) => {
    const name = textArgument("env_var", args, kwargs, 0, "var");
    onRead?.(name);
    const value = env[name] ?? argument(args, kwargs, 1, "default");
    if (value === undefined) {
      throw new Error(
        `Env var required but not provided: '${name}'${suggestion(name, Object.keys(env))}`,
      );
    }
    return value;
  };
}
