import type { Random } from "../random.js";

/** Somebody who rings up; `second` counts from local midnight. */
export interface Caller<Reason> {
  second: number;
  /** Seconds after which an unanswered caller hangs up. */
  patience: number;
  talk: number;
  hold: number;
  wrap: number;
  reason: Reason;
}

/** An agent's hours on one queue; seconds count from local midnight. */
export interface Shift {
  agentNo: string;
  from: number;
  to: number;
}

export interface AnsweredCall<Reason> {
  caller: Caller<Reason>;
  waited: number;
  /** Undefined when the caller hung up. */
  agentNo: string | undefined;
  /** When the conversation ended or the caller hung up. */
  ended: number;
}

/**
 * One queue on one day, first come first served: a caller waits for the first agent on shift who is free and hangs
 * up when patience ends before. Waiting and abandonment so follow from the staffing and from nothing else.
 *
 * @param callers in order of `second`
 */
export function runQueue<Reason>(
  callers: readonly Caller<Reason>[],
  shifts: readonly Shift[],
): AnsweredCall<Reason>[] {
  const freeAt = shifts.map(({ from }) => from);
  return callers.map((caller) => {
    const best = earliestAgent(caller.second, shifts, freeAt);
    const start = best === undefined ? Infinity : Math.max(caller.second, freeAt[best] ?? 0);
    const waited = start - caller.second;
    const shift = best === undefined ? undefined : shifts[best];
    if (best === undefined || shift === undefined || waited > caller.patience) {
      const ended = caller.second + caller.patience;
      return { caller, waited: caller.patience, agentNo: undefined, ended };
    }
    const ended = start + caller.talk + caller.hold;
    freeAt[best] = ended + caller.wrap;
    return { caller, waited, agentNo: shift.agentNo, ended };
  });
}

/** The agent who is free first; among several already free, the one free for longest. */
function earliestAgent(
  second: number,
  shifts: readonly Shift[],
  freeAt: readonly number[],
): number | undefined {
  let best: number | undefined;
  let bestAt = Infinity;
  for (const [index, shift] of shifts.entries()) {
    const free = freeAt[index] ?? Infinity;
    if (Math.max(free, second) >= shift.to || free >= bestAt) continue;
    best = index;
    bestAt = free;
  }
  return best;
}

/** Share of a day's calls by half hour from 08:00, in weights: a peak before noon and one after lunch. */
const HALF_HOURS = [
  10, 16, 34, 48, 60, 64, 58, 46, 34, 30, 44, 54, 56, 52, 46, 40, 34, 28, 20, 16, 14, 12, 10, 8,
] as const;
const OPENS_SECOND = 8 * 3600;

/** A second of the day between 08:00 and 20:00, as callers choose it. */
export function callSecond(random: Random): number {
  return OPENS_SECOND + random.weighted(HALF_HOURS) * 1800 + random.below(1800);
}

/** How long a call takes; waiting longer than the patience loses the caller. */
export function drawCaller<Reason>(
  second: number,
  reason: Reason,
  talkPercent: number,
  random: Random,
): Caller<Reason> {
  return {
    second,
    patience: 30 + random.below(120) + random.below(random.between(1, 420)),
    talk: Math.floor(((60 + random.below(180) + random.below(360)) * talkPercent) / 100),
    hold: random.chance(300) ? random.between(15, 150) : 0,
    wrap: 15 + random.below(75),
    reason,
  };
}
