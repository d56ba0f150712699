import { templateFault } from "../faults.js";
import type { ProjectNode } from "../manifest.js";
import { type ProjectFile, filesUnder } from "../project/files.js";
import type { NodeProperties } from "../project/node-properties.js";
import { parseReference } from "./call-text.js";
import { type NodeDraft, PLAIN_DRAFT, addRef, addSource, parseDraft } from "./node-draft.js";
import { sha256 } from "./node-files.js";
import {
  type PackageContent,
  type ParseSession,
  keepNode,
  projectConfig,
} from "./parse-session.js";
import type { PropertiesIndex } from "./properties-index.js";
import { readText } from "../project/read-text.js";

/** A snapshot as it stands in a file, or as YAML states it. */
interface Snapshot {
  name: string;
  rawCode: string;
  /** The text its checksum is of. */
  content: string;
  path: string;
  file: string;
  /** Folders and file name, as they stand before the name. */
  folders: readonly string[];
  firstLine: number;
  properties: NodeProperties | undefined;
}

function draftOf({ package: of }: PackageContent, snapshot: Snapshot): NodeDraft {
  const { name, properties } = snapshot;
  return {
    ...PLAIN_DRAFT,
    uniqueId: `snapshot.${of.name}.${name}`,
    resourceType: "snapshot",
    name,
    packageName: of.name,
    packageRoot: of.root,
    fqn: [of.name, ...snapshot.folders, name],
    path: snapshot.path,
    originalFilePath: snapshot.file,
    patchPath: properties?.file.path ?? null,
    patchPackage: properties?.file.packageName ?? null,
    description: properties?.description ?? "",
    columns: properties?.columns ?? new Map(),
    rawCode: snapshot.rawCode,
    checksum: sha256(snapshot.content.trim()),
  };
}

async function parseSnapshot(
  session: ParseSession,
  content: PackageContent,
  snapshot: Snapshot,
): Promise<ProjectNode | null> {
  const draft = draftOf(content, snapshot);
  const { packageName } = draft;
  const project = await projectConfig(session, "snapshots", packageName, draft.fqn);
  const { file, firstLine, rawCode, properties } = snapshot;
  try {
    return await parseDraft(
      session,
      draft,
      { project, properties: properties?.config ?? {} },
      (context) =>
        session.host.environment.render(rawCode, context, { file, packageName, firstLine }),
    );
  } catch (error) {
    const known = session.host.environment.macroNames();
    session.faults.push(templateFault(draft.name, file, error, known));
    return null;
  }
}

function blocksIn(
  session: ParseSession,
  { package: { root } }: PackageContent,
  file: ProjectFile,
): Omit<Snapshot, "properties">[] {
  const text = readText(root, file.path);
  try {
    const blocks = session.host.environment.parseBlocks(text, { file: file.path });
    return blocks
      .filter(({ kind }) => kind === "snapshot")
      .map(({ name, body, bodyLine }) => ({
        name,
        rawCode: body,
        content: text,
        path: file.relativePath,
        file: file.path,
        folders: file.relativePath.replace(/\.sql$/, "").split("/"),
        firstLine: bodyLine,
      }));
  } catch (error) {
    session.faults.push(templateFault("snapshots", file.path, error));
    return [];
  }
}

/** A snapshot of a relation that its properties name: `select *` from it. */
function statedIn(properties: NodeProperties, relation: string): Snapshot {
  const { name, file } = properties;
  const rawCode = `select * from {{ ${relation} }}`;
  return {
    name,
    rawCode,
    content: rawCode,
    path: `${file.relativePath}/${name}.sql`,
    file: file.path,
    folders: file.relativePath.split("/").slice(0, -1),
    firstLine: 1,
    properties,
  };
}

/** Parses the snapshots of a package: blocks in files, and those that properties state by `relation:`. */
export async function parseSnapshots(
  session: ParseSession,
  content: PackageContent,
  index: PropertiesIndex,
): Promise<void> {
  const { root, project, name: packageName } = content.package;
  const files = filesUnder(root, project.snapshotPaths, [".sql"]);
  const blocks = files.flatMap((file) => blocksIn(session, content, file));
  const described = index.match(
    "snapshot",
    packageName,
    blocks.map(({ name }) => name),
  );
  for (const [position, block] of blocks.entries()) {
    const properties = described[position];
    const node = await parseSnapshot(session, content, { ...block, properties });
    if (node === null) continue;
    if (properties !== undefined) index.attach(properties, node);
    keepNode(session, session.nodes, node);
  }
  for (const properties of content.properties.nodes.snapshots) {
    if (properties.relation === null) continue;
    const node = await parseSnapshot(session, content, statedIn(properties, properties.relation));
    if (node === null) continue;
    index.attach(properties, node);
    const call = parseReference(properties.relation);
    if (call?.kind === "ref") addRef(node, call.ref);
    else if (call?.kind === "source") addSource(node, ...call.source);
    keepNode(session, session.nodes, node);
  }
}
