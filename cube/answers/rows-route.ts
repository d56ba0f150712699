import type { Request, RequestHandler, Response } from "express";
import { messageOf } from "../../warehouse/errors.js";
import type { Ask } from "../asking.js";
import type { CubeLog } from "../cube-packages.js";
import { rowsRoute, type RowsContext } from "../extension/rows-route.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { parseQueryText } from "../question/check-query.js";
import { pinOf } from "../version-pin.js";
import type { AnsweredRecord } from "./answered.js";
import { askOf, type AnswererOptions, type Provenance } from "./answerer.js";
import { failureOf, sendFailure, type Failure } from "./failure.js";
import { questionText } from "./question-text.js";
import { withTimeout } from "./timeout.js";

interface RowsOptions extends AnswererOptions {
  members: MemberCatalogue;
  /** For each of the questions to the engine that a long list takes. */
  timeoutMs: number;
  onAnswered: (record: AnsweredRecord) => void;
  onLog: CubeLog;
}

/** Serves `GET` and `POST /cubejs-api/v1/rows`. Requests have been pinned to a version. */
export function servedRows(options: RowsOptions): RequestHandler {
  return rowsRoute((request, response) => Promise.resolve(contextOf(options, request, response)));
}

function contextOf(options: RowsOptions, request: Request, response: Response): RowsContext {
  const { members, timeoutMs, onAnswered, onLog } = options;
  const { asker, lease, version, requestId } = pinOf(request);
  const started = performance.now();
  const at = new Date().toISOString();
  const provenance: Provenance = { rollups: new Set() };
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  let query: unknown;
  const tell = (outcome: Pick<AnsweredRecord, "rows" | "status" | "code">): void => {
    onAnswered({
      ...{ at, query, requestId, version, route: "rows", ms: performance.now() - started },
      ...{ who: asker.who, roles: asker.roles, policy: asker.policy.key },
      source: outcome.status === 200 ? "engine" : "none",
      rollups: [...provenance.rollups],
      ...outcome,
    });
  };
  const ask: Ask = (asked) =>
    withTimeout(gone.signal, timeoutMs, (signal) =>
      askOf(options, { asker, version, requestId, signal }, lease, provenance)(asked),
    );
  return {
    ask,
    members,
    read: async () => {
      query = await readRequest(request);
      return query;
    },
    refuse: (error) => {
      if (response.destroyed) {
        tell({ rows: 0, status: 499 });
        return;
      }
      const failure = failureOf(error) ?? ownFault(error, requestId, onLog);
      sendFailure(response, failure);
      tell({ rows: 0, status: failure.status, ...(failure.code && { code: failure.code }) });
    },
    answered: ({ rows, complete }) => {
      tell({ rows, status: complete ? 200 : 499 });
    },
  };
}

async function readRequest(request: Request): Promise<unknown> {
  const text = await questionText(request);
  return parseQueryText(
    request.method === "GET" ? (new URLSearchParams(text).get("request") ?? undefined) : text,
  );
}

function ownFault(error: unknown, requestId: string, onLog: CubeLog): Failure {
  const told = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  onLog("Internal Server Error", { error: told, requestId });
  const message = `The rows could not be read; the server's log says why under ${requestId}.`;
  return { status: 500, message, hint: null, details: [] };
}
