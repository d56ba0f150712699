import { runResultsFile } from "../artifacts/run-results-file.js";
import type { Batch } from "../compile/compile-options.js";
import { Compiler } from "../compile/compiler.js";
import { NullCounts } from "../execute/null-counts.js";
import { type GraphRun, runGraph } from "../execute/run-graph.js";
import { buildDag, type Dag, subgraph, withTestGates, withUnitTestGates } from "../graph/dag.js";
import { BLANK, logLine, printed } from "../log/log-line.js";
import { noOpLine } from "../log/node-lines.js";
import { concurrencyLines, finishedLine, summaryLines, tallyOf } from "../log/run-lines.js";
import { type ExposureNode, isEphemeral } from "../manifest.js";
import type { DbtResult, NodeResult } from "../result.js";
import { checkMarts } from "../rules/mart-rules.js";
import { rememberBuilt } from "./built.js";
import { clonedRelations, deferred } from "./deferral.js";
import { argumentsOf } from "./invocation-arguments.js";
import { lineageOf } from "./lineage.js";
import { summarize } from "./result-summary.js";
import { RunWatch } from "./run-watch.js";
import { sampleSpan } from "./sample-window.js";
import { selectedIds } from "./selected.js";
import { type DbtSession, factsOf, writeArtifact, writeManifest } from "./session.js";

/** What a command does with the nodes selected. */
interface Work {
  /** Nodes and unit tests. */
  runnable: readonly string[];
  exposures: readonly ExposureNode[];
}

function workOf(session: DbtSession, selected: ReadonlySet<string>, compiling: boolean): Work {
  const { nodes, unitTests, exposures } = session.parsed.manifest;
  const ids = [...selected];
  return {
    runnable: ids.filter((id) => {
      const node = nodes.get(id);
      return unitTests.has(id) || (node !== undefined && (compiling || !isEphemeral(node)));
    }),
    exposures: ids.flatMap((id) => exposures.get(id) ?? []),
  };
}

function orderOf(session: DbtSession, runnable: readonly string[]): Dag {
  const { parsed, invocation } = session;
  const { nodes, unitTests } = parsed.manifest;
  // Views of other relations need nothing of one another.
  if (invocation.command === "clone") return buildDag(new Map(runnable.map((id) => [id, []])));
  const kept = new Set(runnable);
  if (invocation.command !== "build") return subgraph(parsed.dag, kept);
  const isTest = (id: string): boolean => nodes.get(id)?.resourceType === "test";
  const modelOf = new Map(
    [...unitTests].flatMap(([id, { dependsOn }]) => dependsOn.map((model) => [id, model] as const)),
  );
  return subgraph(withUnitTestGates(withTestGates(parsed.dag, isTest), modelOf), kept);
}

const BATCH_ID_LENGTH: Record<string, number> = { year: 4, month: 7, day: 10, hour: 13 };

/** Batches to run again, as the executor knows them. */
function batchesAgain(session: DbtSession): Map<string, Batch[]> {
  const again = new Map<string, Batch[]>();
  for (const [id, spans] of session.invocation.batches ?? []) {
    const size = String(session.parsed.manifest.nodes.get(id)?.config["batch_size"]);
    const batches = spans.map(({ start, end }) => {
      const moment = start.replace(" ", "T").slice(0, BATCH_ID_LENGTH[size] ?? start.length);
      return { id: moment.replaceAll("-", ""), start, end };
    });
    again.set(id, batches);
  }
  return again;
}

async function graphRun(session: DbtSession, work: Work, watch: RunWatch): Promise<GraphRun> {
  const { invocation, host, adapter, parsed } = session;
  const { command } = invocation;
  const sample = sampleSpan(invocation.sample, session.now());
  const { eventTimeStart, eventTimeEnd } =
    sample === undefined ? invocation : { eventTimeStart: sample.start, eventTimeEnd: sample.end };
  const defaults = {
    empty: invocation.empty ?? false,
    ...(sample === undefined ? {} : { sample }),
  };
  const compiling = command === "compile" || command === "docs generate";
  const target = await deferred(session, session.selected);
  const runnable = work.runnable.flatMap((id) => parsed.manifest.nodes.get(id) ?? []);
  return {
    context: {
      adapter,
      compiler: new Compiler(host, adapter.dialect, target, defaults),
      projectDir: invocation.projectDir,
      targetDir: session.targetDir,
      flags: {
        fullRefresh: invocation.fullRefresh ?? false,
        storeFailures: invocation.storeFailures ?? false,
        warnError: session.warnings.isError("LogTestResult"),
        ...(eventTimeStart === undefined ? {} : { eventTimeStart }),
        ...(eventTimeEnd === undefined ? {} : { eventTimeEnd }),
      },
      batches: batchesAgain(session),
      ...(command === "clone" ? { clones: await clonedRelations(session) } : {}),
      nullCounts: new NullCounts(runnable, parsed.manifest.nodes),
      inputColumns: new Map(),
      now: session.now,
    },
    nodes: parsed.manifest.nodes,
    unitTests: parsed.manifest.unitTests,
    sources: parsed.manifest.sources,
    dag: orderOf(session, work.runnable),
    action: compiling ? "compile" : "run",
    phase: command,
    threads: invocation.threads ?? 1,
    failFast: invocation.failFast ?? false,
    onEvent: invocation.onEvent,
    ...(compiling ? {} : { watch }),
  };
}

