import type { Request, RequestHandler } from "express";
import { GranaryError } from "../../warehouse/errors.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import type { CheckedQuery } from "../question/checked-query.js";
import { EXTENSION_KEYS } from "../question/known-keys.js";
import { pinOf } from "../version-pin.js";
import type { Access } from "./access.js";
import type { AnsweredRecord } from "./answered.js";
import { membersIn } from "./answerer.js";
import { checkedFor } from "./asked.js";
import { failureOf, sendFailure } from "./failure.js";
import { parseQuestion, questionText } from "./question-text.js";

interface CubeRoutesOptions {
  members: MemberCatalogue;
  access: Access;
  onAnswered: (record: AnsweredRecord) => void;
}

/** Checks the questions of `/sql` and `/dry-run`, which Cube answers itself, before it sees them. */
export function checkedForCube(options: CubeRoutesOptions): RequestHandler {
  const { members, access, onAnswered } = options;
  return async (request, response, next) => {
    const pin = pinOf(request);
    const { reader } = pin.lease;
    const { policy } = pin.asker;
    const started = performance.now();
    const at = new Date().toISOString();
    let query: unknown;
    response.once("finish", () => {
      onAnswered({
        ...{ at, query, requestId: pin.requestId, version: pin.version },
        ...{ who: pin.asker.who, roles: pin.asker.roles, policy: policy.key },
        ...{ route: routeOf(request), rows: 0, source: "none", rollups: [] },
        ms: performance.now() - started,
        status: response.statusCode,
      });
    });
    if (routeOf(request) === "meta") {
      next();
      return;
    }
    try {
      const raw = parseQuestion(request.method, await questionText(request));
      query = raw.query;
      const { queries } = await checkedFor(query, members, () =>
        access.deniedMembers(reader, policy),
      );
      refuseExtensions(queries);
      for (const one of queries) await access.check(reader, policy, membersIn(one));
      handOn(request, Array.isArray(query) ? queries : queries[0]);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      sendFailure(response, failure);
      return;
    }
    next();
  };
}

function refuseExtensions(queries: readonly CheckedQuery[]): void {
  const key = EXTENSION_KEYS.find((known) => queries.some((query) => query[known] !== undefined));
  if (key === undefined) return;
  throw new GranaryError("QUERY_INVALID", {
    message: `${key}: only /load answers it; there is no one SQL statement behind it.`,
    hint: "Ask for the SQL of the query without it.",
  });
}

function routeOf(request: Request): string {
  return request.path.replace(/\/$/, "").split("/").at(-1) ?? "";
}

/** Cube finds the question where its own parsers would have put it. */
function handOn(request: Request, query: unknown): void {
  if (request.method !== "POST") {
    const parameters = { ...request.query, query: JSON.stringify(query) };
    Object.defineProperty(request, "query", { value: parameters, configurable: true });
  } else {
    // body-parser leaves alone what was read before it.
    Object.assign(request, { body: { query }, _body: true });
  }
}
