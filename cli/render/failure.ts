import { GranaryError } from "../../warehouse/errors.js";

/** What a failed command prints: a typed error in full, a bug with its stack. */
export function formatFailure(thrown: unknown): string {
  if (!(thrown instanceof GranaryError)) {
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return `This is a bug in Granary, not a mistake of yours:\n${stack}`;
  }
  const lines = [`error ${thrown.code}: ${thrown.message}`];
  for (const detail of thrown.details) lines.push(...detail.split("\n").map((line) => `  ${line}`));
  if (thrown.hint !== undefined) lines.push(`→ ${thrown.hint}`);
  return lines.join("\n");
}

/** 1 the work failed, 2 wrong usage or configuration, 130 stopped on request; a bug counts as failed work. */
export function exitCodeOf(thrown: unknown): 1 | 2 | 130 {
  return thrown instanceof GranaryError ? thrown.exitCode : 1;
}
