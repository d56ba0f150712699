import type { Request, RequestHandler, Response } from "express";
import { messageOf } from "../../warehouse/errors.js";
import type { CubeLog } from "../cube-packages.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { pinOf, type Pin } from "../version-pin.js";
import type { Access } from "./access.js";
import type { StoredAnswer } from "./answer-cache.js";
import type { AnsweredRecord } from "./answered.js";
import type { Answers } from "./answers.js";
import { checkedFor, type Asked } from "./asked.js";
import { failureOf, sendFailure } from "./failure.js";
import { AbandonedError } from "./flights.js";
import { parseQuestion, questionText } from "./question-text.js";

interface LoadOptions {
  answers: Answers;
  members: MemberCatalogue;
  access: Access;
  onAnswered: (record: AnsweredRecord) => void;
  onLog: CubeLog;
}

interface ReadQuestion {
  readonly query: unknown;
  readonly multi: boolean;
  readonly asked: Asked;
}

/** Question texts remembered with what they ask. */
const MAX_TEXTS = 2_000;
const MAX_TEXT = 4_000;

/** Serves `GET` and `POST /cubejs-api/v1/load`. Requests have been pinned to a version. */
export function loadRoute(options: LoadOptions): RequestHandler {
  const { answers, members, access, onAnswered, onLog } = options;
  const texts = new Map<string, ReadQuestion>();

  const readQuestion = async (text: string, pin: Pin, method: string): Promise<ReadQuestion> => {
    const key = `${method} ${text}`;
    const known = texts.get(key);
    if (known) return known;
    const { query, multi } = parseQuestion(method, text);
    const asked = await checkedFor(query, members, () =>
      access.deniedMembers(pin.lease.reader, pin.asker.policy),
    );
    const read = { query, multi, asked };
    if (key.length > MAX_TEXT) return read;
    texts.set(key, read);
    if (texts.size > MAX_TEXTS) texts.delete(texts.keys().next().value ?? "");
    return read;
  };

  return async (request, response) => {
    const pin = pinOf(request);
    const started = performance.now();
    const at = new Date().toISOString();
    let query: unknown;
    const tell = (outcome: Outcome): void => {
      onAnswered({
        ...{ at, query, requestId: pin.requestId, route: "load" },
        ...{ who: pin.asker.who, roles: pin.asker.roles, policy: pin.asker.policy.key },
        version: pin.version,
        ms: performance.now() - started,
        ...outcome,
      });
    };
    try {
      const question = await readQuestion(await questionText(request), pin, request.method);
      query = question.query;
      const { asked, multi } = question;
      const gone = goneSignal(response);
      const { answer, cached } = await answers.answer({ asked, multi, ...pin, gone });
      const status = send(request, response, answer);
      const source = cached ? "cache" : answer.source;
      tell({ rows: answer.rows, source, rollups: answer.rollups, status });
    } catch (error) {
      tell({ ...NOTHING, ...refuse(response, error, pin, onLog) });
    }
  };
}

type Outcome = Pick<AnsweredRecord, "rows" | "source" | "rollups" | "status" | "code">;

const NOTHING = { rows: 0, source: "none", rollups: [] } as const;

/** Aborted when the client goes away before its answer. */
function goneSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  if (response.destroyed) controller.abort();
  return controller.signal;
}

function send(request: Request, response: Response, answer: StoredAnswer): number {
  response.setHeader("ETag", answer.etag);
  // Kept by the asker's own client only, and asked for again each time: there may be a new version.
  response.setHeader("Cache-Control", "private, no-cache");
  response.setHeader("Vary", "Authorization, Cookie");
  const wanted = request.headers["if-none-match"];
  if (wanted !== undefined && wanted.split(/\s*,\s*/).includes(answer.etag)) {
    response.statusCode = 304;
    response.end();
    return 304;
  }
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.setHeader("Content-Length", answer.body.length);
  response.end(answer.body);
  return 200;
}

/** Answers what could not be answered, if anybody is there to hear it. */
function refuse(
  response: Response,
  error: unknown,
  pin: Pin,
  onLog: CubeLog,
): Pick<AnsweredRecord, "status" | "code"> {
  if (error instanceof AbandonedError || response.destroyed) return { status: 499 };
  const failure = failureOf(error) ?? {
    status: 500,
    message: `The question could not be answered; the server's log says why under ${pin.requestId}.`,
    hint: null,
    details: [],
  };
  if (failure.status >= 500) {
    const told = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    onLog("Internal Server Error", { error: told, requestId: pin.requestId });
  }
  sendFailure(response, failure);
  return failure.code === undefined
    ? { status: failure.status }
    : { status: failure.status, code: failure.code };
}
