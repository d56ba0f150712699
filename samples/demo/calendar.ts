import type { Random } from "./random.js";

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of an ISO date. */
export function dayNumber(isoDate: string): number {
  return Date.parse(`${isoDate}T00:00:00Z`) / DAY_MS;
}

/** The ISO date of a day number. */
export function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The first of the days of business: three years before the day after `until`. */
export function firstDay(until: string): number {
  const after = new Date((dayNumber(until) + 1) * DAY_MS);
  return Date.UTC(after.getUTCFullYear() - 3, after.getUTCMonth(), after.getUTCDate()) / DAY_MS;
}

/** January to December, in percent of a usual month; November is the promotion. */
const MONTHS = [84, 80, 95, 98, 102, 100, 96, 97, 103, 106, 150, 118] as const;
/** Sunday to Saturday, in percent. */
const WEEKDAYS = [78, 104, 100, 98, 102, 112, 106] as const;
const GROWTH_PERCENT_OVER_ALL = 55;

const LUNAR_NEW_YEARS = new Set(
  (
    "2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 " +
    "2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 " +
    "2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24 2040-02-12"
  )
    .split(" ")
    .map(dayNumber),
);

/** Percent of usual business: gifts are bought in the fortnight before lunar new year, little in the week of it. */
function lunarNewYearPercent(day: number): number {
  for (let ahead = -6; ahead <= 17; ahead += 1) {
    if (LUNAR_NEW_YEARS.has(day + ahead)) return ahead <= 2 ? 30 : 118;
  }
  return 100;
}

/** True in the month of the yearly promotion. */
export function isPromotion(day: number): boolean {
  return new Date(day * DAY_MS).getUTCMonth() === 10;
}

/** How much business a day attracts, as an integer: seasons, week, holidays, growth and some chance. */
function dayWeight(day: number, first: number, last: number, random: Random): number {
  const date = new Date(day * DAY_MS);
  const growth =
    100 + Math.floor((GROWTH_PERCENT_OVER_ALL * (day - first)) / Math.max(last - first, 1));
  const factors = [
    MONTHS[date.getUTCMonth()] ?? 100,
    WEEKDAYS[date.getUTCDay()] ?? 100,
    lunarNewYearPercent(day),
    growth,
    random.between(85, 115),
  ];
  return Math.floor(factors.reduce((product, factor) => product * factor, 1) / 1_000_000);
}

/** Splits `total` over the days from `first` to `last` by weight; the parts add up to `total` exactly. */
export function spreadOverDays(
  total: number,
  first: number,
  last: number,
  random: Random,
): readonly number[] {
  const weights: number[] = [];
  for (let day = first; day <= last; day += 1) {
    weights.push(dayWeight(day, first, last, random));
  }
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  let given = 0;
  return weights.map((weight) => {
    passed += weight;
    const due = Math.floor((total * passed) / whole);
    const today = due - given;
    given = due;
    return today;
  });
}
