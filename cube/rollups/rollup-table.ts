import { createHash } from "node:crypto";
import type { ChosenRollup } from "../cube-packages.js";

/**
 * The table of a rollup: its name holds a digest of the SQL it is made by, so that one built by another model is never
 * taken for it.
 */
export function rollupTable({
  preAggregationId,
  sql,
}: Pick<ChosenRollup, "preAggregationId" | "sql">): string {
  const digest = createHash("sha256").update(JSON.stringify(sql)).digest("hex").slice(0, 16);
  return `${preAggregationId.replace(".", "__").toLowerCase()}_${digest}`;
}
