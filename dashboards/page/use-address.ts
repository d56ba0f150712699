import { useCallback, useSyncExternalStore } from "react";

interface Address {
  pathname: string;
  search: string;
  /** Goes to another address of the app; `replace` leaves no step for Back to return to. */
  go: (target: string, options?: { replace?: boolean }) => void;
}

const MOVED = "granary:moved";

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(MOVED, listener);
  };
}

/** The page's address as state: the only store of what the reader looks at. */
export function useAddress(): Address {
  const pathname = useSyncExternalStore(subscribe, () => location.pathname);
  const search = useSyncExternalStore(subscribe, () => location.search);
  const go = useCallback((target: string, { replace = false } = {}) => {
    if (target === location.pathname + location.search) return;
    if (replace) history.replaceState(null, "", target);
    else history.pushState(null, "", target);
    window.dispatchEvent(new Event(MOVED));
  }, []);
  return { pathname, search, go };
}
