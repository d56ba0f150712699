import type { Dialect } from "../adapters/adapter.js";
import type { Context, ContextHost } from "../context/base-context.js";
import { nodeContext } from "../context/node-context.js";
import { Relation } from "../context/relation.js";
import type { JinjaValue } from "../jinja/value.js";
import { fromPlain } from "../jinja/plain.js";
import { nodeDict } from "../artifacts/node-dict.js";
import { type ProjectNode, materializationOf } from "../manifest.js";
import { type Dict, stringOr } from "../plain.js";
import { mergeConfig } from "../project/config-merge.js";

/** What a node is known by before its template has been rendered. */
export type NodeDraft = Pick<
  ProjectNode,
  | "uniqueId"
  | "resourceType"
  | "name"
  | "fqn"
  | "path"
  | "originalFilePath"
  | "patchPath"
  | "description"
  | "columns"
  | "rawCode"
  | "checksum"
  | "testMetadata"
  | "columnName"
  | "attachedNode"
>;

/** Configuration around a node's own `config()` calls. */
interface ConfigLayers {
  /** From the engine's defaults, dbt_project.yml and properties, merged. */
  under: Dict;
  /** Over the file's own; only generic tests have it. */
  over?: Dict;
}

async function customName(
  host: ContextHost,
  macro: "generate_schema_name" | "generate_alias_name" | "generate_database_name",
  custom: unknown,
  model: Dict,
  context: Context,
): Promise<string> {
  const args: JinjaValue[] = [fromPlain(custom ?? null), fromPlain(model)];
  const value = await host.environment.callMacro(macro, args, {}, context);
  return typeof value === "string" ? value.trim() : "";
}

/**
 * Renders a node's template with `execute` false, to learn what it refers to and how it is configured. `render` gets
 * the context; what it returns is of no interest.
 */
export async function parseDraft(
  host: ContextHost,
  dialect: Dialect,
  draft: NodeDraft,
  layers: ConfigLayers,
  render: (context: Context) => Promise<unknown>,
): Promise<ProjectNode> {
  const node: ProjectNode = {
    ...draft,
    packageName: host.project.name,
    config: layers.under,
    database: host.target.database,
    schema: host.target.schema,
    alias: draft.name,
    refs: [],
    sources: [],
    macros: new Set(),
    dependsOn: [],
  };
  const own = new Relation({ ...node, identifier: node.alias, kind: null });
  let declared: Dict = {};
  const current = (): Dict => mergeConfig(mergeConfig(layers.under, declared), layers.over ?? {});
  const context = nodeContext(host, {
    execute: false,
    file: node.originalFilePath,
    model: nodeDict(node),
    relation: own,
    config: {
      declare: (config) => {
        declared = mergeConfig(declared, config);
      },
      read: (key) => current()[key],
    },
    ref: (call) => {
      const known = (other: typeof call): boolean =>
        other.name === call.name &&
        other.package === call.package &&
        other.version === call.version;
      if (!node.refs.some(known)) node.refs.push(call);
      return own;
    },
    source: (source, table) => {
      if (!node.sources.some(([s, t]) => s === source && t === table)) {
        node.sources.push([source, table]);
      }
      return own;
    },
    session: null,
    dialect,
  });
  await render(context);
  node.config = current();
  const { schema, database, alias } = node.config;
  const model = nodeDict(node);
  node.schema = await customName(host, "generate_schema_name", schema, model, context);
  node.database = await customName(host, "generate_database_name", database, model, context);
  node.alias = await customName(host, "generate_alias_name", alias, model, context);
  return node;
}

/** The node as a relation, of the kind it is built as. */
export function relationOf(node: ProjectNode): Relation {
  const kind = node.resourceType === "seed" ? "table" : materializationOf(node);
  return new Relation({
    database: node.database,
    schema: node.schema,
    identifier: stringOr(node.alias, node.name),
    kind,
  });
}
