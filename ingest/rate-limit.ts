/** The outside world of an HTTP source: time, chance and names. Tests put their own in. */
export interface HttpEffects {
  /** Milliseconds since 1970. */
  now: () => number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
  /** All addresses of a host name. */
  lookup: (host: string) => Promise<readonly { address: string; family: number }[]>;
}

/**
 * A token bucket: `take` waits until one more request keeps within `requests` in `perMs`. A full bucket lets the first
 * `requests` through at once.
 */
export function rateLimit(
  limit: { requests: number; per: number } | undefined,
  effects: Pick<HttpEffects, "now" | "sleep">,
): (signal: AbortSignal) => Promise<void> {
  if (limit === undefined) return () => Promise.resolve();
  const refill = limit.requests / limit.per;
  let tokens = limit.requests;
  let at = effects.now();
  return async (signal) => {
    for (;;) {
      const now = effects.now();
      tokens = Math.min(limit.requests, tokens + (now - at) * refill);
      at = now;
      if (tokens >= 1) break;
      await effects.sleep(Math.ceil((1 - tokens) / refill), signal);
    }
    tokens -= 1;
  };
}
