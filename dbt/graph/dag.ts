import { GranaryError } from "../../warehouse/errors.js";
import { byCodeUnit } from "../plain.js";

/** Who depends on whom, by id. Every id is a key of both maps; lists are in code-unit order. */
export interface Dag {
  parents: ReadonlyMap<string, readonly string[]>;
  children: ReadonlyMap<string, readonly string[]>;
}

/** Turns "depends on" lists into a graph; parents outside `dependsOn` are ignored. */
export function buildDag(dependsOn: ReadonlyMap<string, readonly string[]>): Dag {
  const ids = [...dependsOn.keys()].sort(byCodeUnit);
  const parents = new Map<string, string[]>();
  const children = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const id of ids) {
    const known = [...new Set(dependsOn.get(id))].filter((parent) => dependsOn.has(parent));
    parents.set(id, known.sort(byCodeUnit));
    for (const parent of known) children.get(parent)?.push(id);
  }
  return { parents, children };
}

function cycleFrom(dag: Dag, start: string, unresolved: ReadonlySet<string>): string[] {
  const path: string[] = [];
  const at = new Map<string, number>();
  let current: string | undefined = start;
  while (current !== undefined && !at.has(current)) {
    at.set(current, path.length);
    path.push(current);
    current = dag.parents.get(current)?.find((parent) => unresolved.has(parent));
  }
  const cycle = path.slice(current === undefined ? 0 : at.get(current)).reverse();
  return [...cycle, ...cycle.slice(0, 1)];
}

/** Where `id` belongs in a list that falls by code unit. */
function placeOf(falling: readonly string[], id: string): number {
  let [low, high] = [0, falling.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((falling[middle] ?? "") > id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Parents before children; among the ready, the smallest id first, so the order never changes between runs.
 * Throws DBT_CYCLE with the path.
 */
export function topologicalOrder(dag: Dag): string[] {
  const waiting = new Map([...dag.parents].map(([id, parents]) => [id, parents.length]));
  // The smallest id last, where it is taken off.
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  ready.sort(byCodeUnit).reverse();
  const order: string[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(next);
    waiting.delete(next);
    for (const child of dag.children.get(next) ?? []) {
      const left = (waiting.get(child) ?? 1) - 1;
      waiting.set(child, left);
      if (left === 0) ready.splice(placeOf(ready, child), 0, child);
    }
  }
  const stuck = [...waiting.keys()].sort(byCodeUnit)[0];
  if (stuck !== undefined) {
    const cycle = cycleFrom(dag, stuck, new Set(waiting.keys()));
    throw new GranaryError("DBT_CYCLE", {
      message: `Models refer to each other in a circle: ${cycle.join(" -> ")}.`,
      hint: "Break the circle: move the shared logic into a model both can read.",
      details: cycle,
    });
  }
  return order;
}

/** Everything reachable from `from` along `edges`, at most `depth` steps away; `from` only where a path leads back. */
export function reachable(
  edges: ReadonlyMap<string, readonly string[]>,
  from: Iterable<string>,
  depth = Number.POSITIVE_INFINITY,
): Set<string> {
  const found = new Set<string>();
  let layer = [...from];
  for (let step = 0; step < depth && layer.length > 0; step += 1) {
    const next = new Set<string>();
    for (const id of layer) {
      for (const other of edges.get(id) ?? []) if (!found.has(other)) next.add(other);
    }
    for (const id of next) found.add(id);
    layer = [...next];
  }
  return found;
}

/**
 * The graph a build follows: a test stands before every node that already descends from all that the test reads, so
 * that no node is built on data that failed its test. Adds no cycles.
 */
export function withTestGates(dag: Dag, isTest: (id: string) => boolean): Dag {
  const tests = [...dag.parents.keys()].filter(isTest);
  const dependsOn = new Map<string, readonly string[]>();
  for (const [id, parents] of dag.parents) {
    if (isTest(id)) {
      dependsOn.set(id, parents);
      continue;
    }
    const upstream = reachable(dag.parents, [id]);
    const gates = tests.filter((test) => {
      const reads = dag.parents.get(test) ?? [];
      return reads.length > 0 && reads.every((read) => upstream.has(read));
    });
    dependsOn.set(id, [...parents, ...gates]);
  }
  return buildDag(dependsOn);
}

/** The graph with one more edge for each pair [parent, child] that closes no circle; pairs of unknown ids are left out. */
export function withEdges(dag: Dag, pairs: Iterable<readonly [string, string]>): Dag {
  let wider = dag;
  for (const [parent, child] of pairs) {
    const parents = wider.parents.get(child);
    if (parents === undefined || parent === child) continue;
    if (reachable(wider.children, [child]).has(parent)) continue;
    wider = buildDag(new Map([...wider.parents, [child, [...parents, parent]]]));
  }
  return wider;
}

/** Unit tests stand before the model they test, after all it reads; `modelOf` says which that is. */
export function withUnitTestGates(dag: Dag, modelOf: ReadonlyMap<string, string>): Dag {
  if (modelOf.size === 0) return dag;
  const dependsOn = new Map<string, readonly string[]>(dag.parents);
  for (const [test, model] of modelOf) {
    if (!dependsOn.has(test)) continue;
    dependsOn.set(test, dag.parents.get(model) ?? []);
    dependsOn.set(model, [...(dependsOn.get(model) ?? []), test]);
  }
  return buildDag(dependsOn);
}

/** The graph among `kept` alone: a path through a dropped node becomes an edge. */
export function subgraph(dag: Dag, kept: ReadonlySet<string>): Dag {
  const nearest = new Map<string, ReadonlySet<string>>();
  const nearestKept = (id: string): ReadonlySet<string> => {
    const known = nearest.get(id);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (const parent of dag.parents.get(id) ?? []) {
      if (kept.has(parent)) found.add(parent);
      else for (const above of nearestKept(parent)) found.add(above);
    }
    nearest.set(id, found);
    return found;
  };
  return buildDag(new Map([...kept].map((id) => [id, [...nearestKept(id)]])));
}
