import type { DrillTile } from "../../server/contract.js";
import type { OpenFigure } from "../drill-through/opened-figure.js";
import { quotient } from "../format/decimal.js";
import { Icon } from "../icons/icon.js";
import { useReader } from "../language/reader.js";
import { levelAt, memberScope, type Scope } from "../state/board-queries.js";
import { BY_NAME, type SortOrder, toggleSort } from "../state/board-state.js";
import type { BoardSnapshot, DrillData, Figures } from "../state/board-snapshot.js";
import { FigureButton } from "./figure-button.js";
import { SortHead } from "./sort-head.js";

interface DrillTableProps {
  tile: DrillTile;
  data: DrillData;
  snapshot: BoardSnapshot;
  path: (string | null)[];
  onPath: (path: (string | null)[]) => void;
  onSort: (sort: SortOrder) => void;
  onOpen: OpenFigure;
}

/** The rows of one level with their total, which the engine computed at its own grain. */
export function DrillTable(props: DrillTableProps) {
  const { words, text } = useReader();
  const { tile, data, snapshot, path, onPath, onSort, onOpen } = props;
  const deeper = path.length < tile.levels.length - 1;
  const cells = { tile, snapshot, total: data.total, onOpen };
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={text(tile.title)}>
      <table className="drill-table">
        <DrillHead tile={tile} data={data} snapshot={snapshot} path={path} onSort={onSort} />
        <tbody>
          {data.rows.map(({ name, figures }) => (
            <tr key={name ?? "\u2205"}>
              <th scope="row">
                {deeper ? (
                  <button
                    type="button"
                    className="drill"
                    title={words.drillInto(name ?? words.nameless)}
                    onClick={() => {
                      onPath([...path, name]);
                    }}
                  >
                    {name ?? words.nameless}
                    <Icon name="next" />
                  </button>
                ) : (
                  (name ?? words.nameless)
                )}
              </th>
              <FigureCells
                {...cells}
                name={name ?? words.nameless}
                figures={figures}
                scope={memberScope(tile, data.scope, name)}
              />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total}</th>
            <FigureCells {...cells} name={words.total} figures={data.total} scope={data.scope} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

type DrillHeadProps = Pick<DrillTableProps, "tile" | "data" | "snapshot" | "path" | "onSort">;

function DrillHead({ tile, data, snapshot, path, onSort }: DrillHeadProps) {
  const { words, text } = useReader();
  const sorting = {
    sort: data.sort,
    onSort: (column: string): void => {
      onSort(toggleSort(data.sort, column));
    },
  };
  return (
    <thead>
      <tr>
        <SortHead {...sorting} column={BY_NAME} label={text(levelAt(tile, path.length).label)} />
        {tile.measures.map((measure) => (
          <SortHead
            {...sorting}
            key={measure}
            column={measure}
            label={measureLabel(snapshot, measure, text)}
            numeric
          />
        ))}
        <SortHead {...sorting} column={tile.share} label={words.share} numeric />
      </tr>
    </thead>
  );
}

interface FigureCellsProps {
  tile: DrillTile;
  snapshot: BoardSnapshot;
  name: string;
  figures: Figures;
  total: Figures;
  scope: Scope;
  onOpen: OpenFigure;
}

function FigureCells({ tile, snapshot, name, figures, total, scope, onOpen }: FigureCellsProps) {
  const { words, formats, text } = useReader();
  const part = figures[tile.share] ?? null;
  const whole = total[tile.share] ?? null;
  const share = quotient(part, whole, 6);
  return (
    <>
      {tile.measures.map((measure) => {
        const value = figures[measure] ?? null;
        const format = snapshot.board.measures[measure]?.format ?? "count";
        return (
          <td key={measure} className="number" data-measure={measure}>
            <FigureButton
              label={`${measureLabel(snapshot, measure, text)}, ${name}`}
              text={formats.figure(value, format)}
              onOpen={() => {
                onOpen({ measure, value, scope, shareOf: null });
              }}
            />
          </td>
        );
      })}
      <td className="number share" data-measure="share">
        <span className="share-line">
          <span className="share-bar" aria-hidden="true">
            <span style={{ width: `${Math.max(0, Math.min(1, Number(share ?? 0))) * 100}%` }} />
          </span>
          <FigureButton
            label={`${words.share}, ${name}`}
            text={formats.figure(share, "percent")}
            onOpen={() => {
              onOpen({ measure: tile.share, value: part, scope, shareOf: whole });
            }}
          />
        </span>
      </td>
    </>
  );
}

function measureLabel(
  snapshot: BoardSnapshot,
  measure: string,
  text: (localized: { en: string; zh: string }) => string,
): string {
  const definition = snapshot.board.measures[measure];
  return definition ? text(definition.label) : measure;
}
