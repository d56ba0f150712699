import cube, { type CubeApi, type Query, RequestError } from "@cubejs-client/core";
import { ApiFault } from "./api-fault.js";

/** One row of an answer by member name; numbers are decimal text. */
export type Row = Record<string, string | null>;

/**
 * Asks the semantic layer, always for one version of the warehouse. A version never changes, so neither does an
 * answer: each query is sent once.
 */
export class QueryRunner {
  readonly version: number;
  readonly #api: CubeApi;
  readonly #answers = new Map<string, Promise<Row[]>>();

  constructor(version: number) {
    this.version = version;
    this.#api = cube("", {
      apiUrl: "/cubejs-api/v1",
      headers: { "x-granary-version": String(version) },
    });
  }

  run(query: Query): Promise<Row[]> {
    const key = JSON.stringify(query);
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = this.#load(query);
    this.#answers.set(key, answer);
    // A failure may pass; the next question is asked anew.
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }

  async #load(query: Query): Promise<Row[]> {
    try {
      const result = await this.#api.load(query);
      return result.rawData().map(toRow);
    } catch (error) {
      throw queryFault(error);
    }
  }
}

function toRow(raw: Record<string, unknown>): Row {
  const row: Row = {};
  for (const [member, value] of Object.entries(raw)) {
    if (value === null || value === undefined) row[member] = null;
    else row[member] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return row;
}

function queryFault(error: unknown): ApiFault {
  if (!(error instanceof RequestError)) {
    return new ApiFault(0, { message: error instanceof Error ? error.message : String(error) });
  }
  const status = typeof error.status === "number" ? error.status : 0;
  const body: unknown = error.response;
  const text = (name: "code" | "hint"): string | undefined => {
    if (body === null || typeof body !== "object") return undefined;
    const value = (body as Record<string, unknown>)[name];
    return typeof value === "string" ? value : undefined;
  };
  const code = text("code");
  return new ApiFault(status, {
    message: error.message,
    hint: text("hint") ?? null,
    ...(code === undefined ? {} : { code }),
  });
}
