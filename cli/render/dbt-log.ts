import { isPrinted, jsonLine, type LogLine, textLine } from "../../dbt/log/log-line.js";
import type { EventSink } from "../../warehouse/events.js";
import { formatTextTable } from "./table.js";

interface Output {
  write(text: string): unknown;
}

interface LogOptions {
  json: boolean;
  /** Errors and the command's own output only. */
  quiet: boolean;
}

/** Writes dbt's lines as they come. */
export function dbtLog(
  output: Output,
  { json, quiet }: LogOptions,
  now: () => Date = () => new Date(),
): (line: LogLine) => void {
  const run = crypto.randomUUID();
  return (line) => {
    if (quiet && line.level !== "error" && !isPrinted(line)) return;
    const text = json ? jsonLine(line, now(), run) : textLine(line, now());
    output.write(`${text}\n`);
  };
}

/** Prints the failing rows a run tells of; what else it tells stands in dbt's lines. */
export function failingRows(output: Output): EventSink {
  return (event) => {
    if (event.type !== "table") return;
    const table = formatTextTable(event.columns, event.rows);
    const indented = table.split("\n").map((line) => `  ${line}`);
    output.write(`\n${event.title}\n${indented.join("\n")}\n\n`);
  };
}
