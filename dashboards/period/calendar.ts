/** Calendar arithmetic on business dates written as YYYY-MM-DD; no clock and no time zone is involved. */

const DAY_MS = 86_400_000;

interface Parts {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

/** Whether `text` is an existing day written as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether `text` is a month written as YYYY-MM. */
export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from `from` up to and including `to`. */
export function lengthInDays(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** The same day so many months on; the last day of a month stays the last, other days are cut to fit. */
export function addMonths(day: string, months: number): string {
  const { year, month, day: dayOfMonth } = partsOf(day);
  const index = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1 };
  const last = daysInMonth(target.year, target.month);
  const wasLast = dayOfMonth === daysInMonth(year, month);
  return join({ ...target, day: wasLast ? last : Math.min(dayOfMonth, last) });
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function monthStart(month: string): string {
  return `${month}-01`;
}

export function monthEnd(month: string): string {
  const { year, month: number } = partsOf(monthStart(month));
  return join({ year, month: number, day: daysInMonth(year, number) });
}

/** Months from `first` to `last`, both YYYY-MM and included. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = monthOf(addMonths(monthStart(month), 1))) {
    months.push(month);
  }
  return months;
}

export function quarterStart(day: string): string {
  const { year, month } = partsOf(day);
  return join({ year, month: month - ((month - 1) % 3), day: 1 });
}

export function yearStart(day: string): string {
  return `${day.slice(0, 4)}-01-01`;
}

function partsOf(day: string): Parts {
  return {
    year: Number(day.slice(0, 4)),
    month: Number(day.slice(5, 7)),
    day: Number(day.slice(8, 10)),
  };
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function join({ year, month, day }: Parts): string {
  const pad = (value: number, width: number): string => String(value).padStart(width, "0");
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}
