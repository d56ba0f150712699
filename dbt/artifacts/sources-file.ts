import type { FreshnessResult } from "../execute/freshness.js";
import type { Dict } from "../plain.js";
import { type ArtifactFacts, artifactMetadata } from "./facts.js";
import { freshnessDict } from "./node-dict.js";

function resultDict(result: FreshnessResult): Dict {
  const { source, maxLoadedAt, startedAt, executionMs } = result;
  const unique_id = source.uniqueId;
  if (maxLoadedAt === null) return { unique_id, error: result.message, status: "runtime error" };
  const completed = new Date(startedAt.getTime() + executionMs).toISOString();
  return {
    unique_id,
    max_loaded_at: maxLoadedAt.toISOString(),
    snapshotted_at: result.snapshottedAt.toISOString(),
    max_loaded_at_time_ago_in_s: result.ageSeconds,
    status: result.status,
    criteria: freshnessDict(source) ?? {},
    adapter_response: {},
    timing: [{ name: "execute", started_at: startedAt.toISOString(), completed_at: completed }],
    thread_id: "main",
    execution_time: executionMs / 1000,
  };
}

/** How fresh the sources were found, in the shape of dbt's sources.json, version 3. */
export function sourcesFile(
  results: readonly FreshnessResult[],
  elapsedMs: number,
  facts: ArtifactFacts,
): Dict {
  return {
    metadata: artifactMetadata(facts, "sources/v3"),
    results: results.map(resultDict),
    elapsed_time: elapsedMs / 1000,
  };
}
