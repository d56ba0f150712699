import { createHash } from "node:crypto";
import { sourceRelation } from "../context/relation.js";
import {
  type ColumnDoc,
  type Constraint,
  isEphemeral,
  materializationOf,
  nodeTags,
  type ProjectNode,
  type SourceNode,
  type Threshold,
} from "../manifest.js";
import { type Dict, dictOf, isDict } from "../plain.js";

function columnConstraint(constraint: Constraint): Dict {
  return {
    type: constraint.type,
    name: constraint.name,
    expression: constraint.expression,
    warn_unenforced: constraint.warnUnenforced,
    warn_unsupported: constraint.warnUnsupported,
    to: constraint.to,
    to_columns: [...constraint.toColumns],
  };
}

function columnDict(column: ColumnDoc): Dict {
  return {
    name: column.name,
    description: column.description,
    meta: column.meta,
    data_type: column.dataType,
    constraints: column.constraints.map(columnConstraint),
    granularity: column.granularity,
    doc_blocks: [...column.docBlocks],
    quote: column.quote ? true : null,
    config: { meta: column.meta, tags: [...column.tags] },
    tags: [...column.tags],
  };
}

function columnsDict(columns: ReadonlyMap<string, ColumnDoc>): Dict {
  return Object.fromEntries([...columns].map(([name, column]) => [name, columnDict(column)]));
}

function checksumDict(checksum: string | null): Dict {
  return checksum === null ? { name: "none", checksum: "" } : { name: "sha256", checksum };
}

function hookDicts(hooks: unknown): unknown {
  if (!Array.isArray(hooks)) return hooks;
  return hooks.map((hook) =>
    isDict(hook)
      ? { sql: hook["sql"], transaction: hook["transaction"] ?? true, index: hook["index"] ?? null }
      : { sql: hook, transaction: true, index: null },
  );
}

/** Configuration with hooks in dbt's spelling. */
function configDict({ pre_hook: pre, post_hook: post, ...config }: Dict): Dict {
  return {
    static_analysis: null,
    ...config,
    ...(pre === undefined ? {} : { "pre-hook": hookDicts(pre) }),
    ...(post === undefined ? {} : { "post-hook": hookDicts(post) }),
  };
}

/** Identifies the columns and constraints an enforced contract promises. */
function contractChecksum(node: ProjectNode): string {
  const columns = [...node.columns.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, dataType, constraints }) => [name, dataType, constraints]);
  const promised = JSON.stringify([columns, materializationOf(node), node.constraints]);
  return createHash("sha256").update(promised).digest("hex");
}

function contractDict(node: ProjectNode): Dict {
  const { enforced, alias_types: aliasTypes } = dictOf(node.config["contract"]);
  return {
    enforced: enforced === true,
    alias_types: aliasTypes !== false,
    checksum: enforced === true ? contractChecksum(node) : null,
  };
}

function modelDict(node: ProjectNode): Dict {
  return {
    access: node.access,
    constraints: node.constraints.map((constraint) => ({
      ...columnConstraint(constraint),
      columns: [...constraint.columns],
    })),
    version: node.version,
    latest_version: node.latestVersion,
    deprecation_date: node.deprecationDate,
    primary_key: [],
    time_spine: null,
  };
}

/** Which entry of the properties file a generic test stands in: `models.orders`. */
function fileKeyName(node: ProjectNode): string | null {
  const [type, , name] = node.attachedNode?.split(".") ?? [];
  return type === undefined || name === undefined ? null : `${type}s.${name}`;
}

function testDict(node: ProjectNode): Dict {
  if (node.testMetadata === null) return {};
  return {
    column_name: node.columnName,
    file_key_name: fileKeyName(node),
    attached_node: node.attachedNode,
    test_metadata: { ...node.testMetadata },
  };
}

