import type { DbtResult, NodeResult } from "../result.js";

/** The whole of a run from its parts. */
export function summarize(results: readonly NodeResult[]): DbtResult {
  const tests = results.filter(
    ({ resourceType }) => resourceType === "test" || resourceType === "unit_test",
  );
  const count = (...statuses: NodeResult["status"][]): number =>
    tests.filter((result) => statuses.includes(result.status)).length;
  const bad = results.some((result) => result.status === "error" || result.status === "fail");
  return {
    status: bad ? "failed" : "ok",
    results,
    tests: { passed: count("pass"), failed: count("fail", "error"), warned: count("warn") },
    errors: results.flatMap((result) => result.error ?? []),
  };
}
