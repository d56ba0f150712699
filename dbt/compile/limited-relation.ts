import type { Relation } from "../context/relation.js";
import type { GraphNode } from "../manifest.js";
import type { CompileOptions } from "./compile-options.js";

/** The relation, or a subquery of the rows `options` let through. */
export function limitedRelation(
  relation: Relation,
  node: GraphNode,
  options: CompileOptions,
): Relation {
  const { batch, empty } = options;
  const eventTime = node.config["event_time"];
  const inBatch = batch !== undefined && typeof eventTime === "string" && eventTime !== "";
  if (empty !== true && !inBatch) return relation;
  const condition = inBatch
    ? `${eventTime} >= '${batch.start}' and ${eventTime} < '${batch.end}'`
    : "false limit 0";
  return relation.printing(`(select * from ${relation.toString()} where ${condition})`);
}
