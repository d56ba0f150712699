import type { AnswerRow, CubeQuery } from "../asking.js";
import type { Axis } from "./axes.js";
import type { Span } from "./compared-periods.js";
import type { LevelAnswer, RowsAt } from "./level-rows.js";

/** A row of the earlier period, with the current period's bucket that it stands against, if there is one. */
export interface PriorRow {
  readonly row: AnswerRow;
  readonly bucket: string | null;
}

/** The earlier period's rows of one level. */
export interface Prior {
  readonly rows: readonly PriorRow[];
  /** The bucket that a current one stands against. */
  readonly previousOf: (bucket: string) => string | null;
}

/** One level to compare. */
export interface ComparedLevel {
  readonly query: CubeQuery;
  readonly axes: readonly Axis[];
  /** The axis of periods among `axes`. */
  readonly period: Axis | null;
  readonly current: LevelAnswer;
  /** The time dimension whose range is compared. */
  readonly time: string;
  readonly span: Span;
  readonly prior: RowsAt;
}
