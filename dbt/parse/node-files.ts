import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import { templateFault } from "../faults.js";
import type { Dict } from "../plain.js";
import { mergeConfig } from "../project/config-merge.js";
import { type ProjectFile, filesUnder } from "../project/files.js";
import type { ConfigSection } from "../project/project-file.js";
import type { NodeProperties } from "../project/properties.js";
import { type NodeDraft, parseDraft } from "./node-draft.js";
import { type ParseSession, keepNode, projectConfig } from "./parse-session.js";

const COMMON_CONFIG: Dict = { enabled: true, tags: [], meta: {} };
const NODE_CONFIG: Dict = {
  ...COMMON_CONFIG,
  alias: null,
  schema: null,
  database: null,
  persist_docs: {},
  post_hook: [],
  pre_hook: [],
  quoting: {},
  column_types: {},
};
export const TEST_CONFIG: Dict = {
  ...COMMON_CONFIG,
  alias: null,
  schema: "dbt_test__audit",
  database: null,
  materialized: "test",
  severity: "ERROR",
  store_failures: null,
  where: null,
  limit: null,
  fail_calc: "count(*)",
  warn_if: "!= 0",
  error_if: "!= 0",
};

interface FileKind {
  resourceType: NodeDraft["resourceType"];
  section: ConfigSection;
  paths: readonly string[];
  ending: string;
  defaults: Dict;
  properties: ReadonlyMap<string, NodeProperties>;
}

/** [package, …folders, name], as selections and `+config` by folder know a node. */
export function fqnOf(packageName: string, relativePath: string, name: string): string[] {
  return [packageName, ...relativePath.split("/").slice(0, -1), name];
}

function draftOf(
  session: ParseSession,
  kind: FileKind,
  file: ProjectFile,
  content: string,
): NodeDraft {
  const packageName = session.host.project.name;
  const name = basename(file.path, extname(file.path));
  const properties = kind.properties.get(name);
  return {
    uniqueId: `${kind.resourceType}.${packageName}.${name}`,
    resourceType: kind.resourceType,
    name,
    fqn: fqnOf(packageName, file.relativePath, name),
    path: file.relativePath,
    originalFilePath: file.path,
    patchPath: properties?.file ?? null,
    description: properties?.description ?? "",
    columns: properties?.columns ?? new Map(),
    rawCode: kind.resourceType === "seed" ? "" : content.trimEnd(),
    checksum: createHash("sha256").update(content.trim()).digest("hex"),
    testMetadata: null,
    columnName: null,
    attachedNode: null,
  };
}

async function parseFile(session: ParseSession, kind: FileKind, file: ProjectFile): Promise<void> {
  const { host } = session;
  const template = kind.resourceType !== "seed";
  const content = await readFile(join(host.project.rootDir, file.path), "utf8");
  const draft = draftOf(session, kind, file, content);
  const fromProject = mergeConfig(
    kind.defaults,
    await projectConfig(host, kind.section, draft.fqn),
  );
  const under = mergeConfig(fromProject, kind.properties.get(draft.name)?.config ?? {});
  // A node switched off from outside is not rendered: what it needs may be missing along with it.
  const skip = under["enabled"] === false || !template;
  try {
    const node = await parseDraft(host, session.dialect, draft, { under }, async (context) => {
      if (!skip) await host.environment.render(content, context, { file: file.path });
    });
    keepNode(session, node);
  } catch (error) {
    session.faults.push(templateFault(draft.name, file.path, error));
  }
}

function refuseDuplicates(files: readonly ProjectFile[]): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const name = basename(path, extname(path));
    const other = seen.get(name);
    if (other !== undefined) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `Two files define ${name}: ${other} and ${path}.`,
        hint: "Names are shared by all folders; rename one of them.",
      });
    }
    seen.set(name, path);
  }
}

/** Parses every model, seed and singular test of the project. */
export async function parseNodeFiles(session: ParseSession): Promise<void> {
  const { project } = session.host;
  const { models, seeds } = session.properties;
  const kinds: FileKind[] = [
    {
      resourceType: "model",
      section: "models",
      paths: project.modelPaths,
      ending: ".sql",
      defaults: { ...NODE_CONFIG, materialized: "view" },
      properties: models,
    },
    {
      resourceType: "seed",
      section: "seeds",
      paths: project.seedPaths,
      ending: ".csv",
      defaults: { ...NODE_CONFIG, materialized: "seed", quote_columns: null, delimiter: "," },
      properties: seeds,
    },
    {
      resourceType: "test",
      section: "data_tests",
      paths: project.testPaths,
      ending: ".sql",
      defaults: TEST_CONFIG,
      properties: new Map(),
    },
  ];
  const buildable: ProjectFile[] = [];
  for (const kind of kinds) {
    const found = await filesUnder(project.rootDir, kind.paths, [kind.ending]);
    const files = found.filter(
      (file) => kind.resourceType !== "test" || !file.relativePath.startsWith("generic/"),
    );
    if (kind.resourceType !== "test") buildable.push(...files);
    for (const file of files) await parseFile(session, kind, file);
  }
  refuseDuplicates(buildable);
}
