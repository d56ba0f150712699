import { useCallback, useEffect, useRef, useState } from "react";
import type { StatusResponse } from "../../server/contract.js";
import { type ApiFault, faultOf } from "../api/api-fault.js";
import { getJson } from "../api/get-json.js";

const POLL_MS = 4_000;
const POLL_UNTIL_READY_MS = 1_500;

interface Connection {
  /** The last version announced; null before the first answer. */
  status: StatusResponse | null;
  /** Why the latest question had no good answer. */
  fault: ApiFault | null;
  /** Asks at once. */
  refresh: () => void;
}

/** Follows the current version. Sleeps while the page is hidden, asks again when it is shown. */
export function useStatus(): Connection {
  const [status, setStatus] = useState<StatusResponse | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const ask = useRef<() => void>(() => undefined);

  useEffect(() => {
    let timer: number | undefined;
    let stopped = false;
    let asking = false;

    const poll = async (): Promise<void> => {
      if (asking) return;
      asking = true;
      clearTimeout(timer);
      let wait = POLL_MS;
      try {
        const next = await getJson<StatusResponse>("/api/status");
        if (stopped) return;
        setStatus((known) => (known && sameVersion(known, next) ? known : next));
        setFault(null);
      } catch (error) {
        if (stopped) return;
        setFault(faultOf(error));
        wait = POLL_UNTIL_READY_MS;
      } finally {
        asking = false;
      }
      if (!document.hidden) timer = window.setTimeout(() => void poll(), wait);
    };
    const onVisibility = (): void => {
      if (document.hidden) clearTimeout(timer);
      else void poll();
    };

    ask.current = () => void poll();
    document.addEventListener("visibilitychange", onVisibility);
    void poll();
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, []);

  const refresh = useCallback(() => {
    ask.current();
  }, []);
  return { status, fault, refresh };
}

/** Numbers alone do not tell: a data directory may be begun anew while the page is open. */
function sameVersion(a: StatusResponse, b: StatusResponse): boolean {
  return a.version === b.version && a.publishedAt === b.publishedAt && a.dataDirId === b.dataDirId;
}
