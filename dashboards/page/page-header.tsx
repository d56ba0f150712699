import type { BoardsResponse, StatusResponse } from "../../server/contract.js";
import type { Language } from "../language/language.js";
import { useReader } from "../language/reader.js";
import { Account } from "./account.js";
import { ThemeSwitch } from "./theme-switch.js";

interface PageHeaderProps {
  /** The version shown below, which a newer one may have replaced a moment ago. */
  status: StatusResponse | null;
  boards: BoardsResponse["boards"];
  boardId: string | null;
  onBoard: (id: string) => void;
  onLanguage: (language: Language) => void;
}

/** Whose warehouse this is, and which version of it the figures come from. */
export function PageHeader({ status, boards, boardId, onBoard, onLanguage }: PageHeaderProps) {
  const { words, formats, language } = useReader();
  return (
    <header className="page-header">
      <div className="brand">
        <img src="/granary.svg" alt="" width="28" height="28" />
        <span className="brand-name">{status?.name ?? "Granary"}</span>
      </div>
      {boards.length > 1 ? <BoardTabs boards={boards} boardId={boardId} onBoard={onBoard} /> : null}
      {status ? (
        <p className="version-facts">
          <span className="version-chip">{words.version(status.version)}</span>
          <span className="published">{words.published(formats.instant(status.publishedAt))}</span>
          <span>{words.asOf(formats.day(status.asOfDate))}</span>
        </p>
      ) : null}
      <div className="page-tools">
        <button
          type="button"
          className="button"
          aria-label={words.switchLanguage}
          onClick={() => {
            onLanguage(language === "en" ? "zh" : "en");
          }}
        >
          <span lang={language === "en" ? "zh" : "en"}>{words.otherLanguage}</span>
        </button>
        <ThemeSwitch />
        <Account />
      </div>
    </header>
  );
}

type BoardTabsProps = Pick<PageHeaderProps, "boards" | "boardId" | "onBoard">;

function BoardTabs({ boards, boardId, onBoard }: BoardTabsProps) {
  const { words, text } = useReader();
  return (
    <nav className="board-tabs" aria-label={words.boards}>
      {boards.map(({ id, title }) => (
        <a
          key={id}
          href={`/boards/${id}`}
          aria-current={id === boardId ? "page" : undefined}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            onBoard(id);
          }}
        >
          {title ? text(title) : `${id} (${words.unreadableBoard})`}
        </a>
      ))}
    </nav>
  );
}
