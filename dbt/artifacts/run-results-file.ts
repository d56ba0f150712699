import type { Dict } from "../plain.js";
import type { NodeResult } from "../result.js";
import { type ArtifactFacts, artifactMetadata } from "./manifest-file.js";

function resultDict(result: NodeResult): Dict {
  const started = result.startedAt.toISOString();
  const completed = new Date(result.startedAt.getTime() + result.executionMs).toISOString();
  return {
    status: result.status,
    timing:
      result.status === "skipped"
        ? []
        : [{ name: "execute", started_at: started, completed_at: completed }],
    thread_id: "main",
    execution_time: result.executionMs / 1000,
    adapter_response: result.rows === null ? {} : { rows_affected: result.rows },
    message: result.message,
    failures: result.failures,
    unique_id: result.uniqueId,
    compiled: result.compiledSql !== null,
    compiled_code: result.compiledSql,
    relation_name: result.relationName,
    batch_results: null,
  };
}

/** The results of a run in the shape of dbt's run results, version 6. `elapsedMs` is the whole run. */
export function runResultsFile(
  results: readonly NodeResult[],
  elapsedMs: number,
  args: Dict,
  facts: ArtifactFacts,
): Dict {
  return {
    metadata: artifactMetadata(facts, "run-results/v6"),
    results: results.map(resultDict),
    elapsed_time: elapsedMs / 1000,
    args,
  };
}
