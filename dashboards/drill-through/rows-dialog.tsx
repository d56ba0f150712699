import { useEffect, useRef } from "react";
import type { QueryRunner } from "../api/query-runner.js";
import { Icon } from "../icons/icon.js";
import { useReader } from "../language/reader.js";
import { BEGINNING } from "../period/period.js";
import { quotient } from "../format/decimal.js";
import type { BoardSnapshot } from "../state/board-snapshot.js";
import type { OpenedFigure } from "./opened-figure.js";
import { RowsCheck } from "./rows-check.js";
import { RowsTable } from "./rows-table.js";

interface RowsDialogProps {
  figure: OpenedFigure;
  /** The board as it stood when the figure was opened; the dialog stays with that version. */
  snapshot: BoardSnapshot;
  runner: QueryRunner;
  onClose: () => void;
}

/** The order lines behind a figure, and the proof that they add up to it. */
export function RowsDialog({ figure, snapshot, runner, onClose }: RowsDialogProps) {
  const { words, formats, text } = useReader();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const opener = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (opener instanceof HTMLElement || opener instanceof SVGElement) opener.focus();
    };
  }, []);
  const definition = snapshot.board.measures[figure.measure];
  if (!definition) return null;
  const isShare = figure.shareOf !== null;
  const label = isShare ? `${words.share} · ${text(definition.label)}` : text(definition.label);
  const shown = isShare
    ? formats.figure(quotient(figure.value, figure.shareOf, 6), "percent")
    : formats.figure(figure.value, definition.format);
  const { range, filters } = figure.scope;
  const days =
    range.from === BEGINNING
      ? words.upTo(formats.day(range.to))
      : formats.range(range.from, range.to);
  return (
    <dialog
      ref={dialog}
      className="rows-dialog"
      aria-labelledby="rows-title"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="rows-body">
        <header className="rows-head">
          <div>
            <p className="eyebrow">{words.rowsBehind}</p>
            <h2 id="rows-title">
              {label} <span className="rows-figure">{shown}</span>
            </h2>
            <p className="rows-scope">
              {[...filters.map((filter) => filter.value ?? words.nameless), days].join(" · ")}
              <span className="aside"> · {words.fromVersion(runner.version)}</span>
            </p>
          </div>
          <button type="button" className="icon-button" aria-label={words.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <RowsCheck figure={figure} board={snapshot.board} runner={runner} />
        <RowsTable figure={figure} board={snapshot.board} runner={runner} />
      </div>
    </dialog>
  );
}
