import type { GraphNode, ResourceType } from "../manifest.js";
import { type Dag, reachable } from "./dag.js";
import type { SelectionSpec } from "./selection-spec.js";
import { matcherOf, type MatchContext } from "./selector-match.js";
import type { Criterion, IndirectSelection } from "./selector-parts.js";

/** Which nodes a command is asked to work on. */
interface Selection {
  ids: ReadonlySet<string>;
  /** Selectors that no node meets. */
  unmatched: readonly string[];
}

interface SelectableGraph extends MatchContext {
  nodes: ReadonlyMap<string, GraphNode>;
  dag: Dag;
}

/** Nodes selected, and tests that would be if their other parents were. */
interface Found {
  direct: ReadonlySet<string>;
  indirect: ReadonlySet<string>;
}

function isTest(node: GraphNode | undefined): boolean {
  return node?.resourceType === "test" || node?.resourceType === "unit_test";
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

function withParents(graph: SelectableGraph, ids: ReadonlySet<string>): Set<string> {
  const all = new Set([...ids, ...reachable(graph.dag.parents, ids)]);
  for (const [id, node] of graph.nodes) if (node.resourceType === "source") all.add(id);
  return all;
}

function allIn(graph: SelectableGraph, id: string, ids: ReadonlySet<string>): boolean {
  return (graph.dag.parents.get(id) ?? []).every((parent) => ids.has(parent));
}

/** The tests that come along with `selected`, and those that may yet. */
function withTests(
  graph: SelectableGraph,
  selected: ReadonlySet<string>,
  mode: IndirectSelection,
): Found {
  if (mode === "empty") return { direct: selected, indirect: new Set() };
  const enough = mode === "buildable" ? withParents(graph, selected) : selected;
  const direct = new Set(selected);
  const indirect = new Set<string>();
  for (const id of selected) {
    for (const child of graph.dag.children.get(id) ?? []) {
      if (!isTest(graph.nodes.get(child))) continue;
      (mode === "eager" || allIn(graph, child, enough) ? direct : indirect).add(child);
    }
  }
  return { direct, indirect };
}

function evaluateCriterion(graph: SelectableGraph, criterion: Criterion): Found {
  const matches = matcherOf(criterion, graph);
  const direct = new Set<string>();
  for (const [id, node] of graph.nodes) if (matches(node)) direct.add(id);
  return withTests(graph, withNeighbours(graph.dag, criterion, direct), criterion.indirect);
}

function combine(
  kind: "union" | "intersection" | "difference",
  sets: readonly ReadonlySet<string>[],
): Set<string> {
  const [first = new Set<string>(), ...rest] = sets;
  switch (kind) {
    case "union":
      return new Set(sets.flatMap((set) => [...set]));
    case "intersection":
      return new Set([...first].filter((id) => rest.every((set) => set.has(id))));
    case "difference":
      return new Set([...first].filter((id) => !rest.some((set) => set.has(id))));
  }
}

/** Takes in the tests that stood aside, now that their other parents may be selected too. */
function incorporate(
  graph: SelectableGraph,
  direct: ReadonlySet<string>,
  indirect: ReadonlySet<string>,
  mode: IndirectSelection,
): ReadonlySet<string> {
  if (mode !== "cautious" && mode !== "buildable") return direct;
  const selected = new Set(direct);
  const enough =
    mode === "buildable" ? new Set([...direct, ...reachable(graph.dag.parents, direct)]) : selected;
  for (const id of indirect) {
    if (graph.nodes.get(id)?.resourceType === "test" && allIn(graph, id, enough)) selected.add(id);
  }
  return selected;
}

function evaluate(graph: SelectableGraph, spec: SelectionSpec, unmatched: string[]): Found {
  if (spec.kind === "criterion") return evaluateCriterion(graph, spec.criterion);
  const found = spec.parts.map((part) => evaluate(graph, part, unmatched));
  const indirect = combine(
    spec.kind,
    found.map((part) => new Set([...part.direct, ...part.indirect])),
  );
  const own = combine(
    spec.kind,
    found.map((part) => part.direct),
  );
  const direct = incorporate(graph, own, indirect, spec.indirect);
  if (spec.expected !== null && direct.size === 0) unmatched.push(spec.expected);
  return { direct, indirect };
}

/** Evaluates a selection over the whole graph, then keeps the types a command works on. Throws DBT_SELECTOR_INVALID. */
export function selectNodes(
  graph: SelectableGraph,
  spec: SelectionSpec,
  types: readonly ResourceType[],
): Selection {
  const unmatched: string[] = [];
  const { direct } = evaluate(graph, spec, unmatched);
  const ids = [...direct].filter((id) => {
    const type = graph.nodes.get(id)?.resourceType;
    return type !== undefined && types.includes(type);
  });
  return { ids: new Set(ids), unmatched };
}
