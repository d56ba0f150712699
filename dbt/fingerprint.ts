import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dbtEnvironment } from "../warehouse/environment.js";
import { jsonText } from "./context/json-text.js";
import { filesUnder, projectFolders } from "./project/files.js";
import { PROJECT_FILE, readProject } from "./project/project-file.js";
import { yamlRenderer } from "./project/render-project.js";

/**
 * A sha256 (hex) over everything of the project that decides what a build makes: dbt_project.yml, every file in its
 * model, seed, test and macro paths (path and content), and `vars`. Equal fingerprints over equal raw data mean an
 * equal build. Throws DBT_PROJECT_INVALID.
 */
export async function projectFingerprint(
  projectDir: string,
  vars: Readonly<Record<string, unknown>>,
): Promise<string> {
  const target = { name: "granary", schema: "main", type: "duckdb" };
  const render = yamlRenderer({ vars: { ...vars }, env: dbtEnvironment(), target });
  const project = await readProject(projectDir, render);
  const files = filesUnder(projectDir, projectFolders(project), [
    ".sql",
    ".yml",
    ".yaml",
    ".csv",
    ".md",
  ]);
  const hash = createHash("sha256");
  for (const path of [PROJECT_FILE, ...files.map((file) => file.path)]) {
    const content = await readFile(join(projectDir, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.update(jsonText({ ...vars }, true)).digest("hex");
}
