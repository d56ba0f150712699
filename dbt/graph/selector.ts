import type { GraphNode, ResourceType } from "../manifest.js";
import { type Dag, reachable } from "./dag.js";
import { matchesCriterion } from "./selector-match.js";
import { type Criterion, parseCriterion } from "./selector-parts.js";

/** Which nodes a command is asked to work on. */
interface Selection {
  ids: ReadonlySet<string>;
  /** Selectors that no node meets. */
  unmatched: readonly string[];
}

interface SelectableGraph {
  nodes: ReadonlyMap<string, GraphNode>;
  dag: Dag;
}

function withNeighbours(dag: Dag, criterion: Criterion, direct: ReadonlySet<string>): Set<string> {
  const selected = new Set(direct);
  const add = (ids: Iterable<string>): void => {
    for (const id of ids) selected.add(id);
  };
  if (criterion.childrensParents) {
    const down = new Set([...direct, ...reachable(dag.children, direct)]);
    add(down);
    add(reachable(dag.parents, down));
  }
  if (criterion.parentDepth !== null) add(reachable(dag.parents, direct, criterion.parentDepth));
  if (criterion.childDepth !== null) add(reachable(dag.children, direct, criterion.childDepth));
  return selected;
}

function evaluate(graph: SelectableGraph, criterion: Criterion): Set<string> {
  const direct = new Set<string>();
  for (const [id, node] of graph.nodes) if (matchesCriterion(node, criterion)) direct.add(id);
  const selected = withNeighbours(graph.dag, criterion, direct);
  // A test comes along with any node it reads.
  for (const id of [...selected]) {
    for (const child of graph.dag.children.get(id) ?? []) {
      if (graph.nodes.get(child)?.resourceType === "test") selected.add(child);
    }
  }
  return selected;
}

function intersection(sets: readonly Set<string>[]): Set<string> {
  const [first = new Set<string>(), ...rest] = sets;
  return new Set([...first].filter((id) => rest.every((set) => set.has(id))));
}

/** Selectors as given: each argument may hold several, apart by blanks (any) or commas (all of them). */
function unionOf(
  graph: SelectableGraph,
  selectors: readonly string[],
): { ids: Set<string>; unmatched: string[] } {
  const ids = new Set<string>();
  const unmatched: string[] = [];
  for (const selector of selectors
    .flatMap((text) => text.split(/\s+/))
    .filter((text) => text !== "")) {
    const parts = selector.split(",").map(parseCriterion);
    const found = intersection(parts.map((part) => evaluate(graph, part)));
    if (found.size === 0) unmatched.push(selector);
    for (const id of found) ids.add(id);
  }
  return { ids, unmatched };
}

/**
 * Evaluates `--select` and `--exclude` over the whole graph, then keeps the types a command works on. Without
 * `select`, everything. Throws DBT_SELECTOR_INVALID.
 */
export function selectNodes(
  graph: SelectableGraph,
  select: readonly string[] | undefined,
  exclude: readonly string[] | undefined,
  types: readonly ResourceType[],
): Selection {
  const included =
    select === undefined || select.length === 0
      ? { ids: new Set(graph.nodes.keys()), unmatched: [] }
      : unionOf(graph, select);
  const excluded = unionOf(graph, exclude ?? []);
  const ids = [...included.ids].filter((id) => {
    const type = graph.nodes.get(id)?.resourceType;
    return !excluded.ids.has(id) && type !== undefined && types.includes(type);
  });
  return { ids: new Set(ids), unmatched: [...included.unmatched, ...excluded.unmatched] };
}
