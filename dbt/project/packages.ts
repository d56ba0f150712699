import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import type { Package } from "../manifest.js";
import { byCodeUnit, type Dict, dictOf, isDict } from "../plain.js";
import { PROJECT_FILE, type Project, type RenderProject, readProject } from "./project-file.js";
import { parseYaml } from "./yaml-text.js";

const PACKAGE_FILES = ["packages.yml", "dependencies.yml"];

interface Requirement {
  /** As the file names it. */
  label: string;
  /** Folder name the package has when installed. */
  folder: string;
  /** False where the folder is a guess: a repository may hold a project of another name. */
  named: boolean;
  /** Path of a package used where it stands. */
  local: string | null;
  file: string;
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function isProject(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, PROJECT_FILE))).isFile();
  } catch {
    return false;
  }
}

function requirementOf(entry: Dict, file: string): Requirement {
  const { local, package: hub, git, tarball, name } = entry;
  if (typeof local === "string")
    return { label: local, folder: basename(local), named: true, local, file };
  if (typeof hub === "string") {
    const folder = hub.slice(hub.indexOf("/") + 1);
    return { label: hub, folder, named: true, local: null, file };
  }
  if (typeof git === "string") {
    const folder = basename(git).replace(/\.git$/, "");
    return { label: git, folder, named: false, local: null, file };
  }
  if (typeof tarball === "string") {
    return {
      label: tarball,
      folder: typeof name === "string" ? name : basename(tarball),
      named: false,
      local: null,
      file,
    };
  }
  throw new GranaryError("DBT_PROJECT_INVALID", {
    message: `${file} has an entry that names no package: ${JSON.stringify(entry)}.`,
    hint: "Write `package:`, `local:`, `git:` or `tarball:`.",
  });
}

async function requirementsOf(root: string, render?: RenderProject): Promise<Requirement[]> {
  const found: Requirement[] = [];
  for (const file of PACKAGE_FILES) {
    const text = await textOf(join(root, file));
    if (text === null) continue;
    const parsed = dictOf(parseYaml(text, file));
    const listed: unknown = parsed["packages"];
    const entries = Array.isArray(listed) ? listed.filter(isDict) : [];
    for (const entry of entries) {
      const rendered = render === undefined ? entry : dictOf(await render(entry));
      found.push(requirementOf(rendered, file));
    }
  }
  return found;
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

class PackageLoader {
  readonly #root: Project;
  readonly #render: RenderProject | undefined;
  readonly #packages = new Map<string, Package>();
  readonly #folders = new Map<string, Package>();
  readonly #locals = new Set<string>();

  constructor(root: Project, render: RenderProject | undefined) {
    this.#root = root;
    this.#render = render;
    this.#add({ name: root.name, root: root.rootDir, project: root });
  }

  async load(): Promise<Package[]> {
    const wanted: Requirement[] = [];
    await this.#require(this.#root.rootDir, wanted);
    await this.#installed();
    const missing = wanted.find(
      ({ local, folder, named }) =>
        local !== null || (!this.#has(folder) && (named || !this.#holds(wanted.length))),
    );
    if (missing !== undefined) this.#refuse(missing);
    return [...this.#packages.values()];
  }

  #add(found: Package): Package {
    const other = this.#packages.get(found.name);
    if (other !== undefined && other.root !== found.root) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `Two packages are called ${found.name}: ${other.root} and ${found.root}.`,
        hint: `Remove one of them, or rename it in its ${PROJECT_FILE}.`,
      });
    }
    this.#packages.set(found.name, found);
    return found;
  }

  async #read(folder: string): Promise<Package> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const project = await readProject(folder, this.#render);
    const found = this.#add({ name: project.name, root: folder, project });
    this.#folders.set(folder, found);
    return found;
  }

  /** Every project in the folder packages are installed into. */
  async #installed(): Promise<void> {
    const base = resolve(this.#root.rootDir, this.#root.packagesInstallPath);
    let names: string[];
    try {
      names = await readdir(base);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    for (const name of names.sort(byCodeUnit)) {
      const folder = join(base, name);
      if (!(await isProject(folder))) continue;
      const project = await readProject(folder, this.#render);
      // A local package is read where it stands, not from its copy.
      if (this.#locals.has(project.name)) continue;
      this.#add({ name: project.name, root: folder, project });
    }
  }

  /** Reads the local packages that the project in `root` asks for; the others are `wanted` among the installed. */
  async #require(root: string, wanted: Requirement[]): Promise<void> {
    for (const requirement of await requirementsOf(root, this.#render)) {
      const { local } = requirement;
      if (local === null) {
        wanted.push(requirement);
        continue;
      }
      const places = [resolve(root, local), resolve(this.#root.rootDir, local)];
      const place = (await isProject(places[0] ?? "")) ? places[0] : places[1];
      if (place === undefined || !(await isProject(place))) {
        wanted.push(requirement);
        continue;
      }
      if (this.#folders.has(place)) continue;
      const found = await this.#read(place);
      this.#locals.add(found.name);
      await this.#require(found.root, wanted);
    }
  }

  /** Whether as many packages are installed as are wanted. */
  #holds(count: number): boolean {
    return this.#packages.size - 1 - this.#locals.size >= count;
  }

  #has(folder: string): boolean {
    const wanted = plainName(folder);
    return [...this.#packages.values()].some(
      ({ name, root }) => plainName(name) === wanted || plainName(basename(root)) === wanted,
    );
  }

  #refuse({ label, folder, local, file }: Requirement): never {
    const install = join(this.#root.packagesInstallPath, folder);
    throw new GranaryError("DBT_PROJECT_INVALID", {
      message:
        local === null
          ? `Package ${label} of ${file} is not installed.`
          : `${file} names the local package ${label}, but there is no ${PROJECT_FILE} in it.`,
      hint:
        local === null
          ? `Put it into ${install} of the project (\`dbt deps\` does), or name a copy with \`local:\`.`
          : "Correct the path; it is relative to the project's folder.",
    });
  }
}

/**
 * The root project and every package it uses: `local:` ones where they stand, all others as installed. Throws
 * DBT_PROJECT_INVALID where one is missing.
 */
export function loadPackages(root: Project, render?: RenderProject): Promise<Package[]> {
  return new PackageLoader(root, render).load();
}
