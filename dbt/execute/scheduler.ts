import { type Dag, reachable, topologicalOrder } from "../graph/dag.js";

/** What a finished node means for the others. */
export interface NodeOutcome {
  /** Everything that descends from it is skipped. */
  blocks: boolean;
  /** Nothing more is begun. */
  stops: boolean;
}

/** Why a node is not run. */
export type SkipCause = { kind: "upstream"; id: string } | { kind: "stopped"; id: string };

/** How many nodes run at once, and which of those that could begin does. */
interface Pace {
  threads: number;
  /** About how long a node takes, in any unit; all alike unless given. */
  weightOf?: (id: string) => number;
  /** The graph by which what is most waited for is told, where more waits than the graph that is run says; same ids. */
  waiting?: Dag;
}

/**
 * The nodes as they are to begin where there is a choice: first what has the heaviest path from it to an end of the graph
 * (critical path first), so that no thread is idle while the last ones wait for each other; then topological order.
 */
function byUrgency(dag: Dag, weightOf: (id: string) => number): string[] {
  const order = topologicalOrder(dag);
  const paths = new Map<string, number>();
  for (const id of order.toReversed()) {
    const below = (dag.children.get(id) ?? []).map((child) => paths.get(child) ?? 0);
    paths.set(id, weightOf(id) + Math.max(0, ...below));
  }
  return order.sort((a, b) => (paths.get(b) ?? 0) - (paths.get(a) ?? 0));
}

/**
 * Runs every node of `dag` after its parents, as many at a time as `pace` says. `run` gets the cause where a node is to be
 * skipped; it must not throw.
 */
export async function runDag(
  dag: Dag,
  { threads, weightOf = () => 1, waiting: urgency = dag }: Pace,
  run: (id: string, skip: SkipCause | null) => Promise<NodeOutcome>,
): Promise<void> {
  const order = byUrgency(urgency, weightOf);
  const waiting = new Map(order.map((id) => [id, dag.parents.get(id)?.length ?? 0]));
  const place = new Map(order.map((id, index) => [id, index]));
  const ready = order.filter((id) => waiting.get(id) === 0);
  const skips = new Map<string, SkipCause>();
  const running = new Set<Promise<void>>();
  let stopped: SkipCause | null = null;

  const queue = (id: string): void => {
    const own = place.get(id) ?? 0;
    let low = 0;
    for (let high = ready.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((place.get(ready[middle] ?? "") ?? 0) < own) low = middle + 1;
      else high = middle;
    }
    ready.splice(low, 0, id);
  };
  const finish = (id: string, outcome: NodeOutcome): void => {
    if (outcome.blocks) {
      for (const below of reachable(dag.children, [id])) {
        if (!skips.has(below)) skips.set(below, { kind: "upstream", id });
      }
    }
    if (outcome.stops) stopped ??= { kind: "stopped", id };
    for (const child of dag.children.get(id) ?? []) {
      const left = (waiting.get(child) ?? 1) - 1;
      waiting.set(child, left);
      if (left === 0) queue(child);
    }
  };
  const begin = (id: string): void => {
    waiting.delete(id);
    const job = run(id, skips.get(id) ?? stopped).then((outcome) => {
      finish(id, outcome);
    });
    const tracked = job.finally(() => running.delete(tracked));
    running.add(tracked);
  };
  while (waiting.size > 0 || running.size > 0) {
    while (running.size < Math.max(1, threads)) {
      const next = ready.shift();
      if (next === undefined) break;
      begin(next);
    }
    await Promise.race(running);
  }
}
