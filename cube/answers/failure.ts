import type { Response } from "express";
import type { ErrorCode } from "../../warehouse/error-codes.js";
import { GranaryError, messageOf } from "../../warehouse/errors.js";

const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  QUERY_INVALID: 400,
  QUERY_FAILED: 400,
  ACCESS_DENIED: 401,
  SIGN_IN_FAILED: 401,
  VERSION_DAMAGED: 409,
  VERSION_UNKNOWN: 410,
  QUERY_TOO_LARGE: 422,
  SIGN_IN_THROTTLED: 429,
  SIGN_IN_PROVIDER_FAILED: 502,
  VERSION_NONE: 503,
  QUERY_TIMEOUT: 504,
};

/** What the engine says of a question, as opposed to what goes wrong in it. */
const ENGINE_REFUSAL = /^(Binder|Catalog|Conversion|Invalid Input|Out of Range|Parser) Error/;

/** An HTTP answer that says what went wrong. */
export interface Failure {
  readonly status: number;
  readonly code?: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly details: readonly string[];
}

/** A mistake in asking as what to answer; undefined where it is a fault of ours. */
export function failureOf(error: unknown): Failure | undefined {
  const plain = { message: messageOf(error), hint: null, details: [] };
  if (error instanceof GranaryError) {
    const { code, message, hint, details } = error;
    const status = STATUS_OF[code] ?? (code.startsWith("ACCESS_") ? 403 : 500);
    return { status, code, message, hint: hint ?? null, details };
  }
  const type = error instanceof Error && "type" in error ? error.type : undefined;
  if (type === "UserError") return { status: 400, ...plain };
  if (ENGINE_REFUSAL.test(plain.message)) return { status: 400, code: "QUERY_FAILED", ...plain };
  return undefined;
}

/** Answers with the message under `error`, where Cube's client looks for it. */
export function sendFailure(response: Response, failure: Failure): void {
  const { status, code, message, hint, details } = failure;
  response.status(status).set("Cache-Control", "no-store");
  response.json({ error: message, ...(code ? { code } : {}), hint, details });
}
