import { setMaxListeners } from "node:events";
import { GranaryError } from "../../warehouse/errors.js";

/** Runs `work` with a signal that is aborted with `signal`, or with QUERY_TIMEOUT when the time is up. */
export async function withTimeout<T>(
  signal: AbortSignal,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(
      new GranaryError("QUERY_TIMEOUT", {
        message: `The question was not answered within ${String(timeoutMs / 1000)} seconds and was stopped.`,
        hint: "Ask for a shorter period or fewer dimensions, or raise answers.timeout.",
      }),
    );
  }, timeoutMs);
  timer.unref();
  try {
    const limited = AbortSignal.any([signal, late.signal]);
    // One question may ask the engine many times at once.
    setMaxListeners(0, limited);
    return await work(limited);
  } finally {
    clearTimeout(timer);
  }
}
