import type { ContextHost } from "../context/base-context.js";
import { type Fault, throwFaults } from "../faults.js";
import type {
  ExposureNode,
  GraphNode,
  GroupNode,
  ProjectNode,
  RefCall,
  SourceNode,
} from "../manifest.js";
import { suggestion } from "../nearest.js";

/** Finds what `ref` and `source` mean in a package; the root project unless given. */
export interface Lookup {
  ref(call: RefCall, from?: string): ProjectNode | undefined;
  source(source: string, table: string, from?: string): SourceNode | undefined;
  /** All versions of a versioned model. */
  versions(model: ProjectNode): ProjectNode[];
}

const REFERABLE = new Set<GraphNode["resourceType"]>(["model", "seed", "snapshot"]);

function isLatest({ version, latestVersion }: ProjectNode): boolean {
  return version === null || String(version) === String(latestVersion);
}

/** Members under a name, by package: the given packages first, then any. */
class ByName<Member extends { packageName: string }> {
  readonly #members = new Map<string, Member[]>();

  add(name: string, member: Member): void {
    const known = this.#members.get(name);
    if (known === undefined) this.#members.set(name, [member]);
    else known.push(member);
  }

  all(name: string): readonly Member[] {
    return this.#members.get(name) ?? [];
  }

  find(name: string, packages: readonly string[], anywhere: boolean): Member | undefined {
    const members = this.all(name);
    for (const wanted of packages) {
      const found = members.find(({ packageName }) => packageName === wanted);
      if (found !== undefined) return found;
    }
    return anywhere ? members[0] : undefined;
  }
}

export function createLookup(
  rootPackage: string,
  nodes: Iterable<ProjectNode>,
  sources: Iterable<SourceNode>,
): Lookup {
  const byName = new ByName<ProjectNode>();
  const byVersion = new ByName<ProjectNode>();
  const versions = new ByName<ProjectNode>();
  for (const node of nodes) {
    if (!REFERABLE.has(node.resourceType)) continue;
    if (isLatest(node)) byName.add(node.name, node);
    if (node.version === null) continue;
    byVersion.add(`${node.name} ${node.version}`, node);
    versions.add(`${node.packageName}.${node.name}`, node);
  }
  const byTable = new ByName<SourceNode>();
  for (const source of sources) byTable.add(`${source.sourceName}.${source.name}`, source);
  return {
    ref: (call, from = rootPackage) => {
      const packages = call.package === null ? [from, rootPackage] : [call.package];
      const anywhere = call.package === null;
      if (call.version === null) return byName.find(call.name, packages, anywhere);
      return byVersion.find(`${call.name} ${call.version}`, packages, anywhere);
    },
    source: (source, table, from = rootPackage) =>
      byTable.find(`${source}.${table}`, [from, rootPackage], true),
    versions: (model) => [...versions.all(`${model.packageName}.${model.name}`)],
  };
}

/** A reference to something absent. */
interface Missing {
  what: string;
  disabled: boolean;
  near: string;
}

function describeMissing({ what, disabled, near }: Missing): string {
  return disabled ? `${what}, which is disabled.` : `${what}, which does not exist.${near}`;
}

function refText({ name, package: owner, version }: RefCall): string {
  const from = owner === null ? "" : `'${owner}', `;
  return `ref(${from}'${name}'${version === null ? "" : `, v=${version}`})`;
}

type Referring = ProjectNode | ExposureNode;

/** The names a project could have meant. */
interface Known {
  refs: readonly string[];
  tables: readonly string[];
  disabled: readonly GraphNode[];
}

function missingRef(call: RefCall, { refs, disabled }: Known): Missing {
  const off = disabled.some(
    (other) => REFERABLE.has(other.resourceType) && other.name === call.name,
  );
  return { what: refText(call), disabled: off, near: off ? "" : suggestion(call.name, refs) };
}

function missingSource(source: string, table: string, { tables, disabled }: Known): Missing {
  const off = disabled.some(
    (other) =>
      other.resourceType === "source" && other.sourceName === source && other.name === table,
  );
  const near = off ? "" : suggestion(`${source}.${table}`, tables);
  return { what: `source('${source}', '${table}')`, disabled: off, near };
}

