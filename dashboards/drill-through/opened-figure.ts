import type { Scope } from "../state/board-queries.js";

/** A figure the reader pointed at, to see the rows behind it. */
export interface OpenedFigure {
  /** The measure's name on the board. */
  measure: string;
  /** As shown. */
  value: string | null;
  scope: Scope;
  /** For a share: the total that `value` is a part of. */
  shareOf: string | null;
}

export type OpenFigure = (figure: OpenedFigure) => void;
