import type { JinjaEnvironment, TemplateOrigin } from "../jinja/environment.js";
import { toPlain } from "../jinja/plain.js";
import { type JinjaValue, Undefined } from "../jinja/value.js";
import { isDict } from "../plain.js";
import type { Context } from "./base-context.js";

/** Whether a YAML value has a string with Jinja in it, however deep. */
function holdsJinja(value: unknown): boolean {
  if (typeof value === "string") return value.includes("{{") || value.includes("{%");
  if (Array.isArray(value)) return value.some(holdsJinja);
  return isDict(value) && Object.values(value).some(holdsJinja);
}

/** Renders a YAML string; one that is a single expression keeps the expression's type. */
export async function renderNative(
  environment: JinjaEnvironment,
  text: string,
  context: Context,
  origin: TemplateOrigin,
): Promise<JinjaValue> {
  if (!holdsJinja(text)) return text;
  const value = await environment.renderValue(text, context, origin);
  return value instanceof Undefined ? null : value;
}

/**
 * Renders every string inside a YAML value to plain data, except under the keys `skip` names. Keys stay as they are.
 */
export async function renderYamlValue(
  environment: JinjaEnvironment,
  value: unknown,
  context: Context,
  origin: TemplateOrigin,
  skip?: (key: string) => boolean,
): Promise<unknown> {
  if (!holdsJinja(value)) return value;
  if (typeof value === "string") {
    return toPlain(await renderNative(environment, value, context, origin));
  }
  const inner = (item: unknown): Promise<unknown> =>
    renderYamlValue(environment, item, context, origin, skip);
  if (Array.isArray(value)) return Promise.all(value.map(inner));
  if (!isDict(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([key, item]) => [key, skip?.(key) === true ? item : await inner(item)] as const,
    ),
  );
  return Object.fromEntries(entries);
}
