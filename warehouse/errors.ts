import { ERROR_CODES, type ErrorCode } from "./error-codes.js";

/** What a user sees of a mistake: what failed, the offending value, the next step. */
interface ErrorFacts {
  /** One sentence: what failed, with the offending value. */
  message: string;
  /** The next step, in the imperative. */
  hint?: string;
  /** Further lines, for example one per fault, or the compiled SQL. */
  details?: readonly string[];
  cause?: unknown;
}

/** A mistake the user can mend. Anything else that is thrown is a bug and keeps its stack. */
export class GranaryError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: readonly string[];

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = "GranaryError";
    this.code = code;
    this.hint = facts.hint;
    this.details = facts.details ?? [];
  }

  /** 1 the work failed (data, tests), 2 wrong usage or configuration, 130 stopped on request. */
  get exitCode(): 1 | 2 | 130 {
    return ERROR_CODES[this.code].exitCode;
  }
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
