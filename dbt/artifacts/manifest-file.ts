import type { Dag } from "../graph/dag.js";
import { type GraphNode, isEphemeral, type Manifest } from "../manifest.js";
import type { Dict } from "../plain.js";
import { nodeDict, sourceDict } from "./node-dict.js";

/** What artifacts say of the run that wrote them. */
export interface ArtifactFacts {
  generatedAt: Date;
  invocationId: string;
  adapterType: string;
}

const DBT_VERSION = "1.11.0";

/** The `metadata` every artifact opens with. */
export function artifactMetadata(facts: ArtifactFacts, schema: string): Dict {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: DBT_VERSION,
    generated_at: facts.generatedAt.toISOString(),
    invocation_id: facts.invocationId,
    env: {},
  };
}

function dictOfNode(node: GraphNode, compiled: ReadonlyMap<string, string>): Dict {
  if (node.resourceType === "source") return sourceDict(node);
  const relation = [node.database, node.schema, node.alias].map((part) => `"${part}"`).join(".");
  const unnamed = node.resourceType === "test" || isEphemeral(node);
  const sql = compiled.get(node.uniqueId);
  const compilation =
    sql === undefined
      ? { compiled: false }
      : { compiled: true, compiled_code: sql, extra_ctes_injected: true, extra_ctes: [] };
  return { ...nodeDict(node), relation_name: unnamed ? null : relation, ...compilation };
}

function mapped(edges: ReadonlyMap<string, readonly string[]>): Dict {
  return Object.fromEntries([...edges].map(([id, others]) => [id, [...others]]));
}

/** The project in the shape of dbt's manifest, version 12; `compiled` is the SQL of nodes compiled so far, by id. */
export function manifestFile(
  manifest: Manifest,
  dag: Dag,
  facts: ArtifactFacts,
  compiled: ReadonlyMap<string, string>,
): Dict {
  const dictOf = (node: GraphNode): Dict => dictOfNode(node, compiled);
  const macros = [...manifest.macros].map(([id, macro]) => [
    id,
    {
      name: macro.name,
      resource_type: "macro",
      package_name: macro.packageName,
      path: macro.originalFilePath,
      original_file_path: macro.originalFilePath,
      unique_id: macro.uniqueId,
      macro_sql: macro.sql,
      depends_on: { macros: [] },
      description: macro.description,
      meta: {},
      docs: { show: true, node_color: null },
      patch_path: null,
      arguments: [],
      created_at: facts.generatedAt.getTime() / 1000,
      supported_languages: null,
    },
  ]);
  return {
    metadata: {
      ...artifactMetadata(facts, "manifest/v12"),
      project_name: manifest.project.name,
      adapter_type: facts.adapterType,
    },
    nodes: Object.fromEntries([...manifest.nodes].map(([id, node]) => [id, dictOf(node)])),
    sources: Object.fromEntries([...manifest.sources].map(([id, node]) => [id, dictOf(node)])),
    macros: Object.fromEntries(macros),
    docs: {},
    exposures: {},
    metrics: {},
    groups: {},
    selectors: {},
    disabled: Object.fromEntries([...manifest.disabled].map(([id, node]) => [id, [dictOf(node)]])),
    parent_map: mapped(dag.parents),
    child_map: mapped(dag.children),
    group_map: {},
    saved_queries: {},
    semantic_models: {},
    unit_tests: {},
    functions: {},
  };
}
