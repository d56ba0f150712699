import { join } from "node:path";
import { GranaryError } from "../../warehouse/errors.js";
import type { Dialect } from "../adapters/adapter.js";
import type { ContextHost } from "../context/base-context.js";
import { throwFaults } from "../faults.js";
import { buildDag, type Dag, topologicalOrder } from "../graph/dag.js";
import type { GraphNode, MacroNode, Manifest, Package, ProjectNode } from "../manifest.js";
import { byCodeUnit } from "../plain.js";
import { loadPackages } from "../project/packages.js";
import type { RenderProject } from "../project/project-file.js";
import { readProperties } from "../project/properties.js";
import { addGrainTests } from "../rules/grain-tests.js";
import { describe, parseDocs } from "./docs.js";
import { parseExposures } from "./exposures.js";
import { parseGenericTests } from "./generic-tests.js";
import { parseGroups } from "./groups.js";
import { loadMacros, type MacrosWith } from "./load-macros.js";
import { parseNodeFiles } from "./node-files.js";
import { ParseCache } from "./parse-cache.js";
import { parseOperations } from "./operations.js";
import { type PackageContent, type ParseSession, renderEntry } from "./parse-session.js";
import { PropertiesIndex } from "./properties-index.js";
import { createLookup, type Lookup, resolveReferences } from "./resolve.js";
import { readSelectors } from "./selectors-file.js";
import { parseSnapshots } from "./snapshots.js";
import { parseSources } from "./sources.js";
import { parseUnitTests } from "./unit-tests.js";

const CACHE_FILE = "partial_parse.bin";

export interface ParsedProject {
  manifest: Manifest;
  lookup: Lookup;
  /** Of everything in the manifest that depends or is depended on. */
  dag: Dag;
  /** Tells this outcome of parsing from every other as long as it is kept; null where it is not. */
  stamp: string | null;
}

function placeOf(node: { originalFilePath: string; packageName: string }): string {
  return node.originalFilePath;
}

function byId<Node extends { uniqueId: string; originalFilePath: string; packageName: string }>(
  nodes: readonly Node[],
): Map<string, Node> {
  const sorted = [...nodes].sort((a, b) => byCodeUnit(a.uniqueId, b.uniqueId));
  const map = new Map<string, Node>();
  for (const node of sorted) {
    const other = map.get(node.uniqueId);
    if (other !== undefined) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `Two nodes are called ${node.uniqueId}: in ${placeOf(other)} and in ${placeOf(node)}.`,
        hint: "Give one of them another name (tests: `name:`).",
      });
    }
    map.set(node.uniqueId, node);
  }
  return map;
}

/** Models, seeds and snapshots of a package share their names. */
function refuseSharedNames(nodes: readonly ProjectNode[]): void {
  const seen = new Map<string, ProjectNode>();
  for (const node of nodes) {
    if (!["model", "seed", "snapshot"].includes(node.resourceType)) continue;
    const key = `${node.packageName} ${node.name} ${node.version ?? ""}`;
    const other = seen.get(key);
    if (other !== undefined) {
      const files = [other.originalFilePath, node.originalFilePath].sort(byCodeUnit);
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `Two files define ${node.name}: ${files.join(" and ")}.`,
        hint: "Names are shared by all folders; rename one of them.",
      });
    }
    seen.set(key, node);
  }
}

/** Relations that two nodes would both build. */
function refuseSharedRelations(nodes: readonly ProjectNode[]): void {
  const seen = new Map<string, ProjectNode>();
  for (const node of nodes) {
    const built = ["model", "seed", "snapshot"].includes(node.resourceType);
    if (!built || node.config["materialized"] === "ephemeral") continue;
    const key = `${node.database}.${node.schema}.${node.alias}`.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      throw new GranaryError("DBT_PROJECT_INVALID", {
        message: `Two nodes build the relation ${key}: ${other.uniqueId} (${placeOf(other)}) and ${node.uniqueId} (${placeOf(node)}).`,
        hint: "Give one of them another `alias:` or `schema:`.",
      });
    }
    seen.set(key, node);
  }
}

function dagOf(members: Iterable<GraphNode>): Dag {
  const dependsOn = new Map<string, readonly string[]>();
  for (const node of members) {
    dependsOn.set(node.uniqueId, node.resourceType === "source" ? [] : node.dependsOn);
  }
  return buildDag(dependsOn);
}

