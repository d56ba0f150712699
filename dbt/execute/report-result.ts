import type { EventSink, GranaryEvent } from "../../warehouse/events.js";
import type { NodeResult } from "../result.js";

type StepStatus = Extract<GranaryEvent, { type: "step" }>["status"];

const STEP_STATUS: Record<NodeResult["status"], StepStatus> = {
  success: "ok",
  pass: "ok",
  warn: "warn",
  fail: "fail",
  error: "error",
  skipped: "skipped",
};

/** Tells `sink` how a node ended, with a failing test's rows. */
export function reportResult(
  sink: EventSink,
  phase: string,
  result: NodeResult,
  progress: { done: number; total: number },
): void {
  sink({
    type: "step",
    phase,
    name: result.name,
    status: STEP_STATUS[result.status],
    ms: result.executionMs,
    ...(result.rows === null ? {} : { rows: result.rows }),
    ...(result.message === null || result.message === "OK" ? {} : { message: result.message }),
  });
  if (result.sample !== null && result.sample.rows.length > 0) {
    sink({
      type: "table",
      title: `${result.name}: ${result.failures ?? 0} failing, first ${result.sample.rows.length}`,
      columns: result.sample.columns,
      rows: result.sample.rows,
    });
  }
  sink({ type: "progress", phase, label: result.name, unit: "nodes", ...progress });
}
