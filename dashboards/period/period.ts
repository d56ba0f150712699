import type { PeriodName } from "../../server/contract.js";
import {
  addDays,
  addMonths,
  lengthInDays,
  monthEnd,
  monthOf,
  monthsBetween,
  monthStart,
  quarterStart,
  yearStart,
} from "./calendar.js";

/** Both days included. */
export interface DateRange {
  from: string;
  to: string;
}

/** What the reader chose; `from` and `to` count for "custom" only. */
export interface PeriodChoice {
  period: PeriodName;
  from: string | null;
  to: string | null;
  /** A month (YYYY-MM) of the period to which the board is narrowed. */
  month: string | null;
}

/** Before any business the warehouse could hold: the open start of "all". */
export const BEGINNING = "1900-01-01";

/** The days a choice covers, counted back from the as-of date of the version shown. */
export function periodRange(choice: PeriodChoice, asOf: string): DateRange {
  switch (choice.period) {
    case "month":
      return { from: monthStart(monthOf(asOf)), to: asOf };
    case "quarter":
      return { from: quarterStart(asOf), to: asOf };
    case "ytd":
      return { from: yearStart(asOf), to: asOf };
    case "12m":
      return yearUpTo(asOf);
    case "all":
      return { from: BEGINNING, to: asOf };
    case "custom":
      return choice.from !== null && choice.to !== null
        ? { from: choice.from, to: choice.to }
        : yearUpTo(asOf);
  }
}

/** The period cut to the chosen month; the whole period when no month is chosen or the month lies outside it. */
export function focusRange(choice: PeriodChoice, asOf: string): DateRange {
  const range = periodRange(choice, asOf);
  if (choice.month === null) return range;
  const from = later(range.from, monthStart(choice.month));
  const to = earlier(range.to, monthEnd(choice.month));
  return from <= to ? { from, to } : range;
}

/**
 * The days to compare a focus range with: as long, and directly before it. Calendar periods move by whole months, so
 * that the first 17 days of May meet the first 17 of April and a whole May meets a whole April. "All" has none.
 */
export function previousRange(choice: PeriodChoice, asOf: string): DateRange | null {
  const range = focusRange(choice, asOf);
  if (choice.month !== null && monthOf(range.from) === monthOf(range.to)) return shift(range, 1);
  switch (choice.period) {
    case "month":
      return shift(range, 1);
    case "quarter":
      return shift(range, 3);
    case "ytd":
      return shift(range, 12);
    case "12m":
      return yearUpTo(addDays(range.from, -1));
    case "all":
      return null;
    case "custom":
      return beforeCustom(range);
  }
}

/** Months of a range that it covers only in part. */
export function isPartial(month: string, range: DateRange): boolean {
  return monthStart(month) < range.from || monthEnd(month) > range.to;
}

function yearUpTo(day: string): DateRange {
  return { from: addDays(addMonths(day, -12), 1), to: day };
}

function shift(range: DateRange, months: number): DateRange {
  return { from: addMonths(range.from, -months), to: addMonths(range.to, -months) };
}

function beforeCustom(range: DateRange): DateRange {
  const wholeMonths =
    range.from === monthStart(monthOf(range.from)) && range.to === monthEnd(monthOf(range.to));
  if (wholeMonths) {
    return shift(range, monthsBetween(monthOf(range.from), monthOf(range.to)).length);
  }
  const days = lengthInDays(range.from, range.to);
  return { from: addDays(range.from, -days), to: addDays(range.to, -days) };
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
