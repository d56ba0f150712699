/** npm passes a terminal's Ctrl-C on, so one keypress may arrive twice. */
export const SAME_KEYPRESS_MS = 1_000;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does work that the first request to stop (Ctrl-C, SIGTERM) aborts in order; a later second one ends the process at
 * once, which loses nothing that was committed.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let asked: number | undefined;
  const ask = (): void => {
    if (asked !== undefined && Date.now() - asked > SAME_KEYPRESS_MS) process.exit(130);
    asked ??= Date.now();
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, ask);
  try {
    return await work(controller.signal);
  } finally {
    // Once asked, the process is about to end: the same keypress, passed on by npm, must not cut that short.
    if (asked === undefined) for (const signal of SIGNALS) process.off(signal, ask);
  }
}
