import { daysFromLunarNewYear, FIRST_DAY, monthStart, weekday, yearMonth } from "../calendar.js";
import type { PlantedFacts } from "../company.js";
import { OUTAGE_FACTOR, SPIKE_FACTOR } from "../plan.js";

/** January to December, in percent of a usual month; November is the promotion. */
const MONTHS = [92, 86, 95, 98, 101, 99, 95, 96, 101, 104, 135, 112] as const;
/** Sunday to Saturday, in percent. */
const WEEKDAYS = [78, 104, 100, 98, 102, 112, 106] as const;

/**
 * How busy the days are, and the clock that runs by it. Seasons change the speed of time, not the customers: on this
 * clock purchases are the plain process whose parameters are planted. Over every calendar year the clock advances by
 * as many days as the year has (outage and spike apart).
 */
export class OperationalTime {
  readonly #plan: PlantedFacts;
  readonly #intensity: number[] = [];
  /** Clock at the start of each day since the first. */
  readonly #clock: number[] = [0];
  #nextYear = yearMonth(FIRST_DAY).year;

  constructor(plan: PlantedFacts) {
    this.#plan = plan;
  }

  intensity(day: number): number {
    this.#extendTo(day);
    return this.#intensity[day - FIRST_DAY] ?? 1;
  }

  /** The clock's reading when `fraction` of a day has passed. */
  at(day: number, fraction: number): number {
    this.#extendTo(day);
    return (this.#clock[day - FIRST_DAY] ?? 0) + fraction * this.intensity(day);
  }

  /** The day, and how much of it has passed, when the clock shows `reading`. */
  when(reading: number): { day: number; fraction: number } {
    while ((this.#clock.at(-1) ?? 0) <= reading) this.#addYear();
    let low = 0;
    let high = this.#clock.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#clock[middle] ?? 0) <= reading) low = middle;
      else high = middle;
    }
    const passed = (reading - (this.#clock[low] ?? 0)) / (this.#intensity[low] ?? 1);
    return { day: FIRST_DAY + low, fraction: Math.min(Math.max(passed, 0), 0.999_999) };
  }

  #extendTo(day: number): void {
    while (this.#intensity.length <= day - FIRST_DAY) this.#addYear();
  }

  #addYear(): void {
    const start = monthStart(this.#nextYear, 1);
    const end = monthStart(this.#nextYear + 1, 1);
    this.#nextYear += 1;
    const weights: number[] = [];
    for (let day = start; day < end; day += 1) weights.push(seasonOf(day));
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    for (const [offset, weight] of weights.entries()) {
      const intensity = (weight / mean) * this.#planted(start + offset);
      this.#intensity.push(intensity);
      this.#clock.push((this.#clock.at(-1) ?? 0) + intensity);
    }
  }

  #planted(day: number): number {
    if (day === this.#plan.outageDay) return OUTAGE_FACTOR;
    return day === this.#plan.spikeDay ? SPIKE_FACTOR : 1;
  }
}

function seasonOf(day: number): number {
  const { month } = yearMonth(day);
  return (MONTHS[month - 1] ?? 100) * (WEEKDAYS[weekday(day)] ?? 100) * lunarPercent(day);
}

/** Gifts are bought in the fortnight before lunar new year, little in the week of it. */
function lunarPercent(day: number): number {
  const days = daysFromLunarNewYear(day);
  if (days === undefined || days > 6) return 100;
  return days >= -2 ? 30 : 122;
}
