import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { ErrorCode } from "../warehouse/error-codes.js";
import { JinjaError } from "./jinja/errors.js";

/** One mistake among several that are reported together. */
export interface Fault {
  message: string;
  details: readonly string[];
}

/** A template that could not be rendered: which node, which file and line, through which macros. */
export function templateFault(owner: string, file: string, error: unknown): Fault {
  if (!(error instanceof JinjaError)) {
    return { message: `${owner} (${file}): ${messageOf(error)}`, details: [] };
  }
  const place = `${error.file}:${error.line}`;
  return { message: `${owner} (${place}): ${error.problem}`, details: [...error.macroStack] };
}

/** One error for one or many faults; nothing happens where there are none. */
export function throwFaults(code: ErrorCode, faults: readonly Fault[], hint?: string): void {
  const [first, ...more] = faults;
  if (first === undefined) return;
  const lines = (fault: Fault): string[] => fault.details.map((line) => `  ${line}`);
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  throw new GranaryError(code, {
    message: `${first.message}${others}`,
    details: [...lines(first), ...more.flatMap((fault) => [fault.message, ...lines(fault)])],
    ...(hint === undefined ? {} : { hint }),
  });
}
