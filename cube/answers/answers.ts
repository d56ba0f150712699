import { createHash } from "node:crypto";
import type { Lease, VersionHub } from "../../warehouse/version-hub.js";
import type { Asker, CubeAnswer, Question } from "../asking.js";
import type { NormalizedQuery } from "../cube-packages.js";
import type { MemberCatalogue } from "../member-catalogue.js";
import { expand } from "../extension/expand.js";
import type { CheckedQuery } from "../question/checked-query.js";
import { AnswerCache, type StoredAnswer } from "./answer-cache.js";
import { askOf, type AnswererOptions, type Provenance } from "./answerer.js";
import type { Asked } from "./asked.js";
import { Flights } from "./flights.js";
import { dayIn, type Moving } from "./moving-dates.js";
import { inFormat, markRows, pivotQuery } from "./shape.js";
import { withTimeout } from "./timeout.js";

interface AnswersOptions extends AnswererOptions {
  hub: VersionHub;
  members: MemberCatalogue;
  /** Bytes of answers kept. */
  cacheBytes: number;
  timeoutMs: number;
}

/** A question as it came over the wire. */
interface Asking {
  readonly asked: Asked;
  /** Whether the client understands an answer of several results. */
  readonly multi: boolean;
  readonly asker: Asker;
  readonly version: number;
  readonly requestId: string;
  /** Aborted when the client has gone away. */
  readonly gone: AbortSignal;
}

/** Answers whole questions: from memory, together with whoever asks the same, or through the engine. */
export class Answers {
  readonly #options: AnswersOptions;
  readonly #cache: AnswerCache;
  readonly #flights = new Flights<StoredAnswer>();

  constructor(options: AnswersOptions) {
    this.#options = options;
    this.#cache = new AnswerCache(options.cacheBytes);
  }

  /**
   * @throws GranaryError QUERY_TIMEOUT, QUERY_TOO_LARGE, ACCESS_MEMBER_DENIED …; AbandonedError once `gone`
   */
  async answer(asking: Asking): Promise<{ answer: StoredAnswer; cached: boolean }> {
    const key = keyOf(asking, new Date());
    const kept = this.#cache.get(key);
    if (kept) return { answer: kept, cached: true };
    const answer = await this.#flights.join(key, asking.gone, (signal) =>
      withTimeout(signal, this.#options.timeoutMs, (limited) => this.#fly(key, asking, limited)),
    );
    return { answer, cached: false };
  }

  /** Forgets the answers of a version: it was closed, or an answer of it turned out wrong. */
  dropVersion(version: number): void {
    this.#cache.dropVersion(version);
  }

  /** Versions that hold memory here. */
  get versions(): number {
    return this.#cache.versions.size;
  }

  /** Runs `work` with the version held open, however long whoever began it stays. */
  async #fly(key: string, asking: Asking, signal: AbortSignal): Promise<StoredAnswer> {
    const lease = await this.#options.hub.acquire(asking.version);
    try {
      const stored = await this.#compute(asking, lease, signal);
      if (asking.asked.moving.kind !== "moment") this.#cache.set(key, stored);
      return stored;
    } finally {
      lease.release();
    }
  }

  async #compute(asking: Asking, lease: Lease, signal: AbortSignal): Promise<StoredAnswer> {
    const { asker, version, requestId, asked, multi } = asking;
    const provenance: Provenance = { rollups: new Set() };
    const question: Question = { asker, version, requestId, signal };
    const ask = askOf(this.#options, question, lease, provenance);
    const results = await Promise.all(
      asked.queries.map((query) => expand(inRows(query), ask, this.#options.members)),
    );
    const body = Buffer.from(JSON.stringify(bodyOf(asked, multi, results)));
    return {
      body,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`,
      version,
      rows: results.reduce((sum, { data }) => sum + data.length, 0),
      source: provenance.rollups.size > 0 ? "rollup" : "engine",
      rollups: [...provenance.rollups],
    };
  }
}

/** The query without the format of its answer, which is given at the end. */
function inRows(query: CheckedQuery): CheckedQuery {
  const plain = { ...query };
  delete plain.responseFormat;
  return plain;
}

function keyOf({ asked, multi, asker, version }: Asking, now: Date): string {
  const when = whenOf(asked.moving, now);
  return `${String(version)} ${asker.policy.key} ${when} ${multi ? "multi" : "one"} ${asked.key}`;
}

function whenOf(moving: Moving, now: Date): string {
  if (moving.kind === "fixed") return "-";
  return moving.kind === "day" ? dayIn(moving.timezone, now) : now.toISOString();
}

function bodyOf({ queryType, queries }: Asked, multi: boolean, answers: CubeAnswer[]): unknown {
  for (const answer of answers) markRows(queryType, answer);
  const results = answers.map((answer, index) => inFormat(answer, queries[index]?.responseFormat));
  if (!multi) return results[0];
  return {
    queryType,
    slowQuery: false,
    pivotQuery: pivotQuery(
      queryType,
      answers.map(({ query }) => query as NormalizedQuery),
    ),
    results,
  };
}
