import type { GranaryError } from "../warehouse/errors.js";

type NodeStatus = "success" | "error" | "skipped" | "pass" | "fail" | "warn";

/** Up to five failing rows of a test, as text; null values are empty. */
export interface FailingRows {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** How one node of a run ended. */
export interface NodeResult {
  uniqueId: string;
  name: string;
  resourceType: "model" | "seed" | "snapshot" | "test" | "unit_test" | "analysis" | "operation";
  status: NodeStatus;
  message: string | null;
  /** Failing rows of a test, all of them counted. */
  failures: number | null;
  sample: FailingRows | null;
  /** Rows of the table built; null for views and tests. */
  rows: number | null;
  executionMs: number;
  startedAt: Date;
  compiledSql: string | null;
  relationName: string | null;
  error: GranaryError | null;
  /** Of microbatch models: the batches run, by how they ended. */
  batches?: { successful: readonly BatchSpan[]; failed: readonly BatchSpan[] };
}

/** A batch's bounds as ISO text; `end` is not in it. */
export interface BatchSpan {
  id: string;
  start: string;
  end: string;
}

/** How a run ended. `status` is "failed" where any node ended in error or a test of severity error failed. */
export interface DbtResult {
  status: "ok" | "failed";
  results: readonly NodeResult[];
  tests: { passed: number; failed: number; warned: number };
  errors: readonly GranaryError[];
  /** Of `ls`: selectors of the nodes selected, in order of id. */
  listed?: readonly string[];
}

/** Some batches of a microbatch model succeeded and some did not. */
export function isPartialSuccess({ batches }: NodeResult): boolean {
  return batches !== undefined && batches.successful.length > 0 && batches.failed.length > 0;
}