async function readContents(host: ContextHost): Promise<PackageContent[]> {
  const contents: PackageContent[] = [];
  for (const one of host.packages ?? []) {
    const properties = await readProperties(one, (entry, file) => renderEntry(host, entry, file));
    contents.push({ package: one, properties });
  }
  return contents;
}

function warnOfUnused(host: ContextHost, index: PropertiesIndex): void {
  for (const { kind, properties } of index.unused()) {
    host.note(
      "warn",
      `${properties.file.path} describes ${kind}: ${properties.name}, which does not exist.`,
    );
  }
}

/** Everything a project states, before references are resolved. */
async function parseAll(session: ParseSession): Promise<void> {
  const index = new PropertiesIndex(session.contents);
  for (const content of session.contents) await parseDocs(session, content);
  parseGroups(session);
  const tables = await parseSources(session);
  for (const content of session.contents) {
    await parseNodeFiles(session, content, index);
    await parseSnapshots(session, content, index);
  }
  refuseSharedNames(session.nodes);
  await parseOperations(session);
  await parseGenericTests(session, index, tables);
  await parseExposures(session);
  throwFaults("DBT_COMPILE_FAILED", session.faults);
  warnOfUnused(session.host, index);
  await addGrainTests(
    session,
    session.nodes.filter((node) => node.resourceType !== "test"),
  );
}

async function describeAll(session: ParseSession, macros: readonly MacroNode[]): Promise<void> {
  await describe(session, session.nodes);
  await describe(session, session.sources);
  await describe(session, session.exposures);
  await describe(session, session.unitTests);
  await describe(session, macros);
  throwFaults("DBT_COMPILE_FAILED", session.faults);
}

async function parseManifest(
  host: ContextHost,
  dialect: Dialect,
  packages: readonly Package[],
  macrosWith: MacrosWith,
): Promise<Manifest> {
  const session: ParseSession = {
    host,
    dialect,
    contents: await readContents(host),
    nodes: [],
    sources: [],
    unitTests: [],
    exposures: [],
    groups: [],
    docs: new Map(),
    disabled: [],
    faults: [],
    sections: new Map(),
  };
  await parseAll(session);
  const macros = macrosWith(session.contents.flatMap((content) => content.properties.macros));
  const { sources, exposures } = session;
  await parseUnitTests(session, createLookup(host.project.name, session.nodes, sources));
  await describeAll(session, macros);
  const lookup = createLookup(host.project.name, session.nodes, sources);
  const nodes = resolveReferences(host, session, lookup);
  refuseSharedRelations(nodes);
  topologicalOrder(dagOf([...sources, ...nodes, ...session.unitTests, ...exposures]));
  return {
    project: host.project,
    packages,
    nodes: byId(nodes),
    sources: byId(sources),
    unitTests: byId(session.unitTests),
    exposures: byId(exposures),
    groups: byId(session.groups),
    docs: new Map([...session.docs].sort(([a], [b]) => byCodeUnit(a, b))),
    macros: byId(macros),
    selectors: await readSelectors(host.project.rootDir),
    disabled: new Map(session.disabled.map((node) => [node.uniqueId, node])),
  };
}

/**
 * Reads a project with its packages and renders every template once, without running anything. With `cacheDir`, a
 * project that has not changed is taken from there; `render` is for what packages state of themselves. Throws DBT_PROJECT_INVALID, DBT_COMPILE_FAILED (every faulty
 * template), DBT_REF_UNKNOWN (every unknown reference), DBT_CYCLE.
 */
export async function parseProject(
  host: ContextHost,
  dialect: Dialect,
  cacheDir?: string,
  render?: RenderProject,
): Promise<ParsedProject> {
  const packages = await loadPackages(host.project, render);
  host.packages = packages;
  const macrosWith = await loadMacros(packages, host.environment);
  const parse = (): Promise<Manifest> => parseManifest(host, dialect, packages, macrosWith);
  let manifest: Manifest;
  let stamp: string | null = null;
  if (cacheDir === undefined) manifest = await parse();
  else {
    const cache = new ParseCache(join(cacheDir, CACHE_FILE), host, packages);
    const kept = cache.read();
    manifest =
      kept === null ? await cache.keep(parse) : { ...kept, project: host.project, packages };
    stamp = cache.stamp;
  }
  const { nodes, sources, unitTests, exposures } = manifest;
  return {
    manifest,
    stamp,
    lookup: createLookup(host.project.name, nodes.values(), sources.values()),
    dag: dagOf([
      ...sources.values(),
      ...nodes.values(),
      ...unitTests.values(),
      ...exposures.values(),
    ]),
  };
}
