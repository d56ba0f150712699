import { addDays, addMonths, daysInMonth, formatMoment, parseMoment } from "./buckets.js";

/** First and last moment. */
export interface Span {
  readonly start: Date;
  readonly end: Date;
}

export function spanOf([start, end]: readonly [string, string]): Span {
  return { start: parseMoment(start), end: parseMoment(end) };
}

export function rangeOf({ start, end }: Span): readonly [string, string] {
  return [formatMoment(start), formatMoment(end)];
}

/** The span before, as long: as many months where the span is whole months, else as many days. */
export function spanBefore({ start, end }: Span): Span {
  const next = new Date(end.getTime() + 1);
  const wholeMonths = [start, next].every(
    (moment) => moment.getUTCDate() === 1 && moment.getTime() % 86_400_000 === 0,
  );
  if (!wholeMonths) {
    const length = next.getTime() - start.getTime();
    return { start: new Date(start.getTime() - length), end: new Date(end.getTime() - length) };
  }
  const months =
    (next.getUTCFullYear() - start.getUTCFullYear()) * 12 +
    next.getUTCMonth() -
    start.getUTCMonth();
  return { start: addMonths(start, -months), end: new Date(start.getTime() - 1) };
}

/** The same days a year before; the end of February is the end of February. */
export function spanYearBefore({ start, end }: Span): Span {
  const before = addMonths(end, -12);
  const isMonthEnd = end.getUTCDate() === daysInMonth(end);
  const missing = isMonthEnd ? daysInMonth(before) - before.getUTCDate() : 0;
  return { start: addMonths(start, -12), end: addDays(before, missing) };
}

/** The day a year on, where there is one. */
export function dayYearAfter(day: Date): Date | null {
  const after = addMonths(day, 12);
  return after.getUTCDate() === day.getUTCDate() ? after : null;
}

/** Days in order as runs without a gap. */
export function runsOf(days: readonly string[]): (readonly [string, string])[] {
  const runs: [string, string][] = [];
  for (const day of [...new Set(days)].sort()) {
    const run = runs.at(-1);
    const follows = run && formatMoment(addDays(parseMoment(run[1]), 1)).slice(0, 10) === day;
    if (follows) run[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
