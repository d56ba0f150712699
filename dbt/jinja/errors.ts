import type { SourcePosition } from "./source.js";

/**
 * A fault in a template, at the place of the innermost expression that failed.
 *
 * `macroStack` is a traceback, innermost first: `macro name (file:line)` for each macro that was running,
 * then `template (file:line)` for the template that called the outermost one. An error thrown by a host
 * function is kept as `cause`.
 */
export class JinjaError extends Error {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The message without the place. */
  readonly problem: string;
  readonly #stack: string[] = [];
  #unwound: SourcePosition | undefined;

  constructor(problem: string, position: SourcePosition, options?: ErrorOptions) {
    super(`${problem} (${position.file}:${position.line}:${position.column})`, options);
    this.name = "JinjaError";
    this.problem = problem;
    this.file = position.file;
    this.line = position.line;
    this.column = position.column;
    this.#unwound = position;
  }

  get macroStack(): readonly string[] {
    return this.#stack;
  }

  /** The error leaves a macro body. */
  leaveMacro(name: string): void {
    this.#push(`macro ${name}`);
  }

  /** The error passes the call at `position`, on its way out of the body that holds it. */
  passCall(position: SourcePosition): void {
    this.#unwound ??= position;
  }

  /** The error leaves the rendered template. */
  leaveTemplate(): void {
    if (this.#stack.length > 0) this.#push("template");
  }

  #push(label: string): void {
    if (this.#unwound === undefined) return;
    this.#stack.push(`${label} (${this.#unwound.file}:${this.#unwound.line})`);
    this.#unwound = undefined;
  }
}

/** A fault found where the position is not known; the evaluator turns it into a `JinjaError`. */
export class JinjaFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JinjaFault";
  }
}

/** Control flow that leaves a body by throwing, with the place it came from. */
export abstract class ControlSignal extends Error {
  abstract readonly misplaced: string;
  position: SourcePosition | undefined;

  /** Without a stack: it is thrown often, caught always, and tells of no fault. */
  constructor(name: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(name);
    Error.stackTraceLimit = limit;
  }
}

/** Gives an error thrown while evaluating something at `position` that position, unless it has one. */
export function locate(error: unknown, position: SourcePosition): unknown {
  if (error instanceof JinjaError) return error;
  if (error instanceof ControlSignal) {
    error.position ??= position;
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof JinjaFault) return new JinjaError(message, position);
  return new JinjaError(message, position, { cause: error });
}
