import { type ColumnDoc, type ProjectNode, type SourceNode, nodeTags } from "../manifest.js";
import { type Dict, dictOf } from "../plain.js";

function columnDict(column: ColumnDoc): Dict {
  return {
    name: column.name,
    description: column.description,
    meta: column.meta,
    data_type: column.dataType,
    constraints: [],
    granularity: null,
    doc_blocks: [],
    quote: column.quote ? true : null,
    config: { meta: column.meta, tags: column.tags },
    tags: column.tags,
  };
}

function columnsDict(columns: ReadonlyMap<string, ColumnDoc>): Dict {
  return Object.fromEntries([...columns].map(([name, column]) => [name, columnDict(column)]));
}

function checksumDict(checksum: string | null): Dict {
  return checksum === null ? { name: "none", checksum: "" } : { name: "sha256", checksum };
}

/** Configuration with hooks in dbt's spelling. */
function configDict({ pre_hook: pre, post_hook: post, ...config }: Dict): Dict {
  return {
    ...config,
    ...(pre === undefined ? {} : { "pre-hook": pre }),
    ...(post === undefined ? {} : { "post-hook": post }),
  };
}

/** A node in the shape of dbt's manifest; also what templates see as `model`. */
export function nodeDict(node: ProjectNode): Dict {
  const test: Dict =
    node.resourceType === "test"
      ? {
          column_name: node.columnName,
          attached_node: node.attachedNode,
          ...(node.testMetadata === null ? {} : { test_metadata: { ...node.testMetadata } }),
        }
      : {};
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
    group: null,
    docs: { show: true, node_color: null },
    patch_path: node.patchPath === null ? null : `${node.packageName}://${node.patchPath}`,
    raw_code: node.rawCode,
    language: "sql",
    refs: node.refs.map((ref) => ({ ...ref })),
    sources: node.sources.map((source) => [...source]),
    metrics: [],
    depends_on: { macros: [...node.macros], nodes: [...node.dependsOn] },
    ...test,
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
    description: source.description,
    columns: columnsDict(source.columns),
    meta: dictOf(source.config["meta"]),
    source_meta: {},
    tags: [...nodeTags(source)],
    config: source.config,
    relation_name: [source.database, source.schema, source.identifier]
      .map((part) => `"${part}"`)
      .join("."),
  };
}
