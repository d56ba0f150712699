import { useCallback, useEffect, useState } from "react";
import type { Board, BoardsResponse } from "../../server/contract.js";
import { type ApiFault, faultOf } from "../api/api-fault.js";
import { getJson } from "../api/get-json.js";

interface Loaded<T> {
  value: T | null;
  fault: ApiFault | null;
  retry: () => void;
}

/** The boards there are. */
export function useBoards(): Loaded<BoardsResponse["boards"]> {
  const { value, fault, retry } = useJson<BoardsResponse>("/api/boards");
  return { value: value?.boards ?? null, fault, retry };
}

/** One board's definition; null while none is chosen or it is on its way. */
export function useBoard(id: string | null): Loaded<Board> {
  return useJson<Board>(id === null ? null : `/api/boards/${encodeURIComponent(id)}`);
}

interface Settled<T> {
  path: string;
  value: T | null;
  fault: ApiFault | null;
}

function useJson<T>(path: `/api/${string}` | null): Loaded<T> {
  const [settled, setSettled] = useState<Settled<T> | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    getJson<T>(path, abort.signal).then(
      (value) => {
        setSettled({ path, value, fault: null });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setSettled({ path, value: null, fault: faultOf(error) });
      },
    );
    return () => {
      abort.abort();
    };
  }, [path, attempt]);
  const retry = useCallback(() => {
    setAttempt((count) => count + 1);
  }, []);
  const current = settled?.path === path ? settled : null;
  return { value: current?.value ?? null, fault: current?.fault ?? null, retry };
}
