import { useEffect, useMemo, useState } from "react";
import type { StatusResponse } from "../../server/contract.js";
import { initialLanguage, type Language, LANGUAGE_KEY } from "../language/language.js";
import { createReader, ReaderContext, useReader } from "../language/reader.js";
import { Announcement } from "./announcement.js";
import { BoardPage } from "./board-page.js";
import { FaultNotice, Notice } from "./notice.js";
import { PageHeader } from "./page-header.js";
import { useAddress } from "./use-address.js";
import { useBoard, useBoards } from "./use-board.js";
import { useStatus } from "./use-status.js";
import { useTitle } from "./use-title.js";

/** The whole page: which version, which board, which language. */
export function App() {
  const { pathname, search, go } = useAddress();
  const connection = useStatus();
  const boards = useBoards();
  const [shown, setShown] = useState<StatusResponse | null>(null);
  const [chosen, setChosen] = useState(() => localStorage.getItem(LANGUAGE_KEY));

  const { status } = connection;
  const language = initialLanguage(search, chosen, navigator.languages, status?.locale ?? "en");
  const reader = useMemo(
    () => createReader(language, status?.currency ?? "USD", status?.timezone ?? "UTC"),
    [language, status?.currency, status?.timezone],
  );
  const chooseLanguage = (next: Language): void => {
    localStorage.setItem(LANGUAGE_KEY, next);
    setChosen(next);
    const params = new URLSearchParams(search);
    params.delete("lang");
    const rest = params.toString();
    go(pathname + (rest === "" ? "" : `?${rest}`), { replace: true });
  };

  const boardId = /^\/boards\/([^/]+)\/?$/.exec(pathname)?.[1] ?? null;
  const firstBoard = boards.value?.[0]?.id;
  useEffect(() => {
    if (boardId === null && firstBoard !== undefined) {
      go(`/boards/${firstBoard}${search}`, { replace: true });
    }
  }, [boardId, firstBoard, search, go]);
  const board = useBoard(boardId);
  const header = shown ?? status;
  useTitle(language, [board.value ? reader.text(board.value.title) : null, header?.name ?? null]);

  return (
    <ReaderContext value={reader}>
      <a className="skip-link" href="#content">
        {reader.words.skipToContent}
      </a>
      <PageHeader
        status={header}
        boards={boards.value ?? []}
        boardId={boardId}
        onBoard={(id) => {
          go(`/boards/${id}`);
        }}
        onLanguage={chooseLanguage}
      />
      {status && connection.fault ? (
        <p className="banner" role="status">
          {connection.fault.status === 401 ? (
            <a href="/sign-in">{reader.words.signIn}</a>
          ) : (
            reader.words.lost
          )}
        </p>
      ) : null}
      <main id="content" tabIndex={-1}>
        <Content connection={connection} boards={boards} board={board} onShown={setShown} />
      </main>
      <Announcement version={shown?.version ?? null} />
    </ReaderContext>
  );
}

interface ContentProps {
  connection: ReturnType<typeof useStatus>;
  boards: ReturnType<typeof useBoards>;
  board: ReturnType<typeof useBoard>;
  onShown: (status: StatusResponse) => void;
}

function Content({ connection, boards, board, onShown }: ContentProps) {
  const { status, fault, refresh } = connection;
  const { words } = useReader();
  if (!status) {
    if (fault?.code === "VERSION_NONE") {
      return <Notice title={words.noVersion} hint={words.noVersionHint} busy />;
    }
    if (fault?.status === 0) {
      return <Notice title={words.unreachable} hint={words.unreachableHint} busy />;
    }
    if (fault) {
      const title = fault.status === 401 ? words.denied : words.boardFailed;
      return <FaultNotice title={title} fault={fault} onRetry={refresh} />;
    }
    return <Notice title={words.loading} busy />;
  }
  const failed = board.fault ? board : boards.fault ? boards : null;
  if (failed?.fault) {
    return <FaultNotice title={words.boardFailed} fault={failed.fault} onRetry={failed.retry} />;
  }
  if (boards.value?.length === 0) {
    return <Notice title={words.noBoards} hint={words.noBoardsHint} />;
  }
  if (!board.value) return <Notice title={words.loading} busy />;
  return (
    <BoardPage
      key={board.value.id}
      board={board.value}
      status={status}
      onVersionGone={refresh}
      onShown={onShown}
    />
  );
}
