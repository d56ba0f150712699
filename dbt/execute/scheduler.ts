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

/**
 * Runs every node of `dag` after its parents, up to `threads` at a time, in topological order where there is a choice.
 * `run` gets the cause where a node is to be skipped; it must not throw.
 */
export async function runDag(
  dag: Dag,
  threads: number,
  run: (id: string, skip: SkipCause | null) => Promise<NodeOutcome>,
): Promise<void> {
  const order = topologicalOrder(dag);
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
