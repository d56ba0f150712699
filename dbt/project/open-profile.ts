import { join } from "node:path";
import { GranaryError, messageOf } from "../../warehouse/errors.js";
import { renderYamlValue } from "../context/native.js";
import { envVarFunction, varFunction } from "../context/variables.js";
import { JinjaEnvironment } from "../jinja/environment.js";
import { type Profile, readProfile } from "./profile.js";
import { readProject } from "./project-file.js";

export interface OpenedProfile extends Profile {
  /** Where the project's artifacts go. */
  targetDir: string;
}

interface OpenRequest {
  projectDir: string;
  /** Folders that may hold profiles.yml; the first that does is used. */
  folders: readonly string[];
  /** The project's own unless given. */
  profile: string | undefined;
  target: string | undefined;
  vars: Record<string, unknown>;
  env: Readonly<Record<string, string>>;
}

/** The profile a project is run with. Throws DBT_PROJECT_INVALID. */
export async function openProfile(request: OpenRequest): Promise<OpenedProfile> {
  const { projectDir, vars, env } = request;
  const project = await readProject(projectDir);
  const environment = new JinjaEnvironment({ rootPackage: project.name });
  const context = {
    var: varFunction(vars, "the invocation"),
    env_var: envVarFunction(env),
  };
  const render = async (value: unknown): Promise<unknown> => {
    try {
      return await renderYamlValue(environment, value, context, { file: "profiles.yml" });
    } catch (cause) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `profiles.yml cannot be rendered: ${messageOf(cause)}`,
        cause,
      });
    }
  };
  const name = request.profile ?? (await render(project.profile));
  if (typeof name !== "string") {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `dbt_project.yml in ${projectDir} names no profile.`,
      hint: "Set `profile:` there, or use --profile.",
    });
  }
  const { folders, target } = request;
  const profile = await readProfile({ folders, name, target, projectDir, render });
  return { ...profile, targetDir: join(projectDir, project.targetPath) };
}
