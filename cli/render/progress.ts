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
      terminal.write(bar(event, terminal.columns ?? 80));
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

function bar(event: Extract<GranaryEvent, { type: "progress" }>, columns: number): string {
  const { done, total, unit, label } = event;
  if (total === undefined || total === 0) {
    return clip(`  ${event.phase} ${done.toLocaleString("en")} ${unit}  ${label}`, columns);
  }
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  const drawn = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const counts = `${done.toLocaleString("en")}/${total.toLocaleString("en")} ${unit}`;
  return clip(`  ${drawn} ${counts}  ${label}`, columns);
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
