import type { Company } from "./company.js";
import { dayOf, instantOf, secondOf } from "./calendar.js";

/** Minutes since 1970-01-01 00:00 on the company's wall clock: what clocks of working time count in. */
export function minuteOf(instant: number): number {
  return dayOf(instant) * 1440 + Math.floor(secondOf(instant) / 60);
}

/** Milliseconds UTC of a local minute. */
export function instantOfMinute(minute: number): number {
  return instantOf(Math.floor(minute / 1440), (minute % 1440) * 60);
}

/** Lets something happen at a local minute of today or later; nothing happens after the company's last day. */
export function atMinute(
  company: Company,
  minute: number,
  happening: (instant: number) => void,
): void {
  company.at(Math.floor(minute / 1440), () => {
    happening(instantOfMinute(minute));
  });
}
