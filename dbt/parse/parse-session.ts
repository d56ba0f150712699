import type { Dialect } from "../adapters/adapter.js";
import {
  type Context,
  type ContextHost,
  baseContext,
  packageContext,
} from "../context/base-context.js";
import { renderYamlValue } from "../context/native.js";
import { type Fault, templateFault, throwFaults } from "../faults.js";
import type {
  DocBlock,
  ExposureNode,
  GraphNode,
  GroupNode,
  Package,
  ProjectNode,
  SourceNode,
  UnitTestNode,
} from "../manifest.js";
import { type Dict, dictOf } from "../plain.js";
import { configLayers, mergeConfig } from "../project/config-merge.js";
import type { PropertiesFile } from "../project/node-properties.js";
import { type ConfigSection, PROJECT_FILE } from "../project/project-file.js";
import type { Properties } from "../project/properties.js";

/** A package with everything its properties files say. */
export interface PackageContent {
  package: Package;
  properties: Properties;
}

/** What parsing gathers as it goes from file to file. */
export interface ParseSession {
  host: ContextHost;
  dialect: Dialect;
  /** The root project first. */
  contents: readonly PackageContent[];
  nodes: ProjectNode[];
  sources: SourceNode[];
  unitTests: UnitTestNode[];
  exposures: ExposureNode[];
  groups: GroupNode[];
  docs: Map<string, DocBlock>;
  disabled: GraphNode[];
  faults: Fault[];
  /** Sections of dbt_project.yml, rendered, by package and section. */
  sections: Map<string, Promise<Dict>>;
}

const HOOKS = new Set(["pre-hook", "post-hook", "pre_hook", "post_hook"]);
const RENDERED_LATER = new Set([...HOOKS, "description", "tests", "data_tests", "loaded_at_query"]);

/** What values of a package's properties files see: all its variables. */
export function propertiesContext(host: ContextHost, packageName: string): Context {
  return packageContext(host, packageName);
}

/** Renders an entry of a properties file, except its descriptions, tests and hooks. Throws DBT_COMPILE_FAILED. */
export async function renderEntry(
  host: ContextHost,
  entry: Dict,
  { path, packageName }: PropertiesFile,
): Promise<Dict> {
  const context = propertiesContext(host, packageName);
  const origin = { file: path, packageName };
  try {
    const skip = (key: string): boolean => RENDERED_LATER.has(key);
    return dictOf(await renderYamlValue(host.environment, entry, context, origin, skip));
  } catch (error) {
    throwFaults("DBT_COMPILE_FAILED", [templateFault("properties", path, error)]);
    throw error;
  }
}

/** A section of a package's dbt_project.yml, rendered once. It sees the invocation's variables only: dbt reads this file before it knows the project's own. */
async function renderSection(
  { host }: ParseSession,
  of: Package,
  section: ConfigSection,
): Promise<Dict> {
  const scope = `the invocation (${PROJECT_FILE} sees no other variables)`;
  const context = baseContext(host, host.vars, scope);
  const origin = { file: PROJECT_FILE, packageName: of.name };
  const skip = (key: string): boolean => HOOKS.has(key.replace(/^\+/, "").trim());
  const written = of.project.sections[section];
  try {
    return dictOf(await renderYamlValue(host.environment, written, context, origin, skip));
  } catch (error) {
    throwFaults("DBT_COMPILE_FAILED", [templateFault(section, PROJECT_FILE, error)]);
    throw error;
  }
}

/** Configuration that comes from dbt_project.yml files. */
export interface ProjectConfig {
  /** From the node's own package. */
  own: Dict;
  /** From the root project, over everything else; null where the node is the root project's. */
  over: Dict | null;
  /** Both as written. */
  raw: Dict;
}

function rawLayers(section: Dict, fqn: readonly string[]): Dict {
  const raw: Dict = {};
  for (const layer of configLayers(section, fqn)) {
    for (const [key, value] of Object.entries(layer)) raw[key.replace(/^\+/, "").trim()] = value;
  }
  return raw;
}

async function sectionConfig(
  session: ParseSession,
  of: Package,
  section: ConfigSection,
  fqn: readonly string[],
): Promise<Dict> {
  const key = `${of.name}\0${section}`;
  const known = session.sections.get(key);
  const rendering = known ?? renderSection(session, of, section);
  if (known === undefined) session.sections.set(key, rendering);
  return configLayers(await rendering, fqn).reduce<Dict>(mergeConfig, {});
}

/** The configuration dbt_project.yml files give a node. */
export async function projectConfig(
  session: ParseSession,
  section: ConfigSection,
  packageName: string,
  fqn: readonly string[],
): Promise<ProjectConfig> {
  const root = rootPackage(session);
  const of = packageNamed(session, packageName);
  const own = await sectionConfig(session, of, section, fqn);
  const rawOwn = rawLayers(of.project.sections[section], fqn);
  if (of === root) return { own, over: null, raw: rawOwn };
  const over = await sectionConfig(session, root, section, fqn);
  return { own, over, raw: { ...rawOwn, ...rawLayers(root.project.sections[section], fqn) } };
}

function rootPackage(session: ParseSession): Package {
  return packageNamed(session, session.host.project.name);
}

export function packageNamed(session: ParseSession, name: string): Package {
  const found = session.contents.find((content) => content.package.name === name);
  if (found === undefined) throw new Error(`no package ${name}`);
  return found.package;
}

/** Files a parsed member of the graph under the enabled or the disabled ones. */
export function keepNode<Node extends GraphNode>(
  session: ParseSession,
  enabled: Node[],
  node: Node,
): void {
  if (node.config["enabled"] === false) session.disabled.push(node);
  else enabled.push(node);
}
