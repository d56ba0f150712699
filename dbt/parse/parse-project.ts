import { GranaryError } from "../../warehouse/errors.js";
import type { Dialect } from "../adapters/adapter.js";
import type { ContextHost } from "../context/base-context.js";
import { throwFaults } from "../faults.js";
import { buildDag, type Dag, topologicalOrder } from "../graph/dag.js";
import type { Manifest, ProjectNode, SourceNode } from "../manifest.js";
import { byCodeUnit } from "../plain.js";
import { mergeConfig } from "../project/config-merge.js";
import { readProperties, type SourceProperties } from "../project/properties.js";
import { addGrainTests } from "../rules/grain-tests.js";
import { parseGenericTests } from "./generic-tests.js";
import { loadMacros } from "./load-macros.js";
import { parseNodeFiles } from "./node-files.js";
import { type ParseSession, projectConfig, propertiesRenderer } from "./parse-session.js";
import { createLookup, type Lookup, resolveReferences } from "./resolve.js";

export interface ParsedProject {
  manifest: Manifest;
  lookup: Lookup;
  /** Of nodes and sources. */
  dag: Dag;
}

async function sourceNode(host: ContextHost, properties: SourceProperties): Promise<SourceNode> {
  const { name, sourceName, file } = properties;
  const packageName = host.project.name;
  const folders = file.split("/").slice(1, -1);
  const fqn = [packageName, ...folders, sourceName, name];
  const defaults = { enabled: true, tags: [], meta: {} };
  const fromProject = mergeConfig(defaults, await projectConfig(host, "sources", fqn));
  return {
    uniqueId: `source.${packageName}.${sourceName}.${name}`,
    resourceType: "source",
    name,
    packageName,
    fqn,
    path: file,
    originalFilePath: file,
    patchPath: null,
    description: properties.description,
    columns: properties.columns,
    config: mergeConfig(fromProject, properties.config),
    database: properties.database ?? host.target.database,
    schema: properties.schema,
    sourceName,
    sourceDescription: properties.sourceDescription,
    identifier: properties.identifier,
    loader: properties.loader,
  };
}

function byId<Node extends { uniqueId: string }>(nodes: readonly Node[]): Map<string, Node> {
  const sorted = [...nodes].sort((a, b) => byCodeUnit(a.uniqueId, b.uniqueId));
  const map = new Map<string, Node>();
  for (const node of sorted) {
    if (map.has(node.uniqueId)) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `Two nodes are called ${node.uniqueId}.`,
        hint: "Give one of them another name (tests: `name:`).",
      });
    }
    map.set(node.uniqueId, node);
  }
  return map;
}

function dagOf(nodes: readonly ProjectNode[], sources: readonly SourceNode[]): Dag {
  const dependsOn = new Map<string, readonly string[]>();
  for (const source of sources) dependsOn.set(source.uniqueId, []);
  for (const node of nodes) dependsOn.set(node.uniqueId, node.dependsOn);
  return buildDag(dependsOn);
}

/**
 * Reads a project and renders every template once, without running anything. Throws DBT_PROJECT_INVALID,
 * DBT_COMPILE_FAILED (every faulty template), DBT_REF_UNKNOWN (every unknown reference), DBT_CYCLE.
 */
export async function parseProject(host: ContextHost, dialect: Dialect): Promise<ParsedProject> {
  const macrosWith = await loadMacros(host.project, host.environment);
  const properties = await readProperties(host.project, propertiesRenderer(host));
  const session: ParseSession = { host, dialect, properties, nodes: [], disabled: [], faults: [] };
  const sources: SourceNode[] = [];
  for (const table of properties.sources) {
    const node = await sourceNode(host, table);
    (node.config["enabled"] === false ? session.disabled : sources).push(node);
  }
  await parseNodeFiles(session);
  const buildable = session.nodes.filter((node) => node.resourceType !== "test");
  await parseGenericTests(session, buildable, sources);
  throwFaults("DBT_COMPILE_FAILED", session.faults);
  await addGrainTests(session, buildable);
  const lookup = createLookup(host.project.name, session.nodes, sources);
  const nodes = resolveReferences(host, session.nodes, lookup, session.disabled);
  const dag = dagOf(nodes, sources);
  topologicalOrder(dag);
  const manifest: Manifest = {
    project: host.project,
    nodes: byId(nodes),
    sources: byId(sources),
    macros: macrosWith(properties.macroDescriptions),
    disabled: new Map(session.disabled.map((node) => [node.uniqueId, node])),
  };
  return { manifest, lookup, dag };
}
