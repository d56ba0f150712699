import type { TimeSpan } from "../adapters/adapter.js";
import type { Relation } from "../context/relation.js";
import type { GraphNode } from "../manifest.js";
import type { CompileOptions } from "./compile-options.js";

/** What both let through. */
function spanOf({ batch, sample }: CompileOptions, reader: GraphNode | undefined): TimeSpan | null {
  const sampled = reader?.resourceType === "model" || reader?.resourceType === "snapshot";
  if (sample === undefined || !sampled) return batch ?? null;
  if (batch === undefined) return sample;
  return {
    start: sample.start > batch.start ? sample.start : batch.start,
    end: sample.end < batch.end ? sample.end : batch.end,
  };
}

/** The relation, or a subquery of the rows `options` let through to `reader`. */
export function limitedRelation(
  relation: Relation,
  node: GraphNode,
  options: CompileOptions,
  reader: GraphNode | undefined,
): Relation {
  const eventTime = node.config["event_time"];
  const timed = typeof eventTime === "string" && eventTime !== "";
  const span = timed ? spanOf(options, reader) : null;
  if (options.empty !== true && span === null) return relation;
  const condition =
    span === null || !timed
      ? "false limit 0"
      : `${eventTime} >= '${span.start}' and ${eventTime} < '${span.end}'`;
  return relation.printing(`(select * from ${relation.toString()} where ${condition})`);
}