/** What only nodes of SQL have, seeds have not. */
function sqlDict(node: ProjectNode): Dict {
  return {
    language: "sql",
    refs: node.refs.map((ref) => ({ ...ref })),
    sources: node.sources.map((source) => [...source]),
    metrics: [],
    functions: [],
    depends_on: { macros: [...node.macros], nodes: [...node.dependsOn] },
    contract: contractDict(node),
  };
}

function ownDict(node: ProjectNode): Dict {
  switch (node.resourceType) {
    case "model":
      return { ...sqlDict(node), ...modelDict(node) };
    case "seed":
      return { root_path: node.packageRoot, depends_on: { macros: [...node.macros] } };
    case "test":
      return { ...sqlDict(node), ...testDict(node) };
    case "snapshot":
    case "analysis":
    case "operation":
      return sqlDict(node);
  }
}

/** The name of a node's relation as SQL; null where it has none. */
export function relationNameOfNode(node: ProjectNode): string | null {
  const stored = node.resourceType === "test" && node.config["store_failures"] === true;
  const named = ["model", "seed", "snapshot"].includes(node.resourceType) || stored;
  if (!named || isEphemeral(node)) return null;
  return [node.database, node.schema, node.alias].map((part) => `"${part}"`).join(".");
}

/** A node in the shape of dbt's manifest; also what templates see as `model`. */
export function nodeDict(node: ProjectNode): Dict {
  const docs = dictOf(node.config["docs"]);
  return {
    database: node.database,
    schema: node.schema,
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.packageName,
    path: node.path,
    original_file_path: node.originalFilePath,
    unique_id: node.uniqueId,
    fqn: [...node.fqn],
    alias: node.alias,
    checksum: checksumDict(node.checksum),
    config: configDict(node.config),
    tags: [...nodeTags(node)],
    description: node.description,
    columns: columnsDict(node.columns),
    meta: dictOf(node.config["meta"]),
    group: node.group,
    docs: { show: docs["show"] !== false, node_color: docs["node_color"] ?? null },
    patch_path:
      node.patchPath === null
        ? null
        : `${node.patchPackage ?? node.packageName}://${node.patchPath}`,
    unrendered_config: node.unrenderedConfig,
    relation_name: relationNameOfNode(node),
    raw_code: node.rawCode,
    doc_blocks: [...node.docBlocks],
    ...ownDict(node),
  };
}

function thresholdDict(threshold: Threshold | null): Dict {
  return { count: threshold?.count ?? null, period: threshold?.period ?? null };
}

/** When a source counts as stale, in the shape of dbt's manifest; null where nothing is said. */
export function freshnessDict(source: SourceNode): Dict | null {
  const { freshness } = source;
  if (freshness === null) return null;
  return {
    warn_after: thresholdDict(freshness.warnAfter),
    error_after: thresholdDict(freshness.errorAfter),
    filter: freshness.filter,
  };
}

/** A source table in the shape of dbt's manifest. */
export function sourceDict(source: SourceNode): Dict {
  return {
    database: source.database,
    schema: source.schema,
    name: source.name,
    resource_type: "source",
    package_name: source.packageName,
    path: source.path,
    original_file_path: source.originalFilePath,
    unique_id: source.uniqueId,
    fqn: [...source.fqn],
    source_name: source.sourceName,
    source_description: source.sourceDescription,
    loader: source.loader,
    identifier: source.identifier,
    quoting: { ...source.quoting },
    loaded_at_field: source.loadedAtField,
    loaded_at_query: source.loadedAtQuery,
    freshness: freshnessDict(source),
    external: null,
    description: source.description,
    columns: columnsDict(source.columns),
    meta: dictOf(source.config["meta"]),
    source_meta: source.sourceMeta,
    tags: [...nodeTags(source)],
    config: source.config,
    patch_path: source.patchPath,
    unrendered_config: source.unrenderedConfig,
    relation_name: sourceRelation(source).toString(),
    doc_blocks: [...source.docBlocks],
  };
}
