import { useState } from "react";
import type { MonthsTile as MonthsDefinition } from "../../server/contract.js";
import type { OpenFigure } from "../drill-through/opened-figure.js";
import { useReader } from "../language/reader.js";
import type { BoardSnapshot, MonthsData } from "../state/board-snapshot.js";
import { BarChart } from "./bar-chart.js";
import { Choice } from "./choice.js";
import { FigureButton } from "./figure-button.js";

interface MonthsTileProps {
  tile: MonthsDefinition;
  data: MonthsData;
  snapshot: BoardSnapshot;
  onMonth: (month: string | null) => void;
  onOpen: OpenFigure;
}

/** A measure by month, as bars or as a table. */
export function MonthsTile({ tile, data, snapshot, onMonth, onOpen }: MonthsTileProps) {
  const { words, text, formats } = useReader();
  const [view, setView] = useState<"chart" | "table">("chart");
  const definition = snapshot.board.measures[tile.measure];
  if (!definition) return null;
  const selected = snapshot.state.month;
  const toggle = (month: string): void => {
    onMonth(month === selected ? null : month);
  };
  const partial = data.points.some((point) => point.partial && point.value !== null);
  return (
    <section className="card months-tile" aria-label={text(tile.title)}>
      <header className="card-head">
        <h2>{text(tile.title)}</h2>
        <Choice
          label={words.viewAs}
          options={[
            { value: "chart", label: words.chart },
            { value: "table", label: words.table },
          ]}
          value={view}
          onChange={setView}
        />
      </header>
      {view === "chart" ? (
        <>
          <BarChart
            title={text(tile.title)}
            points={data.points}
            selected={selected}
            onSelect={toggle}
            describe={(value) => formats.figure(value, definition.format)}
          />
          {partial ? <p className="note">{words.partialNote}</p> : null}
        </>
      ) : (
        <MonthsTable tile={tile} data={data} snapshot={snapshot} onOpen={onOpen} />
      )}
    </section>
  );
}

type MonthsTableProps = Pick<MonthsTileProps, "tile" | "data" | "snapshot" | "onOpen">;

function MonthsTable({ tile, data, snapshot, onOpen }: MonthsTableProps) {
  const { words, text, formats } = useReader();
  const definition = snapshot.board.measures[tile.measure];
  if (!definition) return null;
  const label = text(definition.label);
  return (
    <div className="table-frame months-table">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.month}</th>
            <th scope="col" className="number">
              {label}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.points.map(({ month, value, partial, range }) => (
            <tr key={month}>
              <th scope="row">
                {formats.month(month)}
                {partial ? <span className="aside"> {words.partial}</span> : null}
              </th>
              <td className="number">
                <FigureButton
                  label={`${label}, ${formats.month(month)}`}
                  text={formats.figure(value, definition.format)}
                  onOpen={() => {
                    onOpen({
                      measure: tile.measure,
                      value,
                      scope: { range, filters: [] },
                      shareOf: null,
                    });
                  }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
