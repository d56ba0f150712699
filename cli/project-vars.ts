import { readProjectYaml } from "../dbt/project/project-file.js";
import type { GranaryConfig } from "../warehouse/config.js";
import { GranaryError } from "../warehouse/errors.js";

/** dbt's vars as the marts were built with them: those of `granary.yml` go before those of `dbt_project.yml`. */
export async function projectVars(config: GranaryConfig): Promise<Record<string, unknown>> {
  try {
    const { vars } = await readProjectYaml(config.projectDir);
    return { ...(vars as Record<string, unknown> | undefined), ...config.vars };
  } catch (error) {
    // A version is served also where its project is not at hand.
    if (error instanceof GranaryError) return config.vars;
    throw error;
  }
}
