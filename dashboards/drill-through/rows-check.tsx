import { useMemo } from "react";
import type { Board } from "../../server/contract.js";
import type { QueryRunner } from "../api/query-runner.js";
import { Icon } from "../icons/icon.js";
import { useReader } from "../language/reader.js";
import { checkMeasures, figuresQuery } from "../state/board-queries.js";
import type { OpenedFigure } from "./opened-figure.js";
import { type Proof, proofOf } from "./proof.js";
import { RowsFault } from "./rows-fault.js";
import { useAnswer } from "./use-answer.js";

interface RowsCheckProps {
  figure: OpenedFigure;
  board: Board;
  runner: QueryRunner;
}

/** One line that says how many rows there are, and that they give the figure. */
export function RowsCheck({ figure, board, runner }: RowsCheckProps) {
  const { words, formats } = useReader();
  const query = useMemo(
    () => figuresQuery(board, checkMeasures(board, figure.measure), figure.scope),
    [board, figure],
  );
  const { rows, fault } = useAnswer(runner, query);
  if (fault) return <RowsFault fault={fault} />;
  if (!rows) return <p className="proof skeleton-line" aria-hidden="true" />;
  const proof = proofOf(board, figure, rows[0] ?? {});
  const format = board.measures[figure.measure]?.format ?? "count";
  return (
    <p className="proof" data-holds={proof.holds} role={proof.holds ? "status" : "alert"}>
      <Icon name={proof.holds ? "check" : "warning"} />
      <span>
        {words.lines(formats.figure(proof.lines, "count"))}
        {proof.steps.kind === "documents" ? " " : " · "}
        <Steps proof={proof} board={board} />{" "}
        <strong>
          {proof.holds
            ? words.equalsFigure
            : words.differs(
                formats.figure(proof.found, figure.shareOf === null ? format : "money"),
              )}
        </strong>
      </span>
    </p>
  );
}

function Steps({ proof, board }: { proof: Proof; board: Board }) {
  const { words, formats, text } = useReader();
  const { steps } = proof;
  const amount = (measure: string, value: string | null): string =>
    formats.figure(value, board.measures[measure]?.format ?? "count");
  const name = (measure: string): string => {
    const definition = board.measures[measure];
    return definition ? text(definition.label) : measure;
  };
  switch (steps.kind) {
    case "documents":
      return words.inOrders(formats.figure(proof.documents, "count"));
    case "sum":
      return `${words.sum} ${amount(steps.measure, steps.value)}`;
    case "ratio":
      return `${name(steps.of.measure)} ${amount(steps.of.measure, steps.of.value)} ÷ ${name(steps.per.measure)} ${amount(steps.per.measure, steps.per.value)}`;
    case "share": {
      const of = `${name(steps.of.measure)} ${amount(steps.of.measure, steps.of.value)}`;
      const per = `${words.ofTotal(name(steps.per.measure))} ${amount(steps.per.measure, steps.per.value)}`;
      return `${of} ÷ ${per}`;
    }
  }
}
