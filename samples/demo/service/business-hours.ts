import { daysFromLunarNewYear, isoDate, weekday } from "../calendar.js";

const OPENS_MINUTE = 9 * 60;
const CLOSES_MINUTE = 18 * 60;
const DAY_MINUTES = 24 * 60;
/** Working minutes of one business day. */
const WORKDAY_MINUTES = CLOSES_MINUTE - OPENS_MINUTE;

const HOLIDAYS = new Set(["01-01", "05-01", "10-01", "10-02", "10-03"]);
const SATURDAY = 6;

/** Monday to Friday, except fixed public holidays and the seven days from lunar new year's eve. */
export function isBusinessDay(day: number): boolean {
  const ofWeek = weekday(day);
  if (ofWeek === 0 || ofWeek === SATURDAY) return false;
  if (HOLIDAYS.has(isoDate(day).slice(5))) return false;
  const lunar = daysFromLunarNewYear(day);
  return lunar === undefined || lunar < -1 || lunar > 5;
}

/** Business days before each day since `ORIGIN`, grown on demand. */
const ORIGIN = Date.UTC(2022, 0, 1) / (DAY_MINUTES * 60_000);
const before: number[] = [0];

function businessDaysBefore(day: number): number {
  for (let next = before.length; next <= day - ORIGIN; next += 1) {
    const yesterday = ORIGIN + next - 1;
    before.push((before[next - 1] ?? 0) + (isBusinessDay(yesterday) ? 1 : 0));
  }
  return before[day - ORIGIN] ?? 0;
}

/** Working minutes from the clock's origin to a minute of local time. */
function workingMinute(minute: number): number {
  const day = Math.floor(minute / DAY_MINUTES);
  const whole = businessDaysBefore(day) * WORKDAY_MINUTES;
  if (businessDaysBefore(day + 1) === businessDaysBefore(day)) return whole;
  const ofDay = minute - day * DAY_MINUTES;
  return whole + Math.min(Math.max(ofDay - OPENS_MINUTE, 0), WORKDAY_MINUTES);
}

/** Working minutes between two minutes of local time (minutes since 1970-01-01 00:00 on the wall clock). */
export function workingMinutesBetween(from: number, to: number): number {
  return workingMinute(to) - workingMinute(from);
}

/** The local minute at which `minutes` (at least 1) of working time have passed since `from`. */
export function afterWorkingMinutes(from: number, minutes: number): number {
  const due = workingMinute(from) + minutes;
  let day = Math.floor(from / DAY_MINUTES);
  while (businessDaysBefore(day + 1) * WORKDAY_MINUTES < due) day += 1;
  return day * DAY_MINUTES + OPENS_MINUTE + (due - businessDaysBefore(day) * WORKDAY_MINUTES);
}
