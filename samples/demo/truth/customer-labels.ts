import { monthStart, yearMonth } from "../calendar.js";
import type { CustomerKind } from "../company.js";

/** The definitions of docs/marts-customer.md with their published thresholds, without any SQL. */
const LAPSED_AFTER_DAYS = 365;
const LOST_AFTER_DAYS = 730;
const LOYAL_MIN_ORDERS = 4;
const GAP_QUANTILE = 0.9;
const MIN_GAPS = 3;
const DEFAULT_GAP_DAYS = 180;

type State =
  | "prospect"
  | "qualified"
  | "first_time_buyer"
  | "repeat_buyer"
  | "loyal"
  | "lapsed"
  | "lost"
  | "won_back";

type ChurnLabel = "none" | "active" | "at_risk" | "lost";

/** @param orderDays days of the orders that stand, in order */
export function stateOn(until: number, orderDays: readonly number[], isQualified: boolean): State {
  const last = orderDays.at(-1);
  if (last === undefined) return isQualified ? "qualified" : "prospect";
  const silence = until - last;
  if (silence > LOST_AFTER_DAYS) return "lost";
  if (silence > LAPSED_AFTER_DAYS) return "lapsed";
  if ((gapsBetween(orderDays).at(-1)?.days ?? 0) > LAPSED_AFTER_DAYS) return "won_back";
  if (orderDays.length >= LOYAL_MIN_ORDERS) return "loyal";
  return orderDays.length > 1 ? "repeat_buyer" : "first_time_buyer";
}

/** Days between purchases, each with the day it ended; orders of one day are one purchase. */
function gapsBetween(orderDays: readonly number[]): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const [n, day] of orderDays.entries()) {
    const before = orderDays[n - 1];
    if (before !== undefined && day > before) gaps.push({ days: day - before, endDay: day });
  }
  return gaps;
}

interface Gap {
  days: number;
  endDay: number;
}

/** How long customers of each kind are silent between purchases. */
export class UsualGaps {
  /** By kind and the last day of the month in which they ended, how many gaps there are of each length. */
  readonly #counts = {
    person: new Map<number, (number | undefined)[]>(),
    organisation: new Map<number, (number | undefined)[]>(),
  };

  add(kind: CustomerKind, orderDays: readonly number[]): void {
    const months = this.#counts[kind];
    for (const { days, endDay } of gapsBetween(orderDays)) {
      const month = monthEnd(endDay);
      const counts = months.get(month) ?? [];
      counts[days] = (counts[days] ?? 0) + 1;
      months.set(month, counts);
    }
  }

  churnLabel(until: number, kind: CustomerKind, orderDays: readonly number[]): ChurnLabel {
    const last = orderDays.at(-1);
    if (last === undefined) return "none";
    const own = gapsBetween(orderDays)
      .map(({ days }) => days)
      .sort((a, b) => a - b);
    const limit =
      own.length >= MIN_GAPS ? quantile(own.length, (n) => own[n] ?? 0) : this.#limit(kind, until);
    const silence = until - last;
    if (silence > 2 * limit) return "lost";
    return silence > limit ? "at_risk" : "active";
  }

  readonly #limits: Partial<Record<CustomerKind, number>> = {};

  #limit(kind: CustomerKind, until: number): number {
    const limit = this.#limits[kind] ?? limitOf(this.#counts[kind], until);
    this.#limits[kind] = limit;
    return limit;
  }
}

/** The quantile at the end of each month, which rises by no more than half the days since an earlier one. */
function limitOf(
  months: ReadonlyMap<number, readonly (number | undefined)[]>,
  until: number,
): number {
  const counts: number[] = [];
  let count = 0;
  let limit = DEFAULT_GAP_DAYS;
  let before: number | undefined;
  for (const month of monthEnds(Math.min(...months.keys()), until)) {
    for (const [days, n] of (months.get(month) ?? []).entries()) {
      counts[days] = (counts[days] ?? 0) + (n ?? 0);
      count += n ?? 0;
    }
    const day = Math.min(month, until);
    const most = before === undefined ? Infinity : limit + (day - before) / 2;
    limit = Math.min(
      most,
      quantile(count, (n) => nthOf(counts, n)),
    );
    before = day;
  }
  return limit;
}

function monthEnd(day: number): number {
  const { year, month } = yearMonth(day);
  return monthStart(year, month + 1) - 1;
}

/** From one last day of a month to that of the month of `until`; none from infinity. */
function monthEnds(first: number, until: number): readonly number[] {
  const ends: number[] = [];
  for (let end = first; end <= monthEnd(until); end = monthEnd(end + 1)) ends.push(end);
  return ends;
}

/** Interpolated between the two nearest of `count` values in rising order. */
function quantile(count: number, valueAt: (n: number) => number): number {
  const place = (count - 1) * GAP_QUANTILE;
  const low = Math.floor(place);
  const value = valueAt(low);
  return low === place ? value : value + (place - low) * (valueAt(low + 1) - value);
}

function nthOf(counts: readonly (number | undefined)[], n: number): number {
  let passed = 0;
  for (let value = 0; value < counts.length; value += 1) {
    passed += counts[value] ?? 0;
    if (passed > n) return value;
  }
  return counts.length - 1;
}
