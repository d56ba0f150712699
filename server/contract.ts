/**
 * What the server and the web app say to each other. Types only: the web app imports nothing else from outside its
 * room. Money and other decimals travel as strings; dates as YYYY-MM-DD; instants as ISO 8601 in UTC.
 */

/** `GET /api/health`: is this a Granary, and whose? Answers with or without a published version. */
export interface HealthResponse {
  granary: true;
  /** Identifies the data directory without naming it; equal for two processes over the same data. */
  dataDirId: string;
}

/** One published version, as `GET /api/versions` lists it. */
export interface VersionSummary {
  version: number;
  publishedAt: string;
  asOfDate: string;
  tests: { passed: number; failed: number; warned: number };
}

/** `GET /api/status`: the version that is current at this moment. 503 VERSION_NONE before the first one. */
export interface StatusResponse extends HealthResponse, VersionSummary {
  /** Of the warehouse. */
  name: string;
  /** ISO 4217 code of the reporting currency. */
  currency: string;
  /** IANA name of the reporting time zone. */
  timezone: string;
  /** Language to begin with when neither the reader nor the browser asks for another. */
  locale: "en" | "zh";
  /** Row counts by "schema.table"; empty for whoever may not see all of them. */
  rows: Record<string, number>;
}

export interface VersionsResponse {
  /** The current version, null before the first one. */
  current: number | null;
  /** Newest first. */
  versions: VersionSummary[];
}

/** `GET /api/me`: whom the server takes the asker for. */
export interface MeResponse {
  /** A user's or token's name; "local" and "link" where nobody signed in. */
  name: string;
  roles: string[];
  /** Whether `/sign-out` would end a session. */
  signedIn: boolean;
}

/** Every error under `/api`: what failed, and what to do about it. `code` stands in docs/errors.md. */
export interface ErrorResponse {
  error: { code: string; message: string; hint: string | null; details: string[] };
}

/** A text in every language the web app speaks. */
export interface LocalizedText {
  en: string;
  zh: string;
}

export type PeriodName = "month" | "quarter" | "ytd" | "12m" | "all" | "custom";
export type FigureFormat = "money" | "count" | "percent";
export type ColumnFormat = "text" | "date" | "count" | "money";

interface BoardMeasure {
  /** Of the semantic layer, "view.measure". */
  member: string;
  label: LocalizedText;
  format: FigureFormat;
  /** Names of two other measures of the board whose quotient this one is; null for a plain sum or count. */
  ratio: { of: string; per: string } | null;
}

interface BoardDimension {
  /** Of the semantic layer, "view.dimension". */
  member: string;
  label: LocalizedText;
}

/** One figure with its change against the period before. */
export interface FigureTile {
  kind: "figure";
  measure: string;
}

/** One bar a month; choosing a bar narrows the board to that month. */
export interface MonthsTile {
  kind: "months";
  title: LocalizedText;
  measure: string;
}

/** A table that drills from level to level, with a total the engine computes at its own grain. */
export interface DrillTile {
  kind: "drill";
  title: LocalizedText;
  /** Widest first. */
  levels: BoardDimension[];
  /** Names of the board's measures, left to right. */
  measures: string[];
  /** The measure whose part of the total is the share column. */
  share: string;
}

export type BoardTile = FigureTile | MonthsTile | DrillTile;

/** The rows behind a figure. */
interface DrillThrough {
  /** Measure (by its name on the board) that counts the rows listed. */
  count: string;
  /** Measure that counts the documents those rows belong to. */
  documents: string;
  /** Measure that adds the rows up. */
  sum: string;
  columns: (BoardDimension & { format: ColumnFormat })[];
  /** Members that put the rows in a total order. */
  order: string[];
}

/** A dashboard as code: one file of `dashboards/boards`, checked. */
export interface Board {
  /** Name of its file without the extension. */
  id: string;
  title: LocalizedText;
  description: LocalizedText;
  /** The time dimension every figure is cut by. */
  time: string;
  /** Period to begin with. */
  period: Exclude<PeriodName, "custom">;
  measures: Record<string, BoardMeasure>;
  tiles: BoardTile[];
  rows: DrillThrough;
}

/** `GET /api/boards`: a board that cannot be read is listed by its id alone. */
export interface BoardsResponse {
  boards: { id: string; title: LocalizedText | null }[];
}
