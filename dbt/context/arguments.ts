import type { JinjaValue } from "../jinja/value.js";

type Kwargs = Readonly<Record<string, JinjaValue>>;

/** The argument at `index`, or by keyword. */
export function argument(
  args: readonly JinjaValue[],
  kwargs: Kwargs,
  index: number,
  name: string,
): JinjaValue | undefined {
  return args[index] ?? kwargs[name];
}

/** The same, as text; throws where it is missing. */
export function textArgument(
  callee: string,
  args: readonly JinjaValue[],
  kwargs: Kwargs,
  index: number,
  name: string,
): string {
  const value = argument(args, kwargs, index, name);
  if (typeof value !== "string") throw new Error(`${callee}() needs \`${name}\` as text`);
  return value;
}
