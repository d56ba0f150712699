import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { ErrorCode } from "../warehouse/error-codes.js";
import { GranaryError, messageOf } from "../warehouse/errors.js";
import type { EventSink } from "../warehouse/events.js";
import type { ErrorResponse } from "./contract.js";

/** Codes whose HTTP status is not 500. */
const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  QUERY_INVALID: 400,
  ACCESS_DENIED: 401,
  SIGN_IN_FAILED: 401,
  ACCESS_MEMBER_DENIED: 403,
  ACCESS_UNIT_UNKNOWN: 403,
  ACCESS_VERSION_UNTAGGED: 403,
  REQUEST_REFUSED: 403,
  ROUTE_UNKNOWN: 404,
  BOARD_UNKNOWN: 404,
  VERSION_UNKNOWN: 404,
  BOARD_INVALID: 422,
  SIGN_IN_THROTTLED: 429,
  SIGN_IN_PROVIDER_FAILED: 502,
  VERSION_NONE: 503,
};

/** Answers a mistake with its status and the shape of {@link ErrorResponse}. */
export function sendError(response: Response, error: GranaryError): void {
  const facts = {
    code: error.code,
    message: error.message,
    hint: error.hint ?? null,
    details: [...error.details],
  };
  response.status(STATUS_OF[error.code] ?? 500).set("Cache-Control", "no-store");
  // The semantic layer's client expects the message itself under `error`.
  if (response.req.path.startsWith("/cubejs-api/")) {
    response.json({ ...facts, error: error.message });
    return;
  }
  response.json({ error: facts } satisfies ErrorResponse);
}

/** Ends every route below `/api` that nothing answered. */
export const unknownRoute: RequestHandler = (request) => {
  throw new GranaryError("ROUTE_UNKNOWN", {
    message: `There is no ${request.method} ${request.baseUrl}${request.path}.`,
    hint: "docs/errors.md explains the codes; server/contract.ts lists what the routes answer.",
  });
};

/** The last handler: mistakes keep their words, anything else is reported once and told apart by nothing. */
export function errorHandler(onEvent: EventSink): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof GranaryError) {
      sendError(response, error);
      return;
    }
    const status = clientStatus(error);
    if (status === null) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
      onEvent({
        type: "note",
        level: "warn",
        message: `${request.method} ${request.path}: ${stack}`,
      });
    }
    const body: ErrorResponse = {
      error: {
        code: status === null ? "INTERNAL" : "REQUEST_REFUSED",
        message: status === null ? "Something went wrong inside Granary." : messageOf(error),
        hint: status === null ? "The server's log has the details." : null,
        details: [],
      },
    };
    response.status(status ?? 500).json(body);
  };
}

/** 4xx of an error that Express itself raised over a request it could not read. */
function clientStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !("status" in error)) return null;
  const { status } = error;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}
