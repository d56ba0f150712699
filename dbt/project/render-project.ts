import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { Context } from "../context/base-context.js";
import { renderYamlValue } from "../context/native.js";
import { envVarFunction, varFunction } from "../context/variables.js";
import { JinjaEnvironment } from "../jinja/environment.js";
import { fromPlain } from "../jinja/plain.js";
import type { Dict } from "../plain.js";
import { PROJECT_FILE, type RenderProject } from "./project-file.js";

/** What YAML files are rendered with that are read before there is a project. */
interface RenderingSettings {
  /** Variables of the invocation; the project's own are not known yet. */
  vars: Dict;
  env: Readonly<Record<string, string>>;
  /** What the profile says, once it has been read. */
  target?: Dict;
}

/** Renders values of `file`, dbt_project.yml unless given. It throws DBT_PROJECT_INVALID. */
export function yamlRenderer(
  { vars, env, target }: RenderingSettings,
  file: string = PROJECT_FILE,
): RenderProject {
  const environment = new JinjaEnvironment();
  const context: Context = {
    var: varFunction(vars, "the invocation", (text) => environment.render(text, context, { file })),
    env_var: envVarFunction(env),
    ...(target === undefined ? {} : { target: fromPlain(target) }),
  };
  return async (value) => {
    try {
      return await renderYamlValue(environment, value, context, { file });
    } catch (cause) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `${file} cannot be rendered: ${messageOf(cause)}`,
        cause,
      });
    }
  };
}
