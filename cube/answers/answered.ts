/** Where an answer came from; "none" where there was no answer. */
export type AnswerSource = "cache" | "rollup" | "engine" | "none";

/** One request to the semantic layer and what became of it, for the audit. */
export interface AnsweredRecord {
  /** When it came, ISO 8601, UTC. */
  readonly at: string;
  readonly who: string;
  readonly roles: readonly string[];
  /** The key of the asker's policy. */
  readonly policy: string;
  readonly requestId: string;
  readonly route: string;
  /** The question as it was asked; undefined where it could not be read. */
  readonly query: unknown;
  readonly version: number | null;
  readonly rows: number;
  readonly ms: number;
  readonly source: AnswerSource;
  /** Rollups the answer was computed from. */
  readonly rollups: readonly string[];
  /** Of the HTTP answer; 499 where the client went away before it. */
  readonly status: number;
  readonly code?: string;
}
