import type { FigureFormat } from "../../server/contract.js";
import type { OpenFigure } from "../drill-through/opened-figure.js";
import { difference, growth, signOf } from "../format/decimal.js";
import type { Formats } from "../format/formats.js";
import { Icon } from "../icons/icon.js";
import type { Dictionary } from "../language/dictionary.js";
import { useReader } from "../language/reader.js";
import type { BoardSnapshot, FigureData } from "../state/board-snapshot.js";
import { FigureButton } from "./figure-button.js";
import { Sparkline } from "./sparkline.js";

interface FigureTileProps {
  measure: string;
  data: FigureData;
  snapshot: BoardSnapshot;
  onOpen: OpenFigure;
}

/** One figure of the whole board, with its change against the period before. */
export function FigureTile({ measure, data, snapshot, onOpen }: FigureTileProps) {
  const { words, formats, text } = useReader();
  const definition = snapshot.board.measures[measure];
  if (!definition) return null;
  const label = text(definition.label);
  const shown = formats.figure(data.now, definition.format);
  return (
    <section className="card figure-tile" aria-label={label} data-measure={measure}>
      <h2 className="figure-label">{label}</h2>
      <p className="figure-value">
        <FigureButton
          label={label}
          text={shown}
          onOpen={() => {
            onOpen({ measure, value: data.now, scope: data.scope, shareOf: null });
          }}
        />
      </p>
      <Change data={data} format={definition.format} />
      <p className="figure-compared">{comparison(snapshot, data, words, formats)}</p>
      <Sparkline values={data.trend} />
    </section>
  );
}

function comparison(
  { previous }: BoardSnapshot,
  data: FigureData,
  words: Dictionary,
  formats: Formats,
): string {
  if (!previous) return words.noPrevious;
  const range = formats.range(previous.from, previous.to);
  const comparable = data.before !== null && signOf(data.before) !== 0;
  return comparable ? words.comparedWith(range) : words.emptyPrevious(range);
}

interface ChangeProps {
  data: FigureData;
  format: FigureFormat;
}

function Change({ data, format }: ChangeProps) {
  const { words, formats } = useReader();
  const ratio = growth(data.now, data.before);
  if (ratio === null || data.now === null || data.before === null) {
    return (
      <p className="change" data-direction="none">
        <span className="change-badge">{words.notAvailable}</span>
      </p>
    );
  }
  const sign = signOf(difference(data.now, data.before));
  const direction = sign > 0 ? "up" : sign < 0 ? "down" : "level";
  const spoken = { up: words.increase, down: words.decrease, level: words.unchanged }[direction];
  return (
    <p className="change" data-direction={direction}>
      <span className="change-badge">
        <Icon name={direction} />
        <span className="visually-hidden">{spoken} </span>
        {formats.change(ratio)}
      </span>
      <span className="change-absolute">
        {formats.signed(difference(data.now, data.before), format)}
      </span>
      <span className="change-before">{words.previous(formats.figure(data.before, format))}</span>
    </p>
  );
}
