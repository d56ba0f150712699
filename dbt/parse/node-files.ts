import { hash } from "node:crypto";
import { basename, extname } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import { templateFault } from "../faults.js";
import type { ProjectNode } from "../manifest.js";
import { type ProjectFile, filesUnder } from "../project/files.js";
import type { NodeProperties } from "../project/node-properties.js";
import type { ConfigSection } from "../project/project-file.js";
import { type NodeDraft, PLAIN_DRAFT, parseDraft } from "./node-draft.js";
import {
  type PackageContent,
  type ParseSession,
  keepNode,
  projectConfig,
} from "./parse-session.js";
import type { PropertiesIndex } from "./properties-index.js";
import { readText } from "../project/read-text.js";

interface FileKind {
  resourceType: "model" | "seed" | "test" | "analysis";
  section: ConfigSection;
  paths: readonly string[];
  ending: string;
  /** Put before the path inside the resource's folder. */
  folder: string;
}

export function sha256(text: string): string {
  return hash("sha256", text);
}

/** [package, …folders, name], as selections and `+config` by folder know a node. */
export function fqnOf(packageName: string, relativePath: string, name: string): string[] {
  return [packageName, ...relativePath.split("/").slice(0, -1), name];
}

/** A file that makes one node. */
interface NodeFile {
  kind: FileKind;
  file: ProjectFile;
  content: string;
  properties: NodeProperties | undefined;
}

function draftOf(
  { package: of }: PackageContent,
  { kind, file, content, properties }: NodeFile,
): NodeDraft {
  const { resourceType } = kind;
  const stem = basename(file.path, extname(file.path));
  const version = properties?.version ?? null;
  const name = version === null ? stem : (properties?.name ?? stem);
  const path = kind.folder + file.relativePath;
  const suffix = version === null ? [] : [`v${version.v}`];
  return {
    ...PLAIN_DRAFT,
    uniqueId: [resourceType, of.name, name, ...suffix].join("."),
    resourceType,
    name,
    packageName: of.name,
    packageRoot: of.root,
    fqn: [...fqnOf(of.name, path, name), ...suffix],
    path,
    originalFilePath: file.path,
    patchPath: properties?.file.path ?? null,
    patchPackage: properties?.file.packageName ?? null,
    description: properties?.description ?? "",
    columns: properties?.columns ?? new Map(),
    rawCode: resourceType === "seed" ? "" : content.trimEnd(),
    checksum: sha256(content.trim()),
    version: version?.v ?? null,
    latestVersion: version?.latest ?? null,
    deprecationDate: properties?.deprecationDate ?? null,
    constraints: properties?.constraints ?? [],
  };
}

async function parseFile(
  session: ParseSession,
  content: PackageContent,
  of: NodeFile,
): Promise<ProjectNode | null> {
  const { environment } = session.host;
  const draft = draftOf(content, of);
  const packageName = content.package.name;
  const project = await projectConfig(session, of.kind.section, packageName, draft.fqn);
  const properties = of.properties?.config ?? {};
  const enabled = project.over?.["enabled"] ?? properties["enabled"] ?? project.own["enabled"];
  const origin = { file: of.file.path, packageName };
  try {
    return await parseDraft(session, draft, { project, properties }, async (context) => {
      if (of.kind.resourceType === "seed") return;
      const rendering = environment.render(of.content, context, origin);
      // What a node switched off from outside needs may be missing along with it.
      await (enabled === false ? rendering.catch(() => "") : rendering);
    });
  } catch (error) {
    session.faults.push(templateFault(draft.name, of.file.path, error, environment.macroNames()));
    return null;
  }
}

function fileKinds({ package: { project } }: PackageContent): FileKind[] {
  return [
    {
      resourceType: "model",
      section: "models",
      paths: project.modelPaths,
      ending: ".sql",
      folder: "",
    },
    {
      resourceType: "seed",
      section: "seeds",
      paths: project.seedPaths,
      ending: ".csv",
      folder: "",
    },
    {
      resourceType: "test",
      section: "data_tests",
      paths: project.testPaths,
      ending: ".sql",
      folder: "",
    },
    {
      resourceType: "analysis",
      section: "models",
      paths: project.analysisPaths,
      ending: ".sql",
      folder: "analysis/",
    },
  ];
}

function refusePython(files: readonly ProjectFile[]): void {
  const [first] = files;
  if (first === undefined) return;
  throw new GranaryError("DBT_PROJECT_INVALID", {
    message: `${first.path} is a Python model, which the shim does not run.`,
    hint: "Write it in SQL, disable its folder, or run the project with `engine: dbt-core`.",
  });
}

function isGeneric(file: ProjectFile): boolean {
  return file.relativePath.startsWith("generic/") || file.relativePath.startsWith("fixtures/");
}

/** Parses every model, seed, singular test and analysis of a package. */
export async function parseNodeFiles(
  session: ParseSession,
  content: PackageContent,
  index: PropertiesIndex,
): Promise<void> {
  const { root, project } = content.package;
  refusePython(filesUnder(root, project.modelPaths, [".py"]));
  for (const kind of fileKinds(content)) {
    const found = filesUnder(root, kind.paths, [kind.ending]);
    const files = kind.resourceType === "test" ? found.filter((file) => !isGeneric(file)) : found;
    const stems = files.map(({ path }) => basename(path, extname(path)));
    const properties = index.match(kind.resourceType, content.package.name, stems);
    for (const [position, file] of files.entries()) {
      const text = readText(root, file.path);
      const own = properties[position];
      const node = await parseFile(session, content, {
        kind,
        file,
        content: text,
        properties: own,
      });
      if (node === null) continue;
      if (own !== undefined) index.attach(own, node);
      keepNode(session, session.nodes, node);
    }
  }
}
