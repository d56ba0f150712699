import { type Dict, stringList } from "./plain.js";
import type { Project } from "./project/project-file.js";

export type ResourceType =
  | "model"
  | "seed"
  | "snapshot"
  | "test"
  | "unit_test"
  | "source"
  | "analysis"
  | "operation"
  | "exposure";

type Access = "private" | "protected" | "public";

export interface Constraint {
  type: "check" | "not_null" | "unique" | "primary_key" | "foreign_key" | "custom";
  name: string | null;
  expression: string | null;
  /** Of constraints on the model. */
  columns: readonly string[];
  /** Of foreign keys: `ref('x')`, `source('a', 'b')` or a relation's name, as written. */
  to: string | null;
  toColumns: readonly string[];
  warnUnenforced: boolean;
  warnUnsupported: boolean;
}

export interface ColumnDoc {
  name: string;
  description: string;
  dataType: string | null;
  quote: boolean;
  meta: Dict;
  tags: readonly string[];
  constraints: readonly Constraint[];
  granularity: string | null;
  /** Ids of the doc blocks its description shows. */
  docBlocks: readonly string[];
}

export interface RefCall {
  name: string;
  package: string | null;
  version: string | number | null;
}

export type SourceCall = readonly [source: string, table: string];

/** What a generic test was made from; singular tests have none. */
export interface TestMetadata {
  name: string;
  namespace: string | null;
  /** Arguments of the test macro; strings may hold Jinja, rendered where the test is. */
  kwargs: Dict;
}

/** What every member of the graph has. */
interface GraphFacts {
  uniqueId: string;
  name: string;
  packageName: string;
  fqn: readonly string[];
  /** Relative to the resource's own path. */
  path: string;
  /** Relative to its package's folder. */
  originalFilePath: string;
  description: string;
  /** Ids of the doc blocks the description shows. */
  docBlocks: readonly string[];
  config: Dict;
  /** The configuration as written, before its Jinja was rendered. */
  unrenderedConfig: Dict;
}

interface NodeFacts extends GraphFacts {
  /** The properties file that describes the node, relative to the folder of `patchPackage`. */
  patchPath: string | null;
  /** The package of the properties file; it may describe another package's nodes. */
  patchPackage: string | null;
  columns: ReadonlyMap<string, ColumnDoc>;
  database: string;
  schema: string;
}

/** A model, seed, snapshot, test, analysis or hook: something that is compiled or run. */
export interface ProjectNode extends NodeFacts {
  resourceType: "model" | "seed" | "snapshot" | "test" | "analysis" | "operation";
  /** Absolute folder of the node's package. */
  packageRoot: string;
  alias: string;
  rawCode: string;
  /** sha256 (hex) of the node's file; null where it has none of its own. */
  checksum: string | null;
  refs: RefCall[];
  sources: SourceCall[];
  /** Ids of the macros its own template calls. */
  macros: Set<string>;
  /** Ids of its parents in the graph. */
  dependsOn: string[];
  group: string | null;
  access: Access;
  version: string | number | null;
  latestVersion: string | number | null;
  deprecationDate: string | null;
  constraints: readonly Constraint[];
  /** Only of generic tests. */
  testMetadata: TestMetadata | null;
  columnName: string | null;
  attachedNode: string | null;
  /** Tags of what it tests, which are no part of its configuration. */
  inheritedTags?: readonly string[];
}

export interface Threshold {
  count: number;
  period: "minute" | "hour" | "day";
}

export interface Freshness {
  warnAfter: Threshold | null;
  errorAfter: Threshold | null;
  filter: string | null;
}

export interface Quoting {
  database: boolean | null;
  schema: boolean | null;
  identifier: boolean | null;
  column: boolean | null;
}

export interface SourceNode extends NodeFacts {
  resourceType: "source";
  packageRoot: string;
  sourceName: string;
  sourceDescription: string;
  /** `meta` of the source, apart from its tables'. */
  sourceMeta: Dict;
  identifier: string;
  loader: string;
  quoting: Quoting;
  freshness: Freshness | null;
  loadedAtField: string | null;
  loadedAtQuery: string | null;
}

export interface UnitRows {
  format: "dict" | "csv" | "sql";
  /** Rows of format dict, else text; null where there are none. A fixture's text stands here too. */
  rows: readonly Dict[] | string | null;
  fixture: string | null;
}

/** `input` is `ref('x')`, `source('a', 'b')` or `this`, as written. */
export type UnitInput = UnitRows & { input: string };

export interface UnitTestNode extends GraphFacts {
  resourceType: "unit_test";
  packageRoot: string;
  /** The tested model's name, without a version. */
  model: string;
  version: string | number | null;
  given: readonly UnitInput[];
  expect: UnitRows;
  overrides: { macros: Dict; vars: Dict; envVars: Dict };
  /** The tested model. */
  dependsOn: string[];
  /** sha256 (hex) of the test as written. */
  checksum: string;
}

export interface Owner {
  name: string | null;
  email: readonly string[];
}

export interface ExposureNode extends GraphFacts {
  resourceType: "exposure";
  label: string | null;
  type: string;
  url: string | null;
  maturity: string | null;
  owner: Owner;
  refs: RefCall[];
  sources: SourceCall[];
  dependsOn: string[];
}

export interface GroupNode {
  uniqueId: string;
  name: string;
  owner: Owner;
  packageName: string;
  path: string;
  originalFilePath: string;
  description: string;
  meta: Dict;
}

/** A `{% docs %}` block. */
export interface DocBlock {
  uniqueId: string;
  name: string;
  packageName: string;
  path: string;
  originalFilePath: string;
  blockContents: string;
}

export type GraphNode = ProjectNode | SourceNode | UnitTestNode | ExposureNode;

export interface MacroNode {
  uniqueId: string;
  name: string;
  packageName: string;
  originalFilePath: string;
  sql: string;
  description: string;
  meta: Dict;
  arguments: readonly { name: string; type: string | null; description: string }[];
  patchPath: string | null;
  /** Ids of the macros it calls. */
  dependsOn: readonly string[];
  supportedLanguages: readonly string[] | null;
}

/** The root project, or one that `packages.yml` brings. */
export interface Package {
  name: string;
  /** Absolute folder. */
  root: string;
  project: Project;
}

/** The parsed project. Ids in every map are in code-unit order. */
export interface Manifest {
  /** The root project. */
  project: Project;
  /** The root project first. */
  packages: readonly Package[];
  nodes: Map<string, ProjectNode>;
  sources: Map<string, SourceNode>;
  unitTests: Map<string, UnitTestNode>;
  exposures: Map<string, ExposureNode>;
  groups: Map<string, GroupNode>;
  docs: Map<string, DocBlock>;
  macros: Map<string, MacroNode>;
  /** Definitions of selectors.yml by name. */
  selectors: Dict;
  /** What `enabled` switched off, by id. */
  disabled: Map<string, GraphNode>;
}

export function nodeTags(node: GraphNode): readonly string[] {
  const tags = stringList(node.config["tags"]);
  const inherited = "inheritedTags" in node ? (node.inheritedTags ?? []) : [];
  return inherited.length === 0 ? tags : [...new Set([...inherited, ...tags])].sort();
}

export function materializationOf(node: ProjectNode): string {
  const materialized = node.config["materialized"];
  return typeof materialized === "string" ? materialized : "view";
}

export function isEphemeral(node: GraphNode): boolean {
  return node.resourceType === "model" && materializationOf(node) === "ephemeral";
}
