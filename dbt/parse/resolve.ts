import type { ContextHost } from "../context/base-context.js";
import { type Fault, throwFaults } from "../faults.js";
import { type GraphNode, type ProjectNode, type RefCall, type SourceNode } from "../manifest.js";

/** Finds what `ref` and `source` mean. */
export interface Lookup {
  ref(call: RefCall): ProjectNode | undefined;
  source(source: string, table: string): SourceNode | undefined;
}

export function createLookup(
  packageName: string,
  nodes: Iterable<ProjectNode>,
  sources: Iterable<SourceNode>,
): Lookup {
  const byName = new Map<string, ProjectNode>();
  for (const node of nodes) if (node.resourceType !== "test") byName.set(node.name, node);
  const byTable = new Map(
    [...sources].map((source) => [`${source.sourceName}.${source.name}`, source]),
  );
  return {
    ref: (call) => {
      if (call.package !== null && call.package !== packageName) return undefined;
      const versioned =
        call.version === null ? undefined : byName.get(`${call.name}_v${call.version}`);
      return versioned ?? byName.get(call.name);
    },
    source: (source, table) => byTable.get(`${source}.${table}`),
  };
}

function describeMissing(what: string, disabled: boolean): string {
  return disabled ? `${what}, which is disabled` : `${what}, which does not exist`;
}

interface Missing {
  what: string;
  disabled: boolean;
}

function linkNode(node: ProjectNode, lookup: Lookup, disabled: readonly GraphNode[]): Missing[] {
  const missing: Missing[] = [];
  const parents = new Set<string>();
  for (const call of node.refs) {
    const found = lookup.ref(call);
    if (found !== undefined) parents.add(found.uniqueId);
    else {
      const off = disabled.some(
        (other) =>
          other.resourceType !== "test" &&
          other.resourceType !== "source" &&
          other.name === call.name,
      );
      const from = call.package === null ? "" : `'${call.package}', `;
      missing.push({ what: `ref(${from}'${call.name}')`, disabled: off });
    }
  }
  for (const [source, table] of node.sources) {
    const found = lookup.source(source, table);
    if (found !== undefined) parents.add(found.uniqueId);
    else {
      const off = disabled.some(
        (other) =>
          other.resourceType === "source" && other.sourceName === source && other.name === table,
      );
      missing.push({ what: `source('${source}', '${table}')`, disabled: off });
    }
  }
  node.dependsOn = [...parents].sort();
  return missing;
}

/**
 * Turns every node's refs and sources into ids. A test that reads something absent is switched off, as in dbt; a
 * model that does is a fault. Throws DBT_REF_UNKNOWN with all of them. Returns the nodes that stay.
 */
export function resolveReferences(
  host: ContextHost,
  nodes: readonly ProjectNode[],
  lookup: Lookup,
  disabled: GraphNode[],
): ProjectNode[] {
  const faults: Fault[] = [];
  const kept: ProjectNode[] = [];
  for (const node of nodes) {
    const missing = linkNode(node, lookup, disabled);
    const [first] = missing;
    if (first === undefined) {
      kept.push(node);
    } else if (node.resourceType === "test") {
      if (missing.some((reference) => !reference.disabled)) {
        const what = describeMissing(first.what, first.disabled);
        host.note(
          "warn",
          `Test ${node.name} (${node.originalFilePath}) reads ${what}; it is left out.`,
        );
      }
      node.config = { ...node.config, enabled: false };
      disabled.push(node);
    } else {
      for (const reference of missing) {
        const what = describeMissing(reference.what, reference.disabled);
        const message = `${node.name} (${node.originalFilePath}) refers to ${what}.`;
        faults.push({ message, details: [] });
      }
    }
  }
  throwFaults(
    "DBT_REF_UNKNOWN",
    faults,
    "Correct the name, or enable what is referred to (a source that is not configured disables its models).",
  );
  return kept;
}
