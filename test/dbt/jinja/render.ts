import { JinjaEnvironment, JinjaError } from "../../../dbt/jinja/environment.js";
import type { JinjaValue } from "../../../dbt/jinja/value.js";

/** Renders a template on its own. */
export function render(
  template: string,
  context: Record<string, JinjaValue> = {},
): Promise<string> {
  return new JinjaEnvironment().render(template, context, { file: "models/a.sql" });
}

/** The `JinjaError` that the promise is rejected with. */
export async function jinjaError(rendering: Promise<unknown>): Promise<JinjaError> {
  const outcome = await rendering.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof JinjaError) return outcome;
  throw new Error("Expected a JinjaError", { cause: outcome });
}