/** Exposures are built with nothing to do, unless what they read went wrong. */
function passExposures(
  session: DbtSession,
  exposures: readonly ExposureNode[],
  results: readonly NodeResult[],
  watch: RunWatch,
): { uniqueId: string; status: "no-op" | "skipped" }[] {
  const bad = new Set(
    results
      .filter(({ status }) => ["error", "fail", "skipped"].includes(status))
      .map(({ uniqueId }) => uniqueId),
  );
  return exposures.map((exposure) => {
    const skipped = exposure.dependsOn.some((id) => bad.has(id));
    session.log(noOpLine(exposure, watch.next(exposure.uniqueId), skipped));
    return { uniqueId: exposure.uniqueId, status: skipped ? "skipped" : "no-op" };
  });
}

function compiledSql(results: readonly NodeResult[]): Map<string, string> {
  return new Map(
    results.flatMap(({ uniqueId, compiledSql: sql }) =>
      sql === null ? [] : [[uniqueId, sql] as const],
    ),
  );
}

function reportRun(
  session: DbtSession,
  results: readonly NodeResult[],
  noOps: readonly { uniqueId: string; status: string }[],
  elapsedMs: number,
): void {
  const { log, members, invocation, targetDir } = session;
  const skipped = noOps.filter(({ status }) => status === "skipped").length;
  const nodes = [...results, ...noOps].flatMap(({ uniqueId }) => members.get(uniqueId) ?? []);
  log(BLANK);
  log(finishedLine(nodes, elapsedMs / 1000));
  const places = { targetDir, projectDir: invocation.projectDir };
  const tally = tallyOf(results, noOps.length - skipped, skipped);
  for (const line of summaryLines(results, tally, (id) => members.get(id), places)) log(line);
}

/** Ephemeral models are parts of others, and not told of but where they fail. */
function isCompiledInto(session: DbtSession, { uniqueId, status }: NodeResult): boolean {
  const node = session.parsed.manifest.nodes.get(uniqueId);
  return status === "success" && node !== undefined && isEphemeral(node);
}

/** `compile` prints what was asked for by name. */
function printCompiled(session: DbtSession, results: readonly NodeResult[]): void {
  const asked = (session.invocation.select ?? []).flatMap((text) => text.split(/[\s,]+/));
  for (const result of results) {
    if (result.status === "error" || !asked.includes(result.name)) continue;
    session.log(printed(`Compiled node '${result.name}' is:\n${result.compiledSql ?? ""}\n`));
  }
}

/**
 * `build`, `run`, `test`, `seed`, `snapshot` and `compile`: works through the nodes selected and writes
 * manifest.json and run_results.json. Throws DBT_GRAIN_MISSING and DBT_MART_UNDESCRIBED before anything is built.
 */
export async function runCommand(session: DbtSession): Promise<DbtResult> {
  const { invocation, log } = session;
  const { command } = invocation;
  const compiling = command === "compile" || command === "docs generate";
  // What runs may fail half-way; what only compiles writes the manifest when it is done.
  if (!compiling) await writeManifest(session);
  const selected = await selectedIds(session);
  if (["build", "run", "test"].includes(command) && invocation.grainRule !== false) {
    checkMarts(session.parsed.manifest.nodes.values());
  }
  const work = workOf(session, selected, compiling);
  const total = work.runnable.length + work.exposures.length;
  if (total === 0) {
    const text = "Nothing to do. Try checking your model configs and model specification args";
    log(logLine("NothingToDo", "Q035", text, {}, "warn"));
  } else {
    const threads = invocation.threads ?? 1;
    for (const line of concurrencyLines(threads, invocation.target.name, total)) log(line);
  }
  const watch = new RunWatch(session, total);
  const began = performance.now();
  const run = await graphRun(session, work, watch);
  const results = total === 0 ? [] : await runGraph(run);
  const noOps = passExposures(session, work.exposures, results, watch);
  const elapsedMs = performance.now() - began;
  await rememberBuilt(session, results);
  const compiled = compiledSql(results);
  const lineage = await lineageOf(session, compiled);
  await writeManifest(session, { compiled, ctes: run.context.compiler.ctes, lineage });
  const told = compiling ? results.filter((result) => !isCompiledInto(session, result)) : results;
  const file = runResultsFile(told, noOps, elapsedMs, argumentsOf(invocation), factsOf(session));
  await writeArtifact(session, "run_results.json", file);
  if (compiling) printCompiled(session, command === "compile" ? results : []);
  else if (total > 0) reportRun(session, results, noOps, elapsedMs);
  return summarize(results);
}