function link(node: Referring, lookup: Lookup, known: Known): Missing[] {
  const missing: Missing[] = [];
  const parents = new Set<string>();
  for (const call of node.refs) {
    const found = lookup.ref(call, node.packageName);
    if (found !== undefined) parents.add(found.uniqueId);
    else missing.push(missingRef(call, known));
  }
  for (const [source, table] of node.sources) {
    const found = lookup.source(source, table, node.packageName);
    if (found !== undefined) parents.add(found.uniqueId);
    else missing.push(missingSource(source, table, known));
  }
  node.dependsOn = [...parents].sort();
  return missing;
}

/** References that `access` forbids: to another group's private model, or to another package's protected one. */
function forbidden(
  host: ContextHost,
  node: Referring,
  byId: ReadonlyMap<string, ProjectNode>,
): string[] {
  const group = node.resourceType === "exposure" ? null : node.group;
  return node.dependsOn.flatMap((id) => {
    const parent = byId.get(id);
    if (parent?.resourceType !== "model") return [];
    const owner = host.packages?.find(({ name }) => name === parent.packageName);
    const foreign =
      parent.packageName !== node.packageName && owner?.project.restrictAccess === true;
    if (parent.access === "private" && (parent.group !== group || foreign)) {
      const to = parent.group === null ? "no group" : `group '${parent.group}'`;
      return [`refers to ${parent.name}, which is private to ${to}.`];
    }
    if (parent.access === "protected" && foreign) {
      return [`refers to ${parent.name}, which is protected within package ${parent.packageName}.`];
    }
    return [];
  });
}

function unknownGroups(nodes: readonly ProjectNode[], groups: readonly GroupNode[]): Fault[] {
  const known = new Set(groups.map(({ name }) => name));
  return nodes
    .filter(({ group }) => group !== null && !known.has(group))
    .map((node) => ({
      message:
        `${node.name} (${node.originalFilePath}) is in group '${node.group}', which is not defined.` +
        suggestion(node.group ?? "", known),
      details: [],
    }));
}

/** What is to be resolved. */
interface Unresolved {
  nodes: readonly ProjectNode[];
  exposures: readonly ExposureNode[];
  sources: readonly SourceNode[];
  groups: readonly GroupNode[];
  disabled: GraphNode[];
}

function leaveOut(host: ContextHost, test: ProjectNode, missing: readonly Missing[]): void {
  const absent = missing.find((reference) => !reference.disabled);
  if (absent !== undefined) {
    const where = `${test.name} (${test.originalFilePath})`;
    host.note("warn", `Test ${where} reads ${describeMissing(absent)} It is left out.`);
  }
  test.config = { ...test.config, enabled: false };
}

/**
 * Turns every node's refs and sources into ids. A test that reads something absent is switched off, as in dbt; a
 * model that does is a fault. Throws DBT_REF_UNKNOWN with all of them. Returns the nodes that stay.
 */
export function resolveReferences(
  host: ContextHost,
  { nodes, exposures, sources, groups, disabled }: Unresolved,
  lookup: Lookup,
): ProjectNode[] {
  const faults: Fault[] = [];
  const kept: ProjectNode[] = [];
  const known: Known = {
    refs: nodes.filter((node) => REFERABLE.has(node.resourceType)).map(({ name }) => name),
    tables: sources.map(({ sourceName, name }) => `${sourceName}.${name}`),
    disabled,
  };
  const byId = new Map(nodes.map((node) => [node.uniqueId, node]));
  const report = (node: Referring, text: string): void => {
    faults.push({ message: `${node.name} (${node.originalFilePath}) ${text}`, details: [] });
  };
  for (const node of [...nodes, ...exposures]) {
    const missing = link(node, lookup, known);
    if (missing.length > 0 && node.resourceType === "test") {
      leaveOut(host, node, missing);
      disabled.push(node);
      continue;
    }
    for (const reference of missing) report(node, `refers to ${describeMissing(reference)}`);
    for (const text of forbidden(host, node, byId)) report(node, text);
    if (node.resourceType !== "exposure") kept.push(node);
  }
  faults.push(...unknownGroups(kept, groups));
  throwFaults(
    "DBT_REF_UNKNOWN",
    faults,
    "Correct the name, or enable what is referred to (a source that is not configured disables its models).",
  );
  return kept;
}
