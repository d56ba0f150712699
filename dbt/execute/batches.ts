import { GranaryError } from "../../warehouse/errors.js";
import type { Batch } from "../compile/compile-options.js";
import type { ProjectNode } from "../manifest.js";

type BatchSize = "hour" | "day" | "month" | "year";

/** What the batches to run depend on. */
interface BatchQuestion {
  /** The table exists and stays. */
  incremental: boolean;
  /** Bounds the invocation gives, as ISO text without a zone: UTC. */
  start: string | null;
  end: string | null;
  now: Date;
}

const ID_LENGTH: Record<BatchSize, number> = { year: 4, month: 7, day: 10, hour: 13 };

function invalid(node: ProjectNode, problem: string): GranaryError {
  return new GranaryError("DBT_PROJECT_INVALID", {
    message: `${node.name} (${node.originalFilePath}): a microbatch model ${problem}.`,
  });
}

function batchSize(node: ProjectNode): BatchSize {
  const size = node.config["batch_size"];
  if (size === "hour" || size === "day" || size === "month" || size === "year") return size;
  throw invalid(node, "needs a batch_size: hour, day, month or year");
}

/** The beginning of the batch `offset` batches after the one that holds `time`. */
function shifted(time: Date, size: BatchSize, offset: number): Date {
  const [year, month, day, hour] = [
    time.getUTCFullYear(),
    time.getUTCMonth(),
    time.getUTCDate(),
    time.getUTCHours(),
  ];
  switch (size) {
    case "hour":
      return new Date(Date.UTC(year, month, day, hour + offset));
    case "day":
      return new Date(Date.UTC(year, month, day + offset));
    case "month":
      return new Date(Date.UTC(year, month + offset, 1));
    case "year":
      return new Date(Date.UTC(year + offset, 0, 1));
  }
}

function ceiling(time: Date, size: BatchSize): Date {
  const floor = shifted(time, size, 0);
  return floor.getTime() === time.getTime() ? floor : shifted(time, size, 1);
}

function readTime(node: ProjectNode, text: string, what: string): Date {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) && text.includes(":");
  const iso = text.trim().replace(" ", "T");
  const time = new Date(zoned || !iso.includes("T") ? iso : `${iso}Z`);
  if (Number.isNaN(time.getTime()))
    throw invalid(node, `has the ${what} ${text}, which is no time`);
  return time;
}

function firstStart(node: ProjectNode, question: BatchQuestion, end: Date, size: BatchSize): Date {
  if (question.start !== null) {
    return shifted(readTime(node, question.start, "start"), size, 0);
  }
  if (!question.incremental) {
    const { begin } = node.config;
    if (typeof begin !== "string") throw invalid(node, "needs a begin");
    return shifted(readTime(node, begin, "begin"), size, 0);
  }
  const configured = node.config["lookback"];
  const lookback = typeof configured === "number" ? configured : 1;
  // An end on the border of two batches belongs to the earlier one.
  const onBorder = end.getTime() === shifted(end, size, 0).getTime();
  return shifted(end, size, -(lookback + (onBorder ? 1 : 0)));
}

function timeText(time: Date): string {
  return time
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "+00:00");
}

/** The batches a microbatch model is to run now, in order. Throws DBT_PROJECT_INVALID. */
export function batchesOf(node: ProjectNode, question: BatchQuestion): Batch[] {
  const size = batchSize(node);
  const last = question.end === null ? question.now : readTime(node, question.end, "end");
  const end = ceiling(last, size);
  let start = firstStart(node, question, end, size);
  const batches: Batch[] = [];
  do {
    const next = shifted(start, size, 1);
    const id = start.toISOString().slice(0, ID_LENGTH[size]).replaceAll("-", "");
    batches.push({ id, start: timeText(start), end: timeText(next < end ? next : end) });
    start = next;
  } while (start < end);
  return batches;
}
