import { useMemo, useState } from "react";
import type { Board } from "../../server/contract.js";
import type { QueryRunner } from "../api/query-runner.js";
import { useReader } from "../language/reader.js";
import { figuresQuery, memberOf, rowsQuery } from "../state/board-queries.js";
import type { OpenedFigure } from "./opened-figure.js";
import { RowsFault } from "./rows-fault.js";
import { useAnswer } from "./use-answer.js";

const PAGE_ROWS = 50;

interface RowsTableProps {
  figure: OpenedFigure;
  board: Board;
  runner: QueryRunner;
}

/** The rows behind a figure, page by page, none left out. */
export function RowsTable({ figure, board, runner }: RowsTableProps) {
  const { words, formats, text } = useReader();
  const [offset, setOffset] = useState(0);
  const page = useMemo(
    () => rowsQuery(board, figure.scope, { limit: PAGE_ROWS, offset }),
    [board, figure, offset],
  );
  const counting = useMemo(
    () => figuresQuery(board, [board.rows.count], figure.scope),
    [board, figure],
  );
  const { rows, fault, loading } = useAnswer(runner, page);
  const count = useAnswer(runner, counting).rows;
  if (fault) return <RowsFault fault={fault} />;
  const total = Number(count?.[0]?.[memberOf(board, board.rows.count)] ?? 0);
  return (
    <>
      <div
        className="table-frame rows-frame"
        aria-busy={loading}
        tabIndex={0}
        role="region"
        aria-label={words.rowsBehind}
      >
        {rows ? (
          <table>
            <thead>
              <tr>
                {board.rows.columns.map(({ member, label, format }) => (
                  <th key={member} scope="col" className={alignment(format)}>
                    {text(label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={offset + index}>
                  {board.rows.columns.map(({ member, format }) => (
                    <td key={member} className={alignment(format)}>
                      {formats.cell(row[member] ?? null, format)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className="loading-note">{words.loading}</p>
        )}
      </div>
      <Pager offset={offset} total={total} onOffset={setOffset} />
    </>
  );
}

interface PagerProps {
  offset: number;
  total: number;
  onOffset: (offset: number) => void;
}

function Pager({ offset, total, onOffset }: PagerProps) {
  const { words, formats } = useReader();
  const last = Math.min(offset + PAGE_ROWS, total);
  const [from, to, of] = [offset + 1, last, total].map((count) => formats.count(count));
  return (
    <footer className="pager">
      <span aria-live="polite">
        {total === 0 ? "" : words.rowsRange(from ?? "", to ?? "", of ?? "")}
      </span>
      <button
        type="button"
        className="button"
        disabled={offset === 0}
        onClick={() => {
          onOffset(Math.max(0, offset - PAGE_ROWS));
        }}
      >
        {words.previousPage}
      </button>
      <button
        type="button"
        className="button"
        disabled={last >= total}
        onClick={() => {
          onOffset(offset + PAGE_ROWS);
        }}
      >
        {words.nextPage}
      </button>
    </footer>
  );
}

function alignment(format: string): string | undefined {
  return format === "money" || format === "count" ? "number" : undefined;
}
