import type { DrillTile as DrillDefinition } from "../../server/contract.js";
import type { OpenFigure } from "../drill-through/opened-figure.js";
import { Icon } from "../icons/icon.js";
import { useReader } from "../language/reader.js";
import type { SortOrder } from "../state/board-state.js";
import type { BoardSnapshot, DrillData } from "../state/board-snapshot.js";
import { DrillTable } from "./drill-table.js";

interface DrillTileProps {
  tile: DrillDefinition;
  data: DrillData;
  snapshot: BoardSnapshot;
  onPath: (path: (string | null)[]) => void;
  onSort: (sort: SortOrder) => void;
  onMore: () => void;
  onOpen: OpenFigure;
}

/** A table that goes from level to level, with the way back above it. */
export function DrillTile(props: DrillTileProps) {
  const { words, formats, text } = useReader();
  const { tile, data } = props;
  const path = data.scope.filters.map((filter) => filter.value);
  return (
    <section className="card drill-tile" aria-label={text(tile.title)}>
      <header className="card-head">
        <h2>{text(tile.title)}</h2>
        <Breadcrumb path={path} onPath={props.onPath} />
      </header>
      {data.rows.length === 0 ? (
        <p className="empty-rows">{words.noRows}</p>
      ) : (
        <DrillTable {...props} path={path} />
      )}
      {data.more ? (
        <footer className="card-foot">
          <span>{words.moreThan(formats.count(data.rows.length))}</span>
          <button type="button" className="button" onClick={props.onMore}>
            {words.showMore}
          </button>
        </footer>
      ) : null}
    </section>
  );
}

interface BreadcrumbProps {
  path: (string | null)[];
  onPath: (path: (string | null)[]) => void;
}

function Breadcrumb({ path, onPath }: BreadcrumbProps) {
  const { words } = useReader();
  const steps = [words.all, ...path.map((v) => v ?? words.nameless)];
  return (
    <nav className="breadcrumb" aria-label={words.level}>
      {path.length > 0 ? (
        <button
          type="button"
          className="button back"
          onClick={() => {
            onPath(path.slice(0, -1));
          }}
        >
          <Icon name="back" /> {words.back}
        </button>
      ) : null}
      <ol>
        {steps.map((step, depth) => (
          <li key={depth}>
            {depth === steps.length - 1 ? (
              <span aria-current="page">{step}</span>
            ) : (
              <button
                type="button"
                className="link"
                onClick={() => {
                  onPath(path.slice(0, depth));
                }}
              >
                {step}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
