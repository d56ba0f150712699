import { fromPlain, toPlain } from "../jinja/plain.js";
import type { JinjaFunction, JinjaObject, JinjaValue } from "../jinja/value.js";
import { isFunction } from "../jinja/value.js";
import { type Dict, dictOf } from "../plain.js";
import { argument, textArgument } from "./arguments.js";
import type { ConfigAccess } from "./node-scope.js";

type Kwargs = Readonly<Record<string, JinjaValue>>;

/** `validator` is called with what was found, as `validation.any[...]` of dbt is. */
async function validated(
  value: JinjaValue,
  args: readonly JinjaValue[],
  kwargs: Kwargs,
  index: number,
): Promise<JinjaValue> {
  const validator = args[index] ?? kwargs["validator"];
  if (validator !== undefined && isFunction(validator)) await validator([value], {});
  return value;
}

function getter(callee: string, read: (name: string) => unknown): JinjaFunction {
  return (args, kwargs) => {
    const value = read(textArgument(callee, args, kwargs, 0, "name"));
    const known = value !== undefined && value !== null;
    const found = known ? fromPlain(value) : (argument(args, kwargs, 1, "default") ?? null);
    return validated(found, args, kwargs, 2);
  };
}

function requirer(callee: string, read: (name: string) => unknown): JinjaFunction {
  return (args, kwargs) => {
    const name = textArgument(callee, args, kwargs, 0, "name");
    const value = read(name);
    if (value === undefined) throw new Error(`Required config '${name}' is not set`);
    return validated(fromPlain(value), args, kwargs, 1);
  };
}

/** `config`: called it declares, and it reads what holds for the node. */
export function configObject(config: ConfigAccess): JinjaObject {
  const set = new Map<string, unknown>();
  const read = (name: string): unknown => {
    if (set.has(name)) return set.get(name);
    // Hooks are kept under their Python name.
    return config.read(name === "pre-hook" || name === "post-hook" ? name.replace("-", "_") : name);
  };
  const readMeta = (name: string): unknown => dictOf(read("meta"))[name];
  const members: Record<string, JinjaValue> = {
    get: getter("config.get", read),
    require: requirer("config.require", read),
    meta_get: getter("config.meta_get", readMeta),
    meta_require: requirer("config.meta_require", readMeta),
    set: ([name, value]) => {
      if (typeof name === "string") set.set(name, toPlain(value ?? null));
      return "";
    },
    persist_relation_docs: () => dictOf(read("persist_docs"))["relation"] === true,
    persist_column_docs: () => dictOf(read("persist_docs"))["columns"] === true,
  };
  return {
    getAttribute: (key) => {
      if (Object.hasOwn(members, key)) return members[key];
      const value = read(key);
      return value === undefined ? undefined : fromPlain(value);
    },
    call: (args, kwargs) => {
      const given = [...args.map(toPlain), toPlain({ ...kwargs })];
      for (const layer of given) config.declare(layer as Dict);
      return "";
    },
    toString: () => "config",
  };
}
