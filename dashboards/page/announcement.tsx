import { useEffect, useRef, useState } from "react";
import { useReader } from "../language/reader.js";

const SHOWN_MS = 5_000;

/** Says once, also to screen readers, that the figures now come from another version. */
export function Announcement({ version }: { version: number | null }) {
  const { words } = useReader();
  const before = useRef<number | null>(null);
  const [announced, setAnnounced] = useState<number | null>(null);
  useEffect(() => {
    const changed = before.current !== null && version !== null && before.current !== version;
    before.current = version;
    if (!changed) return;
    setAnnounced(version);
    const timer = setTimeout(() => {
      setAnnounced(null);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [version]);
  return (
    <div className="announcement" role="status" aria-live="polite">
      {announced === null ? null : <p>{words.nowShowing(announced)}</p>}
    </div>
  );
}
