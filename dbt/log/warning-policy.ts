import { GranaryError } from "../../warehouse/errors.js";
import type { LogLine, LogSink } from "./log-line.js";

/** What is to become of warnings. */
export interface WarningPolicy {
  isError(name: string): boolean;
  isSilent(name: string): boolean;
}

function names(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((name): name is string => typeof name === "string");
}

/** The policy of `--warn-error` and `--warn-error-options`; `include` and `exclude` are older names of the options. */
export function warningPolicy(
  every: boolean,
  options: Readonly<Record<string, unknown>> = {},
): WarningPolicy {
  const errors = names(options["error"] ?? options["include"]);
  const kept = new Set([
    ...names(options["warn"] ?? options["exclude"]),
    ...names(options["silence"]),
  ]);
  const silent = new Set(names(options["silence"]));
  const all = every || errors.some((name) => name === "all" || name === "*");
  return {
    isError: (name) => (all ? !kept.has(name) : errors.includes(name)),
    isSilent: (name) => silent.has(name),
  };
}

/** How a node ended is no warning of its own: its test fails instead. */
function isOutcome({ name }: LogLine): boolean {
  return name === "LogTestResult" || name.startsWith("RunResult") || name === "EndOfRunSummary";
}

/** Passes lines on to `sink`; throws DBT_COMPILE_FAILED for a warning that counts as an error. */
export function minding(policy: WarningPolicy, sink: LogSink): LogSink {
  return (line) => {
    if (line.level === "warn" && policy.isSilent(line.name)) return;
    if (line.level === "warn" && !isOutcome(line) && policy.isError(line.name)) {
      throw new GranaryError("DBT_COMPILE_FAILED", {
        message: line.msg,
        hint: `The warning ${line.name} counts as an error here: see --warn-error and --warn-error-options.`,
      });
    }
    sink(line);
  };
}
