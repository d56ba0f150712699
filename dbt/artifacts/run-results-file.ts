import type { Dict } from "../plain.js";
import { type BatchSpan, isPartialSuccess, type NodeResult } from "../result.js";
import { type ArtifactFacts, artifactMetadata } from "./facts.js";

/** Status of an exposure in a build: nothing is to be done for it. */
interface NoOp {
  uniqueId: string;
  status: "no-op" | "skipped";
}

function timing(result: NodeResult): Dict[] {
  if (result.status === "skipped") return [];
  const started = result.startedAt.toISOString();
  const completed = new Date(result.startedAt.getTime() + result.executionMs).toISOString();
  return [
    { name: "compile", started_at: started, completed_at: started },
    { name: "execute", started_at: started, completed_at: completed },
  ];
}

function batchesDict({ batches }: NodeResult): Dict | null {
  if (batches === undefined) return null;
  const spans = (list: readonly BatchSpan[]): string[][] =>
    list.map(({ start, end }) => [start, end].map((moment) => moment.replace(" ", "T")));
  return { successful: spans(batches.successful), failed: spans(batches.failed) };
}

function resultDict(result: NodeResult): Dict {
  const compilable = result.resourceType !== "seed";
  return {
    status: isPartialSuccess(result) ? "partial success" : result.status,
    timing: timing(result),
    thread_id: "main",
    execution_time: result.executionMs / 1000,
    adapter_response: result.rows === null ? {} : { rows_affected: result.rows },
    message: result.message,
    failures: result.failures,
    unique_id: result.uniqueId,
    compiled: compilable ? result.compiledSql !== null : null,
    compiled_code: result.compiledSql,
    relation_name: result.relationName,
    batch_results: batchesDict(result),
  };
}

function noOpDict({ uniqueId, status }: NoOp): Dict {
  return {
    status,
    timing: [],
    thread_id: "main",
    execution_time: 0,
    adapter_response: {},
    message: status === "no-op" ? "NO-OP" : null,
    failures: status === "no-op" ? 0 : null,
    unique_id: uniqueId,
    compiled: null,
    compiled_code: null,
    relation_name: null,
    batch_results: null,
  };
}

/** The results of a run in the shape of dbt's run results, version 6. `elapsedMs` is the whole run. */
export function runResultsFile(
  results: readonly NodeResult[],
  noOps: readonly NoOp[],
  elapsedMs: number,
  args: Dict,
  facts: ArtifactFacts,
): Dict {
  return {
    metadata: artifactMetadata(facts, "run-results/v6"),
    results: [...results.map(resultDict), ...noOps.map(noOpDict)],
    elapsed_time: elapsedMs / 1000,
    args,
  };
}
