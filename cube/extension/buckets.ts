import type { CubeAnswer } from "../asking.js";
import type { Axis } from "./axes.js";
import { refuse } from "./refusal.js";

type Unit = "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second";

/** The periods of a granularity: one calendar unit each, begun `offset` after the unit. */
export interface Buckets {
  readonly unit: Unit;
  readonly offset: { readonly months: number; readonly milliseconds: number };
}

const MONTHS: Readonly<Partial<Record<Unit, number>>> = { year: 12, quarter: 3, month: 1 };
const MILLISECONDS: Readonly<Partial<Record<Unit, number>>> = {
  week: 7 * 86_400_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
};
const INTERVAL = /(-?\d+)\s+(year|quarter|month|week|day|hour|minute|second)s?/g;

/** The buckets of an axis, as the answer's annotation describes its granularity. */
export function bucketsOf(answer: CubeAnswer, axis: Axis, place: string): Buckets {
  const entry = answer.annotation["timeDimensions"]?.[axis.name];
  const granularity = (
    entry as { granularity?: { interval?: string; offset?: string } } | undefined
  )?.granularity;
  const interval = [...(granularity?.interval ?? `1 ${axis.granularity ?? ""}`).matchAll(INTERVAL)];
  const [first] = interval;
  if (interval.length !== 1 || first?.[1] !== "1") {
    refuse(place, `the periods of ${axis.name} are no calendar periods.`);
  }
  return { unit: first[2] as Unit, offset: parseInterval(granularity?.offset ?? "") };
}

function parseInterval(text: string): Buckets["offset"] {
  let [months, milliseconds] = [0, 0];
  for (const [, count, unit] of text.matchAll(INTERVAL)) {
    months += Number(count) * (MONTHS[unit as Unit] ?? 0);
    milliseconds += Number(count) * (MILLISECONDS[unit as Unit] ?? 0);
  }
  return { months, milliseconds };
}

/** Moments are Cube's local times without a zone, "2013-12-31T00:00:00.000"; here they count as UTC. */
export function parseMoment(text: string): Date {
  return new Date(`${text.length === 10 ? `${text}T00:00:00.000` : text.replace(" ", "T")}Z`);
}

export function formatMoment(moment: Date): string {
  return moment.toISOString().slice(0, -1);
}

/** Start of the bucket that holds the moment. */
export function bucketAt({ unit, offset }: Buckets, moment: Date): Date {
  const unshifted = new Date(addMonths(moment, -offset.months).getTime() - offset.milliseconds);
  const start = addMonths(floor(unit, unshifted), offset.months);
  return new Date(start.getTime() + offset.milliseconds);
}

/** Start of the bucket `count` after the one that begins at `start`. */
export function bucketAfter({ unit }: Buckets, start: Date, count: number): Date {
  const months = MONTHS[unit];
  if (months !== undefined) return addMonths(start, count * months);
  return new Date(start.getTime() + count * (MILLISECONDS[unit] ?? 0));
}

/** How many buckets lie between two starts. */
export function bucketDistance({ unit }: Buckets, from: Date, to: Date): number {
  const months = MONTHS[unit];
  if (months !== undefined) {
    const years = to.getUTCFullYear() - from.getUTCFullYear();
    return (years * 12 + to.getUTCMonth() - from.getUTCMonth()) / months;
  }
  return (to.getTime() - from.getTime()) / (MILLISECONDS[unit] ?? 1);
}

/** The same day `count` months on; the month's last where it has no such day. */
export function addMonths(moment: Date, count: number): Date {
  const first = new Date(moment);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + count);
  const day = Math.min(moment.getUTCDate(), daysInMonth(first));
  first.setUTCDate(day);
  return first;
}

export function addDays(moment: Date, count: number): Date {
  return new Date(moment.getTime() + count * 86_400_000);
}

export function daysInMonth(moment: Date): number {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0)).getUTCDate();
}

/** Start of the calendar unit that holds the moment; weeks begin on Monday, as the engine's. */
export function floor(unit: Unit, moment: Date): Date {
  const [year, month] = [moment.getUTCFullYear(), moment.getUTCMonth()];
  const months = MONTHS[unit];
  if (months !== undefined) return new Date(Date.UTC(year, month - (month % months), 1));
  if (unit === "week") {
    const day = floor("day", moment);
    return addDays(day, -((day.getUTCDay() + 6) % 7));
  }
  const length = MILLISECONDS[unit] ?? 1;
  return new Date(Math.floor(moment.getTime() / length) * length);
}
