import { nodeDict } from "../artifacts/node-dict.js";
import type { Context } from "../context/base-context.js";
import { nodeContext } from "../context/node-context.js";
import { Relation } from "../context/relation.js";
import { type ProjectNode, type RefCall, materializationOf } from "../manifest.js";
import { type Dict, stringOr } from "../plain.js";
import { mergeConfig } from "../project/config-merge.js";
import { NODE_DEFAULTS } from "../project/config-defaults.js";
import { parseReference } from "./call-text.js";
import { configFault, finishConfig } from "./finish-config.js";
import type { ParseSession, ProjectConfig } from "./parse-session.js";
import { RelationNames } from "./relation-names.js";

/** What a node is known by before its template has been rendered. */
export type NodeDraft = Omit<
  ProjectNode,
  | "config"
  | "unrenderedConfig"
  | "database"
  | "schema"
  | "alias"
  | "refs"
  | "sources"
  | "macros"
  | "dependsOn"
  | "group"
  | "access"
  | "docBlocks"
>;

/** What all drafts begin with. */
export const PLAIN_DRAFT = {
  patchPath: null,
  patchPackage: null,
  description: "",
  columns: new Map(),
  checksum: null,
  version: null,
  latestVersion: null,
  deprecationDate: null,
  constraints: [],
  testMetadata: null,
  columnName: null,
  attachedNode: null,
} satisfies Partial<NodeDraft>;

/** Configuration around a node's own `config()` calls. */
interface ConfigLayers {
  project: ProjectConfig;
  /** From properties files. */
  properties: Dict;
  /** Over the file's own; only generic tests have it. */
  over?: Dict;
}

/** Only the keys that say something: dbt_project.yml of the root project wins over a package's files. */
function mergedConfig(node: ProjectNode, layers: ConfigLayers, declared: Dict): Dict {
  const { project, properties, over } = layers;
  const all = [project.own, properties, declared, over, project.over];
  return all.reduce<Dict>(
    (config, layer) =>
      layer === undefined || layer === null ? config : mergeConfig(config, layer),
    NODE_DEFAULTS[node.resourceType],
  );
}

function nodeFrom(draft: NodeDraft, { host }: ParseSession): ProjectNode {
  return {
    ...draft,
    config: {},
    unrenderedConfig: {},
    docBlocks: [],
    database: host.target.database,
    schema: host.target.schema,
    alias: draft.name,
    refs: [],
    sources: [],
    macros: new Set(),
    dependsOn: [],
    group: null,
    access: "protected",
  };
}

function sameCall(a: RefCall, b: RefCall): boolean {
  return a.name === b.name && a.package === b.package && a.version === b.version;
}

/** Adds a reference the node does not have yet. */
export function addRef(node: Pick<ProjectNode, "refs">, call: RefCall): void {
  if (!node.refs.some((known) => sameCall(known, call))) node.refs.push(call);
}

export function addSource(node: Pick<ProjectNode, "sources">, source: string, table: string): void {
  if (!node.sources.some(([s, t]) => s === source && t === table)) {
    node.sources.push([source, table]);
  }
}

function parseContext(
  { host, dialect }: ParseSession,
  node: ProjectNode,
  config: { declare: (config: Dict) => void; read: (key: string) => unknown },
): Context {
  const own = new Relation({ ...node, identifier: node.alias, kind: null });
  return nodeContext(host, {
    execute: false,
    file: node.originalFilePath,
    packageName: node.packageName,
    model: () =>
      node.config["incremental_strategy"] === "microbatch"
        ? { ...nodeDict(node), batch: { id: "", event_time_start: "", event_time_end: "" } }
        : nodeDict(node),
    relation: own,
    config,
    ref: (call) => {
      addRef(node, call);
      return own;
    },
    source: (source, table) => {
      addSource(node, source, table);
      return own;
    },
    session: null,
    dialect,
  });
}

const namings = new WeakMap<ParseSession, RelationNames>();

async function nameRelation(
  session: ParseSession,
  node: ProjectNode,
  context: Context,
): Promise<void> {
  const naming = namings.get(session) ?? new RelationNames(session.host);
  namings.set(session, naming);
  const model = (): Dict => nodeDict(node);
  node.database = await naming.name("database", node, model, context);
  node.schema = await naming.name("schema", node, model, context);
  node.alias = await naming.name("alias", node, model, context);
  if (node.resourceType !== "snapshot") return;
  const { target_database: database, target_schema: schema } = node.config;
  if (typeof database === "string" && database !== "") node.database = database;
  if (typeof schema === "string" && schema !== "") node.schema = schema;
}

/** What foreign keys refer to is built first. */
function addConstraintReferences(node: ProjectNode): void {
  const all = [...node.constraints, ...[...node.columns.values()].flatMap((c) => c.constraints)];
  for (const { to } of all) {
    const reference = to === null ? null : parseReference(to);
    if (reference?.kind === "ref") addRef(node, reference.ref);
    if (reference?.kind === "source") addSource(node, ...reference.source);
  }
}

/** Renders hooks for what they refer to. */
async function renderHooks(
  session: ParseSession,
  node: ProjectNode,
  context: Context,
): Promise<void> {
  for (const key of ["pre_hook", "post_hook"]) {
    for (const hook of (node.config[key] ?? []) as Dict[]) {
      const sql = stringOr(hook["sql"], "");
      if (!sql.includes("{")) continue;
      const origin = { file: node.originalFilePath, packageName: node.packageName };
      await session.host.environment.render(sql, context, origin);
    }
  }
}

/**
 * Renders a node's template with `execute` false, to learn what it refers to and how it is configured. `render` gets
 * the context; what it returns is of no interest. Throws what templates throw.
 */
export async function parseDraft(
  session: ParseSession,
  draft: NodeDraft,
  layers: ConfigLayers,
  render: (context: Context) => Promise<unknown>,
): Promise<ProjectNode> {
  const { environment } = session.host;
  const node = nodeFrom(draft, session);
  let declared: Dict = {};
  node.config = mergedConfig(node, layers, declared);
  const context = parseContext(session, node, {
    declare: (config) => {
      declared = mergeConfig(declared, config);
      node.config = mergedConfig(node, layers, declared);
    },
    read: (key) => node.config[key],
  });
  environment.observe(context, (name, packageName) => {
    node.macros.add(`macro.${packageName}.${name}`);
  });
  environment.forgive(context);
  await render(context);
  node.config = finishConfig(node.resourceType, node.config);
  node.unrenderedConfig = {
    ...layers.project.raw,
    ...layers.properties,
    ...declared,
    ...layers.over,
  };
  const { group, access, enabled } = node.config;
  if (typeof group === "string") node.group = group;
  if (access === "private" || access === "public") node.access = access;
  const fault = enabled === false ? null : configFault(node.resourceType, node.config);
  if (fault !== null) throw new Error(fault);
  if (node.resourceType !== "test") await renderHooks(session, node, context);
  addConstraintReferences(node);
  environment.observe(context, null);
  await nameRelation(session, node, context);
  return node;
}

/** The node as a relation, of the kind it is built as. */
export function relationOf(node: ProjectNode): Relation {
  const kind =
    node.resourceType === "seed" || node.resourceType === "snapshot"
      ? "table"
      : materializationOf(node);
  return new Relation({
    database: node.database,
    schema: node.schema,
    identifier: stringOr(node.alias, node.name),
    kind,
  });
}
