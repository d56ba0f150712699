import { relative } from "node:path";
import { type GraphNode, type Manifest, materializationOf } from "../manifest.js";
import { byCodeUnit } from "../plain.js";
import { isPartialSuccess, type NodeResult } from "../result.js";
import { DBT_VERSION } from "../project/required-version.js";
import { BLANK, type LogLine, logLine } from "./log-line.js";

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function versionLine(): LogLine {
  return logLine("MainReportVersion", "A001", `Running with granary dbt=${DBT_VERSION}`, {
    version: `=${DBT_VERSION}`,
    log_version: 3,
  });
}

/** `Found 9 models, 2 seeds, …`. */
export function foundLine(manifest: Manifest): LogLine {
  const nodes = [...manifest.nodes.values()];
  const of = (type: GraphNode["resourceType"]): number =>
    nodes.filter((node) => node.resourceType === type).length;
  const counts: readonly (readonly [number, string, string?])[] = [
    [of("model"), "model"],
    [of("snapshot"), "snapshot"],
    [of("analysis"), "analysis", "analyses"],
    [of("test"), "data test"],
    [of("seed"), "seed"],
    [of("operation"), "operation"],
    [manifest.sources.size, "source"],
    [manifest.exposures.size, "exposure"],
    [manifest.macros.size, "macro"],
    [manifest.groups.size, "group"],
    [manifest.unitTests.size, "unit test"],
  ];
  const stats = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => plural(count, one, many))
    .join(", ");
  return logLine("FoundStats", "W006", `Found ${stats}`, { stat_line: stats });
}

export function concurrencyLines(threads: number, target: string, nodes: number): LogLine[] {
  const text = `Concurrency: ${threads} threads (target='${target}')`;
  const data = { num_threads: threads, target_name: target, node_count: nodes };
  return [BLANK, logLine("ConcurrencyLine", "Q027", text, data), BLANK];
}

/** `1 seed, 2 table models`: what was worked on, by kind. */
function statsOf(nodes: readonly GraphNode[]): string {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const kind =
      node.resourceType === "model" ? `${materializationOf(node)} model` : node.resourceType;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const shown: Record<string, string> = { test: "data test", unit_test: "unit test" };
  return [...counts]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([kind, count]) => plural(count, shown[kind] ?? kind))
    .join(", ");
}

export function finishedLine(nodes: readonly GraphNode[], seconds: number): LogLine {
  const stats = statsOf(nodes);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const execution =
    ` in ${hours} hours ${minutes} minutes and ${(seconds % 60).toFixed(2)} seconds` +
    ` (${seconds.toFixed(2)}s)`;
  return logLine("FinishedRunningStats", "E047", `Finished running ${stats}${execution}.`, {
    stat_line: stats,
    execution_time: seconds,
  });
}

/** Where a node's compiled SQL was written, as seen from the project. */
function compiledPath(node: GraphNode, targetDir: string, projectDir: string): string {
  const inside =
    "path" in node && /\.ya?ml$/.test(node.originalFilePath)
      ? `${node.originalFilePath}/${node.path}`
      : node.originalFilePath;
  const folder = relative(projectDir, targetDir);
  return [folder === "" ? "target" : folder, "compiled", node.packageName, inside].join("/");
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

/** What a failed or warning node says at the end of a run. */
function resultLines(
  node: GraphNode,
  result: NodeResult,
  places: { targetDir: string; projectDir: string },
): LogLine[] {
  const warning = result.status === "warn";
  const level = warning ? "warn" : "error";
  const headline = `${warning ? "Warning" : "Failure"} in ${node.resourceType} ${node.name} (${node.originalFilePath})`;
  const lines = [
    BLANK,
    logLine(warning ? "RunResultWarning" : "RunResultFailure", "Z021", headline, {}, level),
  ];
  const text = [result.message ?? "", ...(result.error?.details ?? [])].filter(
    (line) => line !== "",
  );
  if (text.length > 0) {
    lines.push(logLine("RunResultError", "Z024", indented(text.join("\n")), {}, level));
  }
  if (result.compiledSql !== null) {
    const path = compiledPath(node, places.targetDir, places.projectDir);
    lines.push(BLANK, logLine("SQLCompiledPath", "Z026", `  compiled code at ${path}`, { path }));
  }
  return lines;
}

/** How many nodes ended how. */
interface Tally {
  pass: number;
  warn: number;
  /** Those partly done among them. */
  error: number;
  partial: number;
  skip: number;
  noop: number;
  total: number;
}

function completedText({ error, partial, warn }: Tally): string {
  const partials = plural(partial, "partial success", "partial successes");
  const warnings = plural(warn, "warning");
  if (error > partial) {
    return `Completed with ${plural(error - partial, "error")}, ${partials}, and ${warnings}:`;
  }
  if (partial > 0) return `Completed with ${partials} and ${warnings}`;
  return warn > 0 ? `Completed with ${warnings}:` : "Completed successfully";
}

/** The end of a run: `Completed …`, what failed, and `Done. PASS=…`. */
export function summaryLines(
  results: readonly NodeResult[],
  tally: Tally,
  nodeOf: (id: string) => GraphNode | undefined,
  places: { targetDir: string; projectDir: string },
): LogLine[] {
  const completed = completedText(tally);
  const data = {
    num_errors: tally.error - tally.partial,
    num_partial_success: tally.partial,
    num_warnings: tally.warn,
  };
  const lines = [BLANK, logLine("EndOfRunSummary", "Z030", completed, data)];
  for (const result of results) {
    const node = nodeOf(result.uniqueId);
    const told = ["error", "fail", "warn"].includes(result.status);
    if (told && node !== undefined) lines.push(...resultLines(node, result, places));
  }
  const { pass, warn, error, skip, noop, total } = tally;
  const stats = { pass, warn, error, skip, noop, total };
  const done = `Done. PASS=${pass} WARN=${warn} ERROR=${error} SKIP=${skip} NO-OP=${noop} TOTAL=${total}`;
  return [...lines, BLANK, logLine("StatsLine", "Z023", done, { stats })];
}

/** Counts how nodes ended, with `noops` exposures besides. */
export function tallyOf(
  results: readonly NodeResult[],
  noops: number,
  skippedExposures: number,
): Tally {
  const count = (...statuses: NodeResult["status"][]): number =>
    results.filter((result) => statuses.includes(result.status)).length;
  return {
    pass: count("success", "pass"),
    warn: count("warn"),
    error: count("error", "fail"),
    partial: results.filter(isPartialSuccess).length,
    skip: count("skipped") + skippedExposures,
    noop: noops,
    total: results.length + noops + skippedExposures,
  };
}
