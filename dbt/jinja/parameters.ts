import { JinjaFault } from "./errors.js";
import { str, typeName } from "./text.js";
import { Undefined } from "./value.js";
import type { JinjaValue } from "./value.js";

export type Arguments = readonly JinjaValue[];
export type KeywordArguments = Readonly<Record<string, JinjaValue>>;

/** Matches arguments to names as a Python call does; a parameter that was not given is `undefined`. */
export function bindParameters(
  callee: string,
  names: readonly string[],
  args: Arguments,
  kwargs: KeywordArguments,
): (JinjaValue | undefined)[] {
  if (args.length > names.length) {
    throw new JinjaFault(
      `${callee}() takes at most ${names.length} argument(s), ${args.length} given`,
    );
  }
  const bound: (JinjaValue | undefined)[] = names.map((_name, i) => args[i]);
  for (const [name, value] of Object.entries(kwargs)) {
    const index = names.indexOf(name);
    if (index < 0) throw new JinjaFault(`${callee}() has no parameter '${name}'`);
    if (bound[index] !== undefined) {
      throw new JinjaFault(`${callee}() got multiple values for parameter '${name}'`);
    }
    bound[index] = value;
  }
  return bound;
}

export function required(value: JinjaValue | undefined, callee: string, name: string): JinjaValue {
  if (value === undefined) throw new JinjaFault(`${callee}() needs a value for '${name}'`);
  return value;
}

/** A string where Python takes only strings. */
export function textArgument(value: JinjaValue | undefined, callee: string): string {
  if (typeof value === "string") return value;
  if (value === undefined) throw new JinjaFault(`${callee}() needs a string`);
  if (value instanceof Undefined) throw new JinjaFault(value.problem);
  throw new JinjaFault(`${callee}() needs a string, not '${typeName(value)}'`);
}

/** The text of any value, as Jinja's text filters take it. */
export function softText(value: JinjaValue | undefined, missing = ""): string {
  return value === undefined ? missing : str(value);
}
