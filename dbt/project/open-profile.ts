import { resolve } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import type { Dict } from "../plain.js";
import { type Profile, readProfile } from "./profile.js";
import { readProject, readProjectYaml } from "./project-file.js";
import { yamlRenderer } from "./render-project.js";

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

/** `target` as dbt_project.yml sees it. */
function targetDict({ name, target, credentials, database, schema, type, threads }: Profile): Dict {
  const own = { name: target, target_name: target, profile_name: name };
  return { ...credentials, database, schema, type, threads, ...own };
}

/** The profile a project is run with. Throws DBT_PROJECT_INVALID. */
export async function openProfile(request: OpenRequest): Promise<OpenedProfile> {
  const { projectDir, vars, env } = request;
  const written = await readProjectYaml(projectDir);
  const render = yamlRenderer({ vars, env }, "profiles.yml");
  const name = request.profile ?? (await render(written["profile"]));
  if (typeof name !== "string") {
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message: `dbt_project.yml in ${projectDir} names no profile.`,
      hint: "Set `profile:` there, or use --profile.",
    });
  }
  const { folders, target } = request;
  const profile = await readProfile({ folders, name, target, projectDir, render });
  const project = await readProject(
    projectDir,
    yamlRenderer({ vars, env, target: targetDict(profile) }),
  );
  return { ...profile, targetDir: resolve(projectDir, project.targetPath) };
}
