import { readdirSync } from "node:fs";
import { join } from "node:path";
import { byCodeUnit } from "../plain.js";
import { readIgnored } from "./ignored-files.js";
import type { Project } from "./project-file.js";

/** A file of the project. Paths use `/`, whatever the platform. */
export interface ProjectFile {
  /** Relative to the project's folder. */
  path: string;
  /** Relative to the configured path it was found under. */
  relativePath: string;
}

function walk(rootDir: string, base: string, under: string, into: ProjectFile[]): void {
  let entries;
  try {
    entries = readdirSync(join(rootDir, base, under), { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const relativePath = under === "" ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) walk(rootDir, base, relativePath, into);
    else into.push({ path: `${base}/${relativePath}`, relativePath });
  }
}

/** Files under `bases` whose name ends with one of `endings`, less what .dbtignore names, in code-unit order of path. */
export function filesUnder(
  rootDir: string,
  bases: readonly string[],
  endings: readonly string[],
): ProjectFile[] {
  const found: ProjectFile[] = [];
  for (const base of bases) walk(rootDir, base, "", found);
  const isIgnored = readIgnored(rootDir);
  const byPath = new Map<string, ProjectFile>();
  for (const file of found) {
    if (!endings.some((ending) => file.path.endsWith(ending))) continue;
    if (!byPath.has(file.path) && !isIgnored(file.path)) byPath.set(file.path, file);
  }
  return [...byPath.values()].sort((a, b) => byCodeUnit(a.path, b.path));
}

/** Every folder whose content decides what a build does. */
export function projectFolders(project: Project): string[] {
  const { modelPaths, seedPaths, testPaths, macroPaths, snapshotPaths, analysisPaths } = project;
  return [
    ...new Set([
      ...modelPaths,
      ...seedPaths,
      ...testPaths,
      ...macroPaths,
      ...snapshotPaths,
      ...analysisPaths,
      ...project.docsPaths,
    ]),
  ];
}
