import { writeFile } from "node:fs/promises";
import { GranaryError } from "../../warehouse/errors.js";
import { sourcesFile } from "../artifacts/sources-file.js";
import { Compiler } from "../compile/compiler.js";
import { checkFreshness, type FreshnessResult, hasFreshness } from "../execute/freshness.js";
import { BLANK, logLine } from "../log/log-line.js";
import { freshnessLine, startLine } from "../log/node-lines.js";
import { concurrencyLines, finishedLine } from "../log/run-lines.js";
import type { SourceNode } from "../manifest.js";
import { byCodeUnit } from "../plain.js";
import type { DbtResult } from "../result.js";
import { summarize } from "./result-summary.js";
import { selectedIds } from "./selected.js";
import { type DbtSession, factsOf, writeArtifact, writeManifest } from "./session.js";

async function checkAll(
  session: DbtSession,
  sources: readonly SourceNode[],
): Promise<FreshnessResult[]> {
  const { log, adapter, host, parsed, now } = session;
  const context = { adapter, compiler: new Compiler(host, adapter.dialect, parsed), now };
  const results: FreshnessResult[] = [];
  const connection = await adapter.connect();
  try {
    for (const [index, source] of sources.entries()) {
      const at = { index: index + 1, total: sources.length };
      log(startLine(source, at));
      const result = await checkFreshness(context, connection, source);
      results.push(result);
      log(freshnessLine(source, result.status, at, result.executionMs / 1000));
    }
  } finally {
    connection.close();
  }
  return results;
}

function errorOf(result: FreshnessResult): GranaryError | null {
  const { source, status, message, ageSeconds } = result;
  const name = `${source.sourceName}.${source.name}`;
  if (status === "runtime error") {
    return new GranaryError("DBT_TEST_FAILED", {
      message: `Source ${name} (${source.originalFilePath}): ${message ?? ""}`,
    });
  }
  if (status !== "error") return null;
  return new GranaryError("DBT_TEST_FAILED", {
    message: `Source ${name} (${source.originalFilePath}) is stale: loaded ${Math.round(ageSeconds)} s ago.`,
    hint: "Load the source, or widen error_after.",
  });
}

/** `source freshness`: how fresh the sources are that say how fresh they must be; writes sources.json. */
export async function freshnessCommand(session: DbtSession): Promise<DbtResult> {
  const { invocation, log, parsed } = session;
  await writeManifest(session);
  const selected = await selectedIds(session);
  const sources = [...parsed.manifest.sources.values()]
    .filter((source) => selected.has(source.uniqueId) && hasFreshness(source))
    .sort((a, b) => byCodeUnit(a.uniqueId, b.uniqueId));
  const { name } = invocation.target;
  for (const line of concurrencyLines(invocation.threads ?? 1, name, sources.length)) log(line);
  const began = performance.now();
  const results = await checkAll(session, sources);
  const elapsed = performance.now() - began;
  const content = sourcesFile(results, elapsed, factsOf(session));
  if (invocation.outputFile === undefined) await writeArtifact(session, "sources.json", content);
  else await writeFile(invocation.outputFile, JSON.stringify(content));
  log(BLANK);
  log(finishedLine(sources, elapsed / 1000));
  const errors = results.flatMap((result) => errorOf(result) ?? []);
  for (const { message } of errors) {
    log(BLANK);
    log(logLine("RunResultError", "Z024", `  ${message}`, {}, "error"));
  }
  log(logLine("FreshnessCheckComplete", "Q036", "Done."));
  return { ...summarize([]), status: errors.length > 0 ? "failed" : "ok", errors };
}
