import type { EventSink } from "../warehouse/events.js";
import { logUnread } from "./attempt.js";
import { orStopped } from "./failures.js";
import type { LoadContext } from "./load-context.js";
import { dropOlderRejects, standingLoads } from "./load-log.js";
import { finishPieces, loadPiece, resumePoint } from "./load-pieces.js";
import { isKeyed } from "./load-settings.js";
import { recordRenames, runStep } from "./load-step.js";
import { planLoads, planReplacement, planVersions, type LoadStep } from "./plan.js";
import type { Extract, OpenSource, TableRequest } from "./source.js";
import {
  addLoad,
  emptySummary,
  PHASE,
  tellFailure,
  tellUnchanged,
  type TableSummary,
} from "./table-summary.js";

interface TableContext extends LoadContext {
  onEvent: EventSink;
}

/** Loads the files of one table that are new or changed. */
export async function ingestFiles(
  context: TableContext,
  open: OpenSource,
  request: TableRequest,
): Promise<TableSummary> {
  const { connection, settings, onEvent } = context;
  const { source, table } = settings;
  const started = performance.now();
  const extracts = await listed(context, open, request);
  const standing = await standingLoads(connection, source, table);
  const planned = isKeyed(settings)
    ? planVersions(extracts, standing, settings.mode === "snapshot")
    : settings.mode === "replace"
      ? planReplacement(extracts, standing, settings.fingerprint)
      : planLoads(extracts, standing, settings.fingerprint);
  const summary = emptySummary(source, table);
  summary.files.unchanged = planned.unchanged.length;
  await recordRenames(context, planned.renamed);
  warnOfLate(context, planned);
  let done = planned.unchanged.length;
  const label = `${source}.${table}`;
  for (const step of planned.steps) {
    await loadStep(context, step, summary);
    done += step.load.length;
    onEvent({ type: "progress", phase: PHASE, label, done, total: extracts.length, unit: "files" });
  }
  if (planned.steps.length === 0) tellUnchanged(onEvent, summary, performance.now() - started);
  summary.ms = performance.now() - started;
  return summary;
}

/** Without a cursor nothing but the order of loading says which rows are newer; of snapshots it says what is there. */
function warnOfLate(
  { settings, warn }: TableContext,
  { late = [] }: ReturnType<typeof planVersions>,
): void {
  const { mode, cursor } = settings;
  if (mode !== "snapshot" && (mode !== "merge" || cursor !== undefined)) return;
  const hint = mode === "merge" ? "; with a cursor they would not" : "";
  for (const { file, than } of late) {
    warn(`${file} came after ${than} was loaded: its rows count as the newer ones${hint}.`);
  }
}

async function listed(
  context: TableContext,
  open: OpenSource,
  request: TableRequest,
): Promise<Extract[]> {
  const startedAt = context.now();
  const extracts: Extract[] = [];
  try {
    for await (const extract of open.extracts(request)) extracts.push(extract);
  } catch (error) {
    await logUnread(context, startedAt, error);
    throw error;
  }
  return extracts;
}

async function loadStep(
  context: TableContext,
  step: LoadStep,
  summary: TableSummary,
): Promise<void> {
  const { onEvent, settings } = context;
  const started = performance.now();
  try {
    const results = await runStep(context, step);
    for (const [i, result] of results.entries()) {
      const loaded = step.load[i];
      if (loaded === undefined) continue;
      const { extract, change } = loaded;
      addLoad(onEvent, summary, {
        file: extract.file,
        change,
        result,
        ms: performance.now() - started,
      });
    }
  } catch (error) {
    const names = step.load.map(
      ({ extract }) => `${settings.source}.${settings.table} ${extract.file}`,
    );
    tellFailure(onEvent, names.join(", "), performance.now() - started, error);
    throw error;
  }
}

/** Loads what a connector delivers, piece by piece, from where the last run ended. */
export async function ingestPieces(
  context: TableContext,
  open: OpenSource,
  request: TableRequest,
): Promise<TableSummary> {
  const { settings, onEvent } = context;
  const label = `${settings.source}.${settings.table}`;
  const started = performance.now();
  const summary = emptySummary(settings.source, settings.table);
  const from = await resumePoint(context);
  let last: Parameters<typeof finishPieces>[1] = from;
  let state = from?.state;
  let isContinued = from !== undefined;
  let rows = 0;
  let total = 0;
  const onRows = (more: number): void => {
    rows += more;
    // An estimate that proved too low says nothing.
    const of = total >= rows ? { total } : {};
    onEvent({ type: "progress", phase: PHASE, label, done: rows, ...of, unit: "rows" });
  };
  const onTotal = (about: number): void => {
    total = about;
  };
  const onWait = (ms: number, reason: string): void => {
    onEvent({ type: "wait", phase: PHASE, label, ms, reason });
  };
  let startedAt = context.now();
  // The load of a piece logs its own failure.
  let isLogged = false;
  try {
    for await (const extract of open.extracts({ ...request, state, onRows, onTotal, onWait })) {
      const since = performance.now();
      if (extract.anew === true) {
        Object.assign(summary, emptySummary(settings.source, settings.table));
        isContinued = false;
      }
      isLogged = true;
      const result = await loadPiece(context, extract, state);
      isLogged = false;
      startedAt = context.now();
      state = extract.state ?? state;
      last = { loadId: result.loadId, coverage: extract.coverage ?? "full" };
      const ms = performance.now() - since;
      addLoad(onEvent, summary, { file: extract.file, change: "new", result, ms });
    }
    if (await finishPieces(context, last)) {
      summary.rowsUnchanged += summary.rowsLoaded;
      summary.rowsLoaded = 0;
    }
    // An extraction that was begun by an earlier run has rejects of loads that are not known here.
    if (isKeyed(settings) && !isContinued && last?.coverage === "full") {
      await dropOlderRejects(context.connection, settings, undefined, summary.loadIds);
    }
  } catch (thrown) {
    const error = orStopped(context.signal, thrown);
    if (!isLogged) await logUnread(context, startedAt, error);
    tellFailure(onEvent, label, performance.now() - started, error);
    throw error;
  }
  summary.ms = performance.now() - started;
  if (summary.loadIds.length === 0) tellUnchanged(onEvent, summary, summary.ms);
  return summary;
}
