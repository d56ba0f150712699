import type { Request } from "express";
import { GranaryError } from "../../warehouse/errors.js";
import { parseQueryText } from "../question/check-query.js";

/** The longest question. */
const MAX_BYTES = 1 << 20;

/** What a request asks: the query as it came, and whether several results may answer it. */
interface RawQuestion {
  readonly query: unknown;
  readonly multi: boolean;
}

/**
 * The text of a request's question: the query string of a GET, the body of any other. Equal texts are equal questions.
 *
 * @throws GranaryError QUERY_INVALID where it is too long
 */
export async function questionText(request: Request): Promise<string> {
  if (isGet(request.method)) return request.url.slice(request.url.indexOf("?") + 1);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    // The rest is read too, because a client that is cut off while it sends does not hear why.
    if (bytes <= MAX_BYTES) parts.push(part);
  }
  if (bytes > MAX_BYTES) {
    throw invalid(
      `The question has ${String(bytes)} bytes; at most ${String(MAX_BYTES)} are read.`,
    );
  }
  return Buffer.concat(parts).toString("utf8");
}

/**
 * Reads what `questionText` gave.
 *
 * @throws GranaryError QUERY_INVALID
 */
export function parseQuestion(method: string, text: string): RawQuestion {
  if (isGet(method)) {
    const parameters = new URLSearchParams(text);
    return {
      query: parseQueryText(parameters.get("query") ?? undefined),
      multi: parameters.get("queryType") === "multi",
    };
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw invalid(`The body is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
  if (typeof body !== "object" || body === null || !("query" in body)) {
    throw invalid('The body must be an object with the query under "query".');
  }
  const { query } = body;
  return {
    query: typeof query === "string" ? parseQueryText(query) : query,
    multi: "queryType" in body && body.queryType === "multi",
  };
}

function invalid(message: string): GranaryError {
  return new GranaryError("QUERY_INVALID", {
    message,
    hint: "docs/semantic-layer.md shows how to ask.",
  });
}

function isGet(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
