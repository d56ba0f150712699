import type { TimeSpan } from "../adapters/adapter.js";
import type { DbtInvocation } from "../invocation.js";

function before(now: Date, count: number, size: "hour" | "day" | "month" | "year"): Date {
  const start = new Date(now);
  if (size === "hour") start.setUTCHours(now.getUTCHours() - count);
  else if (size === "day") start.setUTCDate(now.getUTCDate() - count);
  else {
    const months = size === "month" ? count : 12 * count;
    start.setUTCDate(1);
    start.setUTCMonth(now.getUTCMonth() - months);
    const days = new Date(
      Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0),
    ).getUTCDate();
    start.setUTCDate(Math.min(now.getUTCDate(), days));
  }
  return start;
}

function textOf(time: Date): string {
  return time
    .toISOString()
    .replace("T", " ")
    .replace(/(?:\.000)?Z$/, "+00:00");
}

function momentOf(text: string): Date {
  const iso = text.trim().replace(" ", "T");
  return new Date(iso.includes("T") && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) ? `${iso}Z` : iso);
}

/** The span of time that `--sample` means; undefined without it. */
export function sampleSpan(sample: DbtInvocation["sample"], now: Date): TimeSpan | undefined {
  if (sample === undefined) return undefined;
  if ("start" in sample) {
    return { start: textOf(momentOf(sample.start)), end: textOf(momentOf(sample.end)) };
  }
  return { start: textOf(before(now, sample.count, sample.size)), end: textOf(now) };
}
