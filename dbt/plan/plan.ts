import { type Comparison, compareNode } from "../graph/compare-node.js";
import { topologicalOrder, type Dag } from "../graph/dag.js";
import { materializationOf, type ProjectNode } from "../manifest.js";
import { dictOf } from "../plain.js";
import type { BuiltNode, BuiltState } from "./built-state.js";

/** What a build would do to a relation: make it, make it anew, leave it as it is, or leave it behind. */
export type PlannedChange = "new" | "changed" | "unchanged" | "removed";

export interface PlannedNode {
  id: string;
  name: string;
  type: string;
  change: PlannedChange;
  /** Why, in words: `code`, `config: materialized`, `upstream: orders`, `data: shop.orders`. */
  reasons: readonly string[];
}

/** What the project is now. */
interface PlannedProject {
  /** Models, seeds and snapshots. */
  nodes: ReadonlyMap<string, ProjectNode>;
  dag: Dag;
  /** What each node would be built from. */
  now: BuiltState;
  /** Ids of nodes whose relations exist. */
  existing: ReadonlySet<string>;
}

const UNSAID_CONFIG: ReadonlySet<string> = new Set(["tags", "meta", "group", "description"]);

function changedConfig(now: BuiltNode, before: BuiltNode): string[] {
  const mine = dictOf(now.dict["unrendered_config"]);
  const theirs = dictOf(before.dict["unrendered_config"]);
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].sort();
  return keys.filter(
    (key) => !UNSAID_CONFIG.has(key) && JSON.stringify(mine[key]) !== JSON.stringify(theirs[key]),
  );
}

function changedMacros(now: BuiltNode, before: BuiltNode): string[] {
  return Object.entries(now.macros)
    .filter(([id, hash]) => before.macros[id] !== undefined && before.macros[id] !== hash)
    .map(([id]) => id.split(".").slice(2).join("."));
}

/** What `is_incremental()` says differs from the first run to the second; that is no change. */
function compiledAlike(node: ProjectNode, now: BuiltNode, before: BuiltNode): boolean {
  const growing = ["incremental", "snapshot"].includes(materializationOf(node));
  return (
    growing || now.compiled === null || before.compiled === null || now.compiled === before.compiled
  );
}

function ownReasons(node: ProjectNode, now: BuiltNode, before: BuiltNode): string[] {
  const found: Comparison = compareNode(now.dict, before.dict);
  const reasons: string[] = [];
  if (found.body) reasons.push("code");
  const config = changedConfig(now, before);
  if (config.length > 0) reasons.push(`config: ${config.join(", ")}`);
  else if (found.configs) reasons.push("config");
  if (found.relation && !config.some((key) => ["schema", "alias", "database"].includes(key))) {
    reasons.push("relation's name");
  }
  if (found.contract) reasons.push("contract");
  if (found.descriptions) reasons.push("descriptions");
  const macros = changedMacros(now, before);
  if (macros.length > 0) reasons.push(`macro: ${macros.join(", ")}`);
  else if (!found.body && !compiledAlike(node, now, before)) {
    reasons.push("compiled code: variables or environment");
  }
  const data = Object.entries(now.data)
    .filter(([id, version]) => before.data[id] !== version)
    .map(([id]) => id.split(".").slice(2).join("."));
  if (data.length > 0) reasons.push(`data: ${data.join(", ")}`);
  return reasons;
}

function upstreamReasons(
  project: PlannedProject,
  id: string,
  touched: ReadonlySet<string>,
): string[] {
  const parents = (project.dag.parents.get(id) ?? []).filter((parent) => touched.has(parent));
  const names = parents.map((parent) => project.nodes.get(parent)?.name ?? parent);
  return names.length === 0 ? [] : [`upstream: ${names.join(", ")}`];
}

function planned(
  project: PlannedProject,
  built: BuiltState,
  node: ProjectNode,
  touched: ReadonlySet<string>,
): PlannedNode {
  const id = node.uniqueId;
  const now = project.now.get(id);
  const before = built.get(id);
  const base = { id, name: node.name, type: node.resourceType };
  const ephemeral = materializationOf(node) === "ephemeral";
  if (before === undefined || now === undefined) {
    const reason = project.existing.has(id) ? "not known to have been built from here" : "new";
    return { ...base, change: ephemeral ? "unchanged" : "new", reasons: ephemeral ? [] : [reason] };
  }
  const reasons = [...ownReasons(node, now, before), ...upstreamReasons(project, id, touched)];
  if (!project.existing.has(id) && !ephemeral) reasons.unshift("its relation is missing");
  return { ...base, change: reasons.length === 0 ? "unchanged" : "changed", reasons };
}

/**
 * What a build of the project would change, against what is known to have been built; in topological order, nodes
 * that are no longer there at the end. An ephemeral model counts as changed where what reads it is to be rebuilt.
 */
export function planBuild(project: PlannedProject, built: BuiltState): PlannedNode[] {
  const touched = new Set<string>();
  const plan: PlannedNode[] = [];
  for (const id of topologicalOrder(project.dag)) {
    const node = project.nodes.get(id);
    if (node === undefined) continue;
    const entry = planned(project, built, node, touched);
    if (entry.change !== "unchanged") touched.add(id);
    plan.push(entry);
  }
  const gone = [...built].filter(([id]) => !project.nodes.has(id));
  for (const [id, { dict }] of gone) {
    plan.push({
      id,
      name: String(dict["name"]),
      type: String(dict["resource_type"]),
      change: "removed",
      reasons: ["no longer in the project; its relation stays"],
    });
  }
  return plan;
}
