import { GranaryError, messageOf } from "../../warehouse/errors.js";
import type { ErrorCode } from "../../warehouse/error-codes.js";
import { templateFault } from "../faults.js";
import { JinjaError } from "../jinja/errors.js";
import type { ProjectNode } from "../manifest.js";

const CONTEXT_LINES = 4;
const NO_SPACE = /no space left|disk (is )?full|max_temp_directory_size|ENOSPC/i;

/** The lines of `sql` around `line` (from 1), numbered, the line itself marked. */
export function excerptLines(sql: string, line: number | null): string[] {
  const lines = sql.split("\n");
  const first = line === null ? 1 : Math.max(1, line - CONTEXT_LINES);
  const last = Math.min(lines.length, (line ?? first) + CONTEXT_LINES);
  const width = String(last).length;
  return lines.slice(first - 1, last).map((text, index) => {
    const number = first + index;
    const mark = number === line ? ">" : " ";
    return `${mark} ${String(number).padStart(width)} | ${text}`.trimEnd();
  });
}

/** The line of the model's file that a compiled line comes from, where that is certain. */
export function sourceLine(rawCode: string, compiled: string, line: number): number | null {
  const raw = rawCode.split("\n");
  const wanted = compiled.split("\n")[line - 1]?.trim();
  if (raw.length === compiled.split("\n").length && raw[line - 1]?.trim() === wanted) return line;
  const matches = raw.flatMap((text, index) => (text.trim() === wanted ? [index + 1] : []));
  return matches.length === 1 ? (matches[0] ?? null) : null;
}

/** A template that failed while compiling `node`. */
export function compileError(node: ProjectNode, error: unknown): GranaryError {
  if (error instanceof GranaryError) return error;
  if (!(error instanceof JinjaError)) return engineError("DBT_COMPILE_FAILED", node, error, null);
  const fault = templateFault(node.name, node.originalFilePath, error);
  return new GranaryError("DBT_COMPILE_FAILED", {
    message: fault.message,
    details: fault.details,
    cause: error,
  });
}

/** A statement of `node` the engine refused; `at` is the compiled SQL and the line the engine points at. */
export function engineError(
  code: ErrorCode,
  node: ProjectNode,
  error: unknown,
  at: { sql: string; line: number | null } | null,
): GranaryError {
  const inFile = at?.line == null ? null : sourceLine(node.rawCode, at.sql, at.line);
  const place = node.originalFilePath + (inFile === null ? "" : `:${inFile}`);
  const [headline = "", ...rest] = messageOf(error).split("\n");
  const details = rest.filter((line) => line.trim() !== "");
  if (at !== null) details.push("compiled SQL:", ...excerptLines(at.sql, at.line));
  return new GranaryError(code, {
    message: `${node.name} (${place}): ${headline}`,
    ...(NO_SPACE.test(messageOf(error))
      ? {
          hint: "The disk is full. Free some space and run again; what was built before is intact.",
        }
      : {}),
    details,
    cause: error,
  });
}
