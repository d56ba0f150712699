import type { Dict } from "./plain.js";
import type { Project } from "./project/project-file.js";

export type ResourceType = "model" | "seed" | "test" | "source";

export interface ColumnDoc {
  name: string;
  description: string;
  dataType: string | null;
  quote: boolean;
  meta: Dict;
  tags: readonly string[];
}

export interface RefCall {
  name: string;
  package: string | null;
  version: string | number | null;
}

/** What a generic test was made from; singular tests have none. */
export interface TestMetadata {
  name: string;
  namespace: string | null;
  /** Arguments of the test macro; strings may hold Jinja, rendered where the test is. */
  kwargs: Dict;
}

interface NodeFacts {
  uniqueId: string;
  name: string;
  packageName: string;
  fqn: readonly string[];
  /** Relative to the resource's own path. */
  path: string;
  /** Relative to the project's folder. */
  originalFilePath: string;
  /** The properties file that describes the node, relative to the project's folder. */
  patchPath: string | null;
  description: string;
  columns: ReadonlyMap<string, ColumnDoc>;
  config: Dict;
  database: string;
  schema: string;
}

/** A model, seed or test: something that is compiled or run. */
export interface ProjectNode extends NodeFacts {
  resourceType: "model" | "seed" | "test";
  alias: string;
  rawCode: string;
  /** sha256 (hex) of the node's file; null where it has none of its own. */
  checksum: string | null;
  refs: RefCall[];
  sources: (readonly [source: string, table: string])[];
  macros: Set<string>;
  dependsOn: string[];
  /** Only of generic tests. */
  testMetadata: TestMetadata | null;
  columnName: string | null;
  attachedNode: string | null;
}

export interface SourceNode extends NodeFacts {
  resourceType: "source";
  sourceName: string;
  sourceDescription: string;
  identifier: string;
  loader: string;
}

export type GraphNode = ProjectNode | SourceNode;

export interface MacroNode {
  uniqueId: string;
  name: string;
  packageName: string;
  originalFilePath: string;
  sql: string;
  description: string;
}

/** The parsed project. Ids in `nodes` and `sources` are in code-unit order. */
export interface Manifest {
  project: Project;
  nodes: Map<string, ProjectNode>;
  sources: Map<string, SourceNode>;
  macros: Map<string, MacroNode>;
  /** Nodes switched off by `enabled`, by id. */
  disabled: Map<string, GraphNode>;
}

export function nodeTags(node: GraphNode): readonly string[] {
  const tags = node.config["tags"];
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}

export function materializationOf(node: ProjectNode): string {
  const materialized = node.config["materialized"];
  return typeof materialized === "string" ? materialized : "view";
}

export function isEphemeral(node: GraphNode): boolean {
  return node.resourceType === "model" && materializationOf(node) === "ephemeral";
}
