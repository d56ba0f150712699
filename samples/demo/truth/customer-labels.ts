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
  if ((gapsBetween(orderDays).at(-1) ?? 0) > LAPSED_AFTER_DAYS) return "won_back";
  if (orderDays.length >= LOYAL_MIN_ORDERS) return "loyal";
  return orderDays.length > 1 ? "repeat_buyer" : "first_time_buyer";
}

/** Days between purchases; orders of one day are one purchase. */
function gapsBetween(orderDays: readonly number[]): readonly number[] {
  const gaps: number[] = [];
  for (const [n, day] of orderDays.entries()) {
    const before = orderDays[n - 1];
    if (before !== undefined && day > before) gaps.push(day - before);
  }
  return gaps;
}

/** How long customers of each kind are silent between purchases. */
export class UsualGaps {
  /** By kind, how many gaps there are of each length in days. */
  readonly #counts = { person: [] as number[], organisation: [] as number[] };

  add(kind: CustomerKind, orderDays: readonly number[]): void {
    const counts = this.#counts[kind];
    for (const gap of gapsBetween(orderDays)) counts[gap] = (counts[gap] ?? 0) + 1;
  }

  churnLabel(until: number, kind: CustomerKind, orderDays: readonly number[]): ChurnLabel {
    const last = orderDays.at(-1);
    if (last === undefined) return "none";
    const own = [...gapsBetween(orderDays)].sort((a, b) => a - b);
    const limit =
      own.length >= MIN_GAPS ? quantile(own.length, (n) => own[n] ?? 0) : this.#limit(kind);
    const silence = until - last;
    if (silence > 2 * limit) return "lost";
    return silence > limit ? "at_risk" : "active";
  }

  readonly #limits: Partial<Record<CustomerKind, number>> = {};

  #limit(kind: CustomerKind): number {
    const known = this.#limits[kind];
    if (known !== undefined) return known;
    const counts = this.#counts[kind];
    const count = counts.reduce((sum, n) => sum + n, 0);
    const limit = count === 0 ? DEFAULT_GAP_DAYS : quantile(count, (n) => nthOf(counts, n));
    this.#limits[kind] = limit;
    return limit;
  }
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
