import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { ErrorCode } from "../warehouse/error-codes.js";
import { JinjaError } from "./jinja/errors.js";
import { suggestion } from "./nearest.js";

/** One mistake among several that are reported together. */
export interface Fault {
  message: string;
  details: readonly string[];
}

const UNKNOWN_NAME =
  /^(?:'(\w+)' is undefined|no macro named '([\w.]+)'|package '\w+' has no macro '(\w+)')$/;

/** What may have been meant by a name that nothing has, where that is the problem. */
function hintOf(problem: string, macros: readonly string[]): string {
  const match = UNKNOWN_NAME.exec(problem);
  if (match === null) return "";
  const name = (match[1] ?? match[2] ?? match[3] ?? "").replace(/^\w+\./, "");
  const known = macros.map((macro) => macro.slice(macro.indexOf(".") + 1));
  const near = suggestion(
    name,
    known.filter((macro) => !macro.includes("__")),
  );
  return `. No macro or variable of that name is known.${near}`;
}

/** A template that could not be rendered: which node, which file and line, through which macros. `macros` are the names known, as `package.macro`. */
export function templateFault(
  owner: string,
  file: string,
  error: unknown,
  macros: readonly string[] = [],
): Fault {
  if (!(error instanceof JinjaError)) {
    const problem = messageOf(error);
    return { message: `${owner} (${file}): ${problem}${hintOf(problem, macros)}`, details: [] };
  }
  const place = `${error.file}:${error.line}`;
  const problem = error.problem + hintOf(error.problem, macros);
  return { message: `${owner} (${place}): ${problem}`, details: [...error.macroStack] };
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
