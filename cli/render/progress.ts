import type { EventSink, GranaryEvent } from "../../warehouse/events.js";
import { formatTextTable } from "./table.js";

interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const BAR_WIDTH = 24;
const MARKS = { ok: "✓", skipped: "–", warn: "!", fail: "✗", error: "✗" } as const;

/** Renders the event stream: a moving bar, marks and tables on a terminal, JSON lines elsewhere. */
export function progressRenderer(
  terminal: Terminal,
  options: { json: boolean },
): { sink: EventSink; end: () => void } {
  if (options.json) {
    return {
      sink: (event) => terminal.write(`${JSON.stringify(event)}\n`),
      end: () => undefined,
    };
  }
  let barShown = false;
  const paces = new Map<string, Pace>();
  let skipped: SkippedStep[] = [];
  const clear = (): void => {
    if (barShown) terminal.write("\r\x1b[2K");
    barShown = false;
  };
  const flushSkipped = (): void => {
    for (const line of skippedLines(skipped)) terminal.write(`${line}\n`);
    skipped = [];
  };
  const sink: EventSink = (event) => {
    if (event.type === "step" && event.status === "skipped") {
      skipped.push(event);
      return;
    }
    if (event.type === "progress") {
      if (terminal.isTTY !== true) return;
      clear();
      terminal.write(bar(event, paceOf(paces, event), terminal.columns ?? 80));
      barShown = true;
      return;
    }
    if (event.type === "wait" && terminal.isTTY === true) {
      clear();
      terminal.write(clip(`  ${waitText(event)}`, terminal.columns ?? 80));
      barShown = true;
      return;
    }
    const text = lineOf(event);
    if (text === undefined) return;
    clear();
    flushSkipped();
    terminal.write(`${text}\n`);
  };
  return {
    sink,
    end: () => {
      clear();
      flushSkipped();
    },
  };
}

type SkippedStep = Extract<GranaryEvent, { type: "step" }>;

/** Skipped steps by reason, since hundreds of them may have one. */
function skippedLines(steps: readonly SkippedStep[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { message = "skipped", name } of steps) {
    byReason.set(message, [...(byReason.get(message) ?? []), name]);
  }
  return [...byReason].map(([reason, names]) => {
    const listed = names.slice(0, 3).join(", ");
    const more = names.length > 3 ? ` and ${String(names.length - 3)} more` : "";
    return `  ${MARKS.skipped} ${listed}${more}: ${reason}`;
  });
}

type ProgressEvent = Extract<GranaryEvent, { type: "progress" }>;

/** Where a label's progress began. */
interface Pace {
  done: number;
  at: number;
}

/** "1,234 rows/s, 12 s left", as far as it can be told after a second. */
function paceOf(paces: Map<string, Pace>, event: ProgressEvent): string {
  const now = performance.now();
  const key = `${event.phase} ${event.label}`;
  const began = paces.get(key);
  if (began === undefined || event.done < began.done) {
    paces.set(key, { done: event.done, at: now });
    return "";
  }
  const seconds = (now - began.at) / 1000;
  const rate = (event.done - began.done) / seconds;
  if (seconds < 1 || rate <= 0) return "";
  const speed = rate >= 1 ? Math.round(rate).toLocaleString("en") : rate.toFixed(1);
  const pace = `${speed} ${event.unit}/s`;
  if (event.total === undefined || event.total <= event.done) return `  ${pace}`;
  return `  ${pace}, ${duration((event.total - event.done) / rate)} left`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 100) return `${String(whole)} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 100 ? `${String(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

function bar(event: ProgressEvent, pace: string, columns: number): string {
  const { done, total, unit, label } = event;
  if (total === undefined || total === 0) {
    return clip(`  ${event.phase} ${done.toLocaleString("en")} ${unit}${pace}  ${label}`, columns);
  }
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  const drawn = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const counts = `${done.toLocaleString("en")}/${total.toLocaleString("en")} ${unit}`;
  return clip(`  ${drawn} ${counts}${pace}  ${label}`, columns);
}

function waitText({ label, ms, reason }: Extract<GranaryEvent, { type: "wait" }>): string {
  return `waiting ${duration(ms / 1000)} (${reason})  ${label}`;
}

function clip(text: string, columns: number): string {
  return text.length < columns ? text : `${text.slice(0, columns - 2)}…`;
}

function lineOf(event: Exclude<GranaryEvent, { type: "progress" }>): string | undefined {
  switch (event.type) {
    case "phase":
      return `▸ ${event.message}`;
    case "step": {
      // Hundreds of passed steps say nothing; what went otherwise does.
      if (event.status === "ok") return undefined;
      const rows = event.rows === undefined ? "" : ` (${event.rows.toLocaleString("en")} rows)`;
      const message = event.message === undefined ? "" : `: ${event.message}`;
      return `  ${MARKS[event.status]} ${event.name}${rows}${message}`;
    }
    case "wait":
      return `  ${waitText(event)}`;
    case "note":
      return event.level === "warn" ? `  ! ${event.message}` : `  ${event.message}`;
    case "table": {
      const table = formatTextTable(event.columns, event.rows);
      return `\n${event.title}\n${indent(table)}\n`;
    }
  }
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
