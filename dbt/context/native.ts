import type { JinjaEnvironment, TemplateOrigin } from "../jinja/environment.js";
import { toPlain } from "../jinja/plain.js";
import type { JinjaValue } from "../jinja/value.js";
import { isDict } from "../plain.js";
import type { Context } from "./base-context.js";

const WHOLE_EXPRESSION = /^\s*\{\{-?((?:(?!\{\{|\}\})[\s\S])*?)-?\}\}\s*$/;
const CAPTURE = "__native_value";

function holdsJinja(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

/** Renders a YAML string; one that is a single expression keeps the expression's type. */
export async function renderNative(
  environment: JinjaEnvironment,
  text: string,
  context: Context,
  origin: TemplateOrigin,
): Promise<JinjaValue> {
  if (!holdsJinja(text)) return text;
  const expression = WHOLE_EXPRESSION.exec(text)?.[1];
  if (expression === undefined) return environment.render(text, context, origin);
  let captured: JinjaValue = null;
  const capture = (args: readonly JinjaValue[]): JinjaValue => {
    captured = args[0] ?? null;
    return "";
  };
  await environment.render(
    `{{ ${CAPTURE}(${expression}) }}`,
    { ...context, [CAPTURE]: capture },
    origin,
  );
  return captured;
}

/** Renders every string inside a YAML value to plain data. Keys stay as they are. */
export async function renderYamlValue(
  environment: JinjaEnvironment,
  value: unknown,
  context: Context,
  origin: TemplateOrigin,
): Promise<unknown> {
  if (typeof value === "string") {
    return holdsJinja(value)
      ? toPlain(await renderNative(environment, value, context, origin))
      : value;
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => renderYamlValue(environment, item, context, origin)));
  }
  if (!isDict(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([key, item]) =>
        [key, await renderYamlValue(environment, item, context, origin)] as const,
    ),
  );
  return Object.fromEntries(entries);
}
