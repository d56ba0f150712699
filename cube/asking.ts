/** The words in which the parts of the semantic layer speak of a question and its answer. */

/** What a person or program may see. Two askers with the same `key` see the same. */
export interface AccessPolicy {
  /** "all" when nothing is hidden; otherwise a short digest of the rules and of whom they are filled in for. */
  readonly key: string;
}

/** Who asks. */
export interface Asker {
  /** For the audit log: a user's or token's name, "local" where nobody signs in. */
  readonly who: string;
  readonly roles: readonly string[];
  readonly policy: AccessPolicy;
}

/** One question under way: everything but the query itself. */
export interface Question {
  readonly asker: Asker;
  /** The published version it is answered from. */
  readonly version: number;
  readonly requestId: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface TimeDimension {
  dimension: string;
  granularity?: string;
  dateRange?: string | readonly string[];
  compareDateRange?: readonly (string | readonly string[])[];
}

export type Filter =
  | { member: string; operator: string; values?: readonly (string | number | boolean | null)[] }
  | { and: readonly Filter[] }
  | { or: readonly Filter[] };

/** Cube's REST query, without Granary's extensions. */
export interface CubeQuery {
  measures?: readonly string[];
  dimensions?: readonly string[];
  segments?: readonly string[];
  timeDimensions?: readonly TimeDimension[];
  filters?: readonly Filter[];
  order?: Readonly<Record<string, "asc" | "desc">> | readonly (readonly [string, "asc" | "desc"])[];
  limit?: number | null;
  offset?: number;
  timezone?: string;
  ungrouped?: boolean;
  total?: boolean;
  responseFormat?: "default" | "compact" | "columnar";
}

export type AnswerCell = string | number | boolean | null;
export type AnswerRow = Record<string, AnswerCell>;

/** What Cube answers to one query in the default format; other keys of its answer pass through untouched. */
export interface CubeAnswer {
  query: CubeQuery;
  data: AnswerRow[];
  annotation: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  total?: number | null;
  [more: string]: unknown;
}

/** Asks Cube one plain query within a question. Throws what {@link Question.signal} or the engine says. */
export type Ask = (query: CubeQuery) => Promise<CubeAnswer>;
