import { shown } from "./faults.js";

const ABSOLUTE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const UNIT = "(second|minute|hour|day|week|month|quarter|year)s?";
const THIS_UNIT = new RegExp(`^(this|last|next) ${UNIT}$`);
const COUNTED = new RegExp(`^(last|next) (\\d{1,4}) ${UNIT}$`);
const AGO = new RegExp(`^(\\d{1,4}) ${UNIT} (ago|from now)$`);
const FROM_TO = /^from (.{1,40}) to (.{1,40})$/;

/** Days by name as distances from now. Cube splits "from … to …" at the last "to" and would cut "today" in two. */
const NAMED_POINTS: Readonly<Record<string, string>> = {
  now: "now",
  today: "now",
  yesterday: "1 day ago",
  tomorrow: "1 day from now",
};

const UNDERSTOOD =
  'Write a day as "2013-12-31", two of them as a list, or words such as "today", "last month", "this year", ' +
  '"last 30 days", "next 2 weeks" or "from 7 days ago to now".';

type DateRange = string | readonly [string] | readonly [string, string];

/** A date range as Cube understands it, or what is wrong with it. */
type CheckedRange = { range: DateRange } | { fault: string };

/** @param raw a relative text, a day, or a list of one or two days */
export function checkDateRange(raw: unknown, now: Date): CheckedRange {
  if (typeof raw === "string") return checkText(raw, now);
  if (!Array.isArray(raw) || raw.length < 1 || raw.length > 2) {
    return { fault: `${shown(raw)} is no date range. ${UNDERSTOOD}` };
  }
  const [start, end = start] = raw as readonly unknown[];
  if (raw.length === 1 && typeof start === "string" && !isDay(start)) {
    return checkText(start, now);
  }
  for (const day of [start, end]) {
    if (!isAbsolute(day)) return { fault: noDate(day) };
  }
  const days: [string, string] = [String(start), String(end)];
  if (timeOf(days[0], "start") > timeOf(days[1], "end")) {
    return { fault: `the range ends on ${days[1]}, before it starts on ${days[0]}.` };
  }
  return { range: days };
}

/** Whether `value` is a day, or a moment of a day, that exists. */
export function isAbsolute(value: unknown): value is string {
  return typeof value === "string" && isDay(value);
}

function isDay(value: string): boolean {
  const match = ABSOLUTE.exec(value);
  if (!match) return false;
  const [, year, month, day, hour = "0", minute = "0", second = "0"] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return (
    Number(year) >= 1000 &&
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  );
}

/** What to say of a text that should be a day. */
export function noDate(value: unknown): string {
  const nearly = typeof value === "string" && ABSOLUTE.test(value);
  return nearly ? `there is no day ${shown(value)}.` : `${shown(value)} is no date. ${UNDERSTOOD}`;
}

function checkText(text: string, now: Date): CheckedRange {
  if (isDay(text)) return { range: text };
  const words = text.trim().replace(/\s+/g, " ").toLowerCase();
  if (Object.hasOwn(NAMED_POINTS, words)) return { range: words === "now" ? "today" : words };
  if (THIS_UNIT.test(words)) return { range: words };
  const [, side, count, unit] = COUNTED.exec(words) ?? [];
  if (count !== undefined && unit !== undefined) {
    const end = moved(now, unit, side === "last" ? -Number(count) : Number(count));
    return isStorable(end) && count !== "0" ? { range: words } : { fault: tooFar(text) };
  }
  const fromTo = FROM_TO.exec(words);
  const from = point(fromTo?.[1], now);
  const to = point(fromTo?.[2], now);
  if (from === null || to === null) return { fault: noDate(text) };
  if (!isStorable(from.time) || !isStorable(to.time)) return { fault: tooFar(text) };
  if (from.time > to.time) return { fault: `the range ${shown(text)} ends before it starts.` };
  return { range: `from ${from.text} to ${to.text}` };
}

/** One end of "from … to …". */
function point(words: string | undefined, now: Date): { text: string; time: number } | null {
  if (words === undefined) return null;
  // Relative ends mean whole days, so a day on the other side is compared with a day.
  const today = `${now.toISOString().slice(0, 10)}T00:00:00Z`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(words) && isDay(words)) {
    return { text: words, time: timeOf(words, "start") };
  }
  const text = (Object.hasOwn(NAMED_POINTS, words) ? NAMED_POINTS[words] : undefined) ?? words;
  if (text === "now") return { text, time: Date.parse(today) };
  const [, count, unit, side] = AGO.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  const distance = side === "ago" ? -Number(count) : Number(count);
  return { text, time: moved(new Date(today), unit, distance) };
}

const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
};
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

function moved(from: Date, unit: string, count: number): number {
  const months = MONTHS[unit];
  if (months === undefined) return from.getTime() + count * (SECONDS[unit] ?? 0) * 1_000;
  return Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + count * months, from.getUTCDate());
}

function isStorable(time: number): boolean {
  const year = new Date(time).getUTCFullYear();
  return year >= 1000 && year <= 9999;
}

function tooFar(text: string): string {
  return `${shown(text)} reaches no day of the calendar, which goes from the year 1000 to 9999.`;
}

function timeOf(absolute: string, side: "start" | "end"): number {
  if (absolute.length > 10) {
    const zoned = /(Z|[+-]\d{2}(:?\d{2})?)$/.test(absolute.slice(10)) ? absolute : `${absolute}Z`;
    return Date.parse(zoned.replace(" ", "T").replace(/([+-]\d{2})$/, "$1:00"));
  }
  return Date.parse(`${absolute}T${side === "start" ? "00:00:00.000" : "23:59:59.999"}Z`);
}
