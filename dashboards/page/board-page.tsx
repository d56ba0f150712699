import { useCallback, useMemo, useState } from "react";
import type { Board, StatusResponse } from "../../server/contract.js";
import type { QueryRunner } from "../api/query-runner.js";
import type { OpenedFigure } from "../drill-through/opened-figure.js";
import { RowsDialog } from "../drill-through/rows-dialog.js";
import { useReader } from "../language/reader.js";
import type { BoardSnapshot } from "../state/board-snapshot.js";
import { type BoardState, formatState, parseState } from "../state/board-state.js";
import { BoardSkeleton } from "./board-skeleton.js";
import { BoardTiles } from "./board-tiles.js";
import { PeriodBar } from "./period-bar.js";
import { useAddress } from "./use-address.js";
import { useSnapshot } from "./use-snapshot.js";

const FIRST_ROWS = 100;

interface BoardPageProps {
  board: Board;
  /** The version to show next. */
  status: StatusResponse;
  onVersionGone: () => void;
  /** Tells which version the figures on the page come from. */
  onShown: (status: StatusResponse) => void;
}

interface Opened {
  figure: OpenedFigure;
  snapshot: BoardSnapshot;
  runner: QueryRunner;
}

/** One board: its period, its tiles, and the rows behind whichever figure was opened. */
export function BoardPage({ board, status, onVersionGone, onShown }: BoardPageProps) {
  const { text } = useReader();
  const { pathname, search, go } = useAddress();
  const state = useMemo(() => parseState(search, board), [search, board]);
  const levelKey = JSON.stringify(state.path);
  const [limit, setLimit] = useState({ levelKey, rows: FIRST_ROWS });
  const [attempt, setAttempt] = useState(0);
  const [opened, setOpened] = useState<Opened | null>(null);
  const rowLimit = limit.levelKey === levelKey ? limit.rows : FIRST_ROWS;
  const { snapshot, runner, loading } = useSnapshot(
    { board, status, state, rowLimit },
    { onVersionGone, onShown, attempt },
  );

  const change = (part: Partial<BoardState>, options?: { replace?: boolean }): void => {
    go(pathname + formatState({ ...state, ...part }, board, search), options);
  };
  const close = useCallback(() => {
    setOpened(null);
  }, []);
  return (
    <>
      <div className="board-head">
        <div>
          <h1>{text(board.title)}</h1>
          <p className="board-description">{text(board.description)}</p>
        </div>
        <PeriodBar state={state} asOf={status.asOfDate} onChange={change} />
      </div>
      {snapshot && runner ? (
        <BoardTiles
          snapshot={snapshot}
          loading={loading}
          onChange={change}
          onMore={() => {
            setLimit({ levelKey, rows: rowLimit * 2 });
          }}
          onRetry={() => {
            setAttempt((count) => count + 1);
          }}
          onOpen={(figure) => {
            setOpened({ figure, snapshot, runner });
          }}
        />
      ) : (
        <BoardSkeleton board={board} />
      )}
      {opened ? <RowsDialog {...opened} onClose={close} /> : null}
    </>
  );
}
