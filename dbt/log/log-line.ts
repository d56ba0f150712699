import type { Dict } from "../plain.js";

/** One line of what dbt says while it works, as text and as data. */
export interface LogLine {
  level: "info" | "warn" | "error";
  /** Name and code of dbt's log event. */
  name: string;
  code: string;
  /** Without the time in front. */
  msg: string;
  data: Dict;
}

export type LogSink = (line: LogLine) => void;

export function logLine(
  name: string,
  code: string,
  msg: string,
  data: Dict = {},
  level: LogLine["level"] = "info",
): LogLine {
  return { level, name, code, msg, data };
}

export const BLANK: LogLine = logLine("Formatting", "Z017", "", { msg: "" });

const PRINTED = "PrintEvent";

/** Output of the command itself, which stands without a time and stays with `--quiet`. */
export function printed(text: string): LogLine {
  return logLine(PRINTED, "Z052", text, { msg: text });
}

export function isPrinted(line: LogLine): boolean {
  return line.name === PRINTED;
}

/** The line as text: `12:30:01  message`. */
export function textLine(line: LogLine, at: Date): string {
  if (isPrinted(line)) return line.msg;
  return `${at.toTimeString().slice(0, 8)}  ${line.msg}`;
}

/** The line as dbt's structured log has it. */
export function jsonLine(line: LogLine, at: Date, invocationId: string): string {
  return JSON.stringify({
    data: line.data,
    info: {
      category: "",
      code: line.code,
      extra: {},
      invocation_id: invocationId,
      level: line.level,
      msg: line.msg,
      name: line.name,
      pid: process.pid,
      thread: "MainThread",
      ts: at.toISOString().replace("Z", "000Z"),
    },
  });
}
