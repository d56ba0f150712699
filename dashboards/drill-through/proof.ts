import type { Board } from "../../server/contract.js";
import type { Row } from "../api/query-runner.js";
import { quotient, sameDecimal } from "../format/decimal.js";
import { memberOf } from "../state/board-queries.js";
import type { OpenedFigure } from "./opened-figure.js";

/** How the rows behind a figure lead to it. */
export interface Proof {
  /** Rows listed. */
  lines: string | null;
  /** Documents the rows belong to. */
  documents: string | null;
  /** What leads to the figure: the measure over the rows, one divided by another, or a part of a total. */
  steps:
    | { kind: "sum"; measure: string; value: string | null }
    | { kind: "documents" }
    | { kind: "ratio"; of: Step; per: Step; value: string | null }
    | { kind: "share"; of: Step; per: Step; value: string | null };
  /** The engine's answer over exactly these rows equals the figure. */
  holds: boolean;
  /** That answer. */
  found: string | null;
}

interface Step {
  measure: string;
  value: string | null;
}

/** @param row the engine's answer to `checkMeasures` over the rows' scope, without any dimension */
export function proofOf(board: Board, figure: OpenedFigure, row: Row): Proof {
  const valueOf = (measure: string): string | null => row[memberOf(board, measure)] ?? null;
  const found = valueOf(figure.measure);
  const base = {
    lines: valueOf(board.rows.count),
    documents: valueOf(board.rows.documents),
    found,
  };
  const step = (measure: string): Step => ({ measure, value: valueOf(measure) });
  const same = sameDecimal(found, figure.value);
  if (figure.shareOf !== null) {
    const per = { measure: figure.measure, value: figure.shareOf };
    const value = quotient(found, figure.shareOf, 6);
    return { ...base, steps: { kind: "share", of: step(figure.measure), per, value }, holds: same };
  }
  const ratio = board.measures[figure.measure]?.ratio ?? null;
  if (ratio) {
    const value = quotient(valueOf(ratio.of), valueOf(ratio.per), 6);
    return {
      ...base,
      steps: { kind: "ratio", of: step(ratio.of), per: step(ratio.per), value },
      holds: same && close(value, figure.value),
    };
  }
  if (figure.measure === board.rows.documents) {
    return { ...base, steps: { kind: "documents" }, holds: same };
  }
  return { ...base, steps: { kind: "sum", measure: figure.measure, value: found }, holds: same };
}

/** Equal to four decimals: an engine may divide in floating point. */
function close(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return sameDecimal(quotient(a, "1", 4), quotient(b, "1", 4));
}
