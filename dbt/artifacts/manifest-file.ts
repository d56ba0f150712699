import { createHash } from "node:crypto";
import type { Dag } from "../graph/dag.js";
import { cteText, type EphemeralCte } from "../compile/inject-ctes.js";
import type { GraphNode, Manifest, ProjectNode } from "../manifest.js";
import { type Dict, dictOf } from "../plain.js";
import { type ArtifactFacts, artifactMetadata } from "./facts.js";
import { nodeDict, sourceDict } from "./node-dict.js";
import { docDict, exposureDict, groupDict, macroDict, unitTestDict } from "./resource-dicts.js";

/** What is known of nodes beyond the parsed project, by id. */
export interface ManifestExtras {
  /** SQL of the nodes compiled so far. */
  compiled: ReadonlyMap<string, string>;
  /** Ephemeral models put in front of that SQL. */
  ctes: ReadonlyMap<string, readonly EphemeralCte[]>;
  /** Columns each column of a model is made from: `{column: ["model.x.y.column"]}`. */
  lineage: ReadonlyMap<string, Dict>;
}

/** A member of the graph in the shape of dbt's manifest. */
export function graphDict(node: GraphNode): Dict {
  if ("rawCode" in node) return nodeDict(node);
  switch (node.resourceType) {
    case "source":
      return sourceDict(node);
    case "unit_test":
      return unitTestDict(node);
    case "exposure":
      return exposureDict(node);
  }
}

function pathUnder(folder: "compiled" | "run", node: ProjectNode): string {
  const inside =
    node.testMetadata === null ? node.originalFilePath : `${node.originalFilePath}/${node.path}`;
  return `target/${folder}/${node.packageName}/${inside}`;
}

function compilation(node: ProjectNode, { compiled, ctes }: ManifestExtras): Dict {
  const sql = compiled.get(node.uniqueId);
  if (node.resourceType === "seed") return { build_path: null };
  if (sql === undefined) return { build_path: null, compiled_path: null };
  return {
    build_path: null,
    compiled_path: pathUnder("compiled", node),
    compiled: true,
    compiled_code: sql,
    extra_ctes_injected: true,
    extra_ctes: (ctes.get(node.uniqueId) ?? []).map((cte) => ({
      id: cte.id,
      sql: ` ${cteText(cte)}`,
    })),
  };
}

function memberDict(node: GraphNode, createdAt: number, extras: ManifestExtras): Dict {
  const dict = { ...graphDict(node), created_at: createdAt };
  if (!("rawCode" in node)) return dict;
  const lineage = extras.lineage.get(node.uniqueId);
  const compiled = compilation(node, extras);
  if (lineage === undefined) return { ...dict, ...compiled };
  const meta = { ...dictOf(node.config["meta"]), lineage };
  return { ...dict, ...compiled, meta };
}

/** The column a model's own tests say is its key: unique and never null, or else unique. */
function primaryKeys(manifest: Manifest): Map<string, string[]> {
  const unique = new Map<string, string[]>();
  const filled = new Map<string, string[]>();
  for (const { testMetadata, attachedNode, columnName } of manifest.nodes.values()) {
    if (attachedNode === null || columnName === null) continue;
    const found = { unique, not_null: filled }[testMetadata?.name ?? ""];
    found?.set(attachedNode, [...(found.get(attachedNode) ?? []), columnName]);
  }
  return new Map(
    [...unique].map(([id, columns]) => {
      const both = columns.filter((column) => filled.get(id)?.includes(column));
      return [id, (both.length > 0 ? both : columns).slice(0, 1)];
    }),
  );
}

function mapped(edges: ReadonlyMap<string, readonly string[]>): Dict {
  return Object.fromEntries([...edges].map(([id, others]) => [id, [...others]]));
}

function groupMap(manifest: Manifest): Dict {
  const members = new Map<string, string[]>(
    [...manifest.groups.values()].map(({ name }) => [name, []]),
  );
  for (const [id, node] of manifest.nodes) {
    if (node.group !== null) members.get(node.group)?.push(id);
  }
  return mapped(members);
}

/** What a manifest says of the run it comes from. */
export function manifestMetadata({ project }: Manifest, facts: ArtifactFacts): Dict {
  return {
    ...artifactMetadata(facts, "manifest/v12"),
    project_name: project.name,
    project_id: createHash("md5").update(project.name).digest("hex"),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: facts.adapterType,
    quoting: { database: true, schema: true, identifier: true, column: null },
    run_started_at: facts.startedAt.toISOString(),
  };
}

/** The project in the shape of dbt's manifest, version 12. */
export function manifestFile(
  manifest: Manifest,
  dag: Dag,
  facts: ArtifactFacts,
  extras: ManifestExtras,
): Dict {
  const createdAt = facts.generatedAt.getTime() / 1000;
  const section = <Item>(items: ReadonlyMap<string, Item>, dict: (item: Item) => Dict): Dict =>
    Object.fromEntries([...items].map(([id, item]) => [id, dict(item)]));
  const members = <Node extends GraphNode>(nodes: ReadonlyMap<string, Node>): Dict =>
    section(nodes, (node) => memberDict(node, createdAt, extras));
  const keys = primaryKeys(manifest);
  const withKey = (node: ProjectNode): Dict => {
    const dict = memberDict(node, createdAt, extras);
    return node.resourceType === "model"
      ? { ...dict, primary_key: keys.get(node.uniqueId) ?? [] }
      : dict;
  };
  return {
    metadata: manifestMetadata(manifest, facts),
    nodes: section(manifest.nodes, withKey),
    sources: members(manifest.sources),
    macros: section(manifest.macros, (macro) => ({ ...macroDict(macro), created_at: createdAt })),
    docs: section(manifest.docs, docDict),
    exposures: members(manifest.exposures),
    metrics: {},
    groups: section(manifest.groups, groupDict),
    selectors: manifest.selectors,
    disabled: Object.fromEntries(
      [...manifest.disabled].map(([id, node]) => [id, [memberDict(node, createdAt, extras)]]),
    ),
    parent_map: mapped(dag.parents),
    child_map: mapped(dag.children),
    group_map: groupMap(manifest),
    saved_queries: {},
    semantic_models: {},
    unit_tests: members(manifest.unitTests),
    functions: {},
  };
}
