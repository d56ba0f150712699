import { useEffect, useRef, useState } from "react";
import type { StatusResponse } from "../../server/contract.js";
import { QueryRunner } from "../api/query-runner.js";
import { type BoardSnapshot, loadSnapshot, type SnapshotRequest } from "../state/board-snapshot.js";

interface Shown {
  /** What to show; stays on the last complete snapshot while the next one loads. */
  snapshot: BoardSnapshot | null;
  /** Asks the version the snapshot came from. */
  runner: QueryRunner | null;
  loading: boolean;
}

interface SnapshotOptions {
  /** Called when the version asked for is no longer kept. */
  onVersionGone: () => void;
  /** Called with the version of each snapshot that comes to stand on the page. */
  onShown: (status: StatusResponse) => void;
  /** Another number asks again for what failed. */
  attempt: number;
}

/** Keeps a complete snapshot of the board for the requested version and state, and swaps it whole. */
export function useSnapshot(
  request: SnapshotRequest,
  { onVersionGone, onShown, attempt }: SnapshotOptions,
): Shown {
  const [shown, setShown] = useState<{ snapshot: BoardSnapshot; runner: QueryRunner } | null>(null);
  const [loadedKey, setLoadedKey] = useState("");
  const runnerRef = useRef<{ identity: string; runner: QueryRunner } | null>(null);
  const key = keyOf(request, attempt);
  const latest = useRef(request);
  latest.current = request;

  useEffect(() => {
    const asked = latest.current;
    const identity = identityOf(asked);
    if (runnerRef.current?.identity !== identity) {
      runnerRef.current = { identity, runner: new QueryRunner(asked.status.version) };
    }
    const { runner } = runnerRef.current;
    let superseded = false;
    void loadSnapshot(asked, (query) => runner.run(query)).then((snapshot) => {
      if (superseded) return;
      const gone = snapshot.tiles.some((part) => "fault" in part && part.fault.versionGone);
      setLoadedKey(key);
      setShown((before) => (gone && before ? before : { snapshot, runner }));
      if (gone) onVersionGone();
      else onShown(asked.status);
    });
    return () => {
      superseded = true;
    };
    // `key` changes with whatever matters about the request.
  }, [key, onVersionGone, onShown]);

  return {
    snapshot: shown?.snapshot ?? null,
    runner: shown?.runner ?? null,
    loading: key !== loadedKey,
  };
}

function identityOf({ status }: SnapshotRequest): string {
  return `${status.dataDirId} ${status.version} ${status.publishedAt}`;
}

function keyOf(request: SnapshotRequest, attempt: number): string {
  return JSON.stringify([
    identityOf(request),
    request.board,
    request.state,
    request.rowLimit,
    attempt,
  ]);
}
