import { DEMO_OPENING } from "../../warehouse/config-demo.js";

const DAY_MS = 86_400_000;

/** The company's wall clock is eight hours ahead of UTC. */
const UTC_OFFSET_MS = 8 * 3_600_000;

/** Days since 1970-01-01 of an ISO date. */
export function dayNumber(isoDate: string): number {
  return Date.parse(`${isoDate}T00:00:00Z`) / DAY_MS;
}

/** The ISO date of a day number. */
export function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The first day of business. */
export const FIRST_DAY = dayNumber(DEMO_OPENING);

/** Milliseconds UTC of a local time of day in whole seconds; kept within the day. */
export function instantOf(day: number, second: number): number {
  const within = Math.min(Math.max(Math.floor(second), 0), 86_399);
  return day * DAY_MS + within * 1000 - UTC_OFFSET_MS;
}

/** The company's day on which an instant falls. */
export function dayOf(instant: number): number {
  return Math.floor((instant + UTC_OFFSET_MS) / DAY_MS);
}

/** Seconds since local midnight. */
export function secondOf(instant: number): number {
  return Math.floor((instant + UTC_OFFSET_MS - dayOf(instant) * DAY_MS) / 1000);
}

/** `seconds` later, but still on the same local day. */
export function laterOn(instant: number, seconds: number): number {
  return instantOf(dayOf(instant), secondOf(instant) + seconds);
}

/** 0 is Sunday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

interface YearMonth {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  date: number;
}

export function yearMonth(day: number): YearMonth {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() };
}

/** The first day of a year's month; months beyond 12 run into the next years. */
export function monthStart(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / DAY_MS;
}

const LUNAR_NEW_YEARS = new Set(
  (
    "2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 " +
    "2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24 " +
    "2040-02-12"
  )
    .split(" ")
    .map(dayNumber),
);

/** Days from the nearest lunar new year when it is within 17 days before or 7 after `day`: -17 .. 7. */
export function daysFromLunarNewYear(day: number): number | undefined {
  for (let back = -17; back <= 7; back += 1) {
    if (LUNAR_NEW_YEARS.has(day - back)) return back;
  }
  return undefined;
}

/** Offices are closed: weekends and the week of lunar new year. */
export function isWorkday(day: number): boolean {
  const lunar = daysFromLunarNewYear(day);
  if (lunar !== undefined && lunar >= -1 && lunar <= 5) return false;
  const week = weekday(day);
  return week !== 0 && week !== 6;
}

/** The first working day on or after `day`. */
export function workdayFrom(day: number): number {
  let found = day;
  while (!isWorkday(found)) found += 1;
  return found;
}
