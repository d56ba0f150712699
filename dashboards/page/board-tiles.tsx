import type { BoardTile } from "../../server/contract.js";
import type { OpenFigure } from "../drill-through/opened-figure.js";
import { useReader } from "../language/reader.js";
import type { BoardSnapshot, TilePart } from "../state/board-snapshot.js";
import type { BoardState } from "../state/board-state.js";
import { DrillTile } from "../tiles/drill-tile.js";
import { FigureTile } from "../tiles/figure-tile.js";
import { MonthsTile } from "../tiles/months-tile.js";
import { FaultNotice, Notice } from "./notice.js";

interface BoardTilesProps {
  snapshot: BoardSnapshot;
  /** The next snapshot is on its way; this one still stands. */
  loading: boolean;
  onChange: (change: Partial<BoardState>, options?: { replace?: boolean }) => void;
  onMore: () => void;
  onRetry: () => void;
  onOpen: OpenFigure;
}

/** All tiles of a snapshot in the board's order. */
export function BoardTiles(props: BoardTilesProps) {
  const { words } = useReader();
  const { snapshot, loading, onChange } = props;
  return (
    <div className="tiles" aria-busy={loading} data-version={snapshot.status.version}>
      {snapshot.board.tiles.map((tile, index) => {
        const part = snapshot.tiles[index];
        return part ? <Tile key={index} {...props} tile={tile} part={part} /> : null;
      })}
      {isEmpty(snapshot) ? (
        <section className="card tile-wide">
          <Notice title={words.noRows} hint={words.noRowsHint}>
            <button
              type="button"
              className="button"
              onClick={() => {
                onChange({ period: "all", from: null, to: null, month: null });
              }}
            >
              {words.showAll}
            </button>
          </Notice>
        </section>
      ) : null}
    </div>
  );
}

interface TileProps extends BoardTilesProps {
  tile: BoardTile;
  part: TilePart;
}

function Tile({ tile, part, snapshot, onChange, onMore, onRetry, onOpen }: TileProps) {
  const { words } = useReader();
  if ("fault" in part) {
    return (
      <section className={`card ${tile.kind}-tile`}>
        <FaultNotice title={words.tileFailed} fault={part.fault} onRetry={onRetry} />
      </section>
    );
  }
  const { data } = part;
  if (tile.kind === "figure" && data.kind === "figure") {
    return <FigureTile measure={tile.measure} data={data} snapshot={snapshot} onOpen={onOpen} />;
  }
  if (isEmpty(snapshot)) return null;
  if (tile.kind === "months" && data.kind === "months") {
    return (
      <MonthsTile
        tile={tile}
        data={data}
        snapshot={snapshot}
        onOpen={onOpen}
        onMonth={(month) => {
          onChange({ month });
        }}
      />
    );
  }
  if (tile.kind === "drill" && data.kind === "drill") {
    return (
      <DrillTile
        tile={tile}
        data={data}
        snapshot={snapshot}
        onOpen={onOpen}
        onMore={onMore}
        onPath={(path) => {
          onChange({ path });
        }}
        onSort={(sort) => {
          onChange({ sort }, { replace: true });
        }}
      />
    );
  }
  return null;
}

/** Nothing happened in the whole period: no month has a value. A month alone may be empty among others. */
function isEmpty(snapshot: BoardSnapshot): boolean {
  const months = snapshot.tiles.filter((part) => "data" in part && part.data.kind === "months");
  return (
    months.length > 0 &&
    months.every(
      (part) =>
        "data" in part &&
        part.data.kind === "months" &&
        part.data.points.every((point) => point.value === null),
    )
  );
}
