import type { ReactNode } from "react";
import type { ApiFault } from "../api/api-fault.js";
import { useReader } from "../language/reader.js";

interface NoticeProps {
  title: string;
  hint?: string;
  /** Something is under way, so the mark moves. */
  busy?: boolean;
  children?: ReactNode;
}

/** A page, or a tile, that has nothing to show yet and says why. */
export function Notice({ title, hint, busy = false, children }: NoticeProps) {
  return (
    <div className="notice" role={busy ? "status" : undefined}>
      <span className="notice-mark" data-busy={busy} aria-hidden="true" />
      <h2>{title}</h2>
      {hint === undefined ? null : <p>{hint}</p>}
      {children}
    </div>
  );
}

interface FaultNoticeProps {
  title: string;
  fault: ApiFault;
  onRetry: () => void;
}

/** What went wrong, in the server's words, and a way to try again. */
export function FaultNotice({ title, fault, onRetry }: FaultNoticeProps) {
  const { words } = useReader();
  return (
    <div className="notice fault" role="alert">
      <h2>{title}</h2>
      <p>{fault.message}</p>
      {fault.details.length > 0 ? (
        <ul className="fault-details">
          {fault.details.map((line) => (
            <li key={line}>
              <code>{line}</code>
            </li>
          ))}
        </ul>
      ) : null}
      {fault.hint === null ? null : <p>{fault.hint}</p>}
      <p className="fault-foot">
        <button type="button" className="button" onClick={onRetry}>
          {words.tryAgain}
        </button>
        <code>{fault.code}</code>
      </p>
    </div>
  );
}
