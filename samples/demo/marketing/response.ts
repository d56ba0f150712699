import type { Random } from "../random.js";
import type { TouchChannel } from "./campaign-plan.js";

/** How a channel is answered when nothing else speaks for or against it, in thousandths of what came before. */
const CHANNELS: Readonly<
  Record<TouchChannel, { open: number; click: number; respond: number; unsubscribe: number }>
> = {
  email: { open: 300, click: 220, respond: 260, unsubscribe: 4 },
  sms: { open: 650, click: 90, respond: 250, unsubscribe: 6 },
  phone: { open: 420, click: 0, respond: 160, unsubscribe: 8 },
  post: { open: 0, click: 0, respond: 18, unsubscribe: 1 },
};

/** Percent of usual attention by weekday, Sunday first. */
const WEEKDAYS = [72, 98, 122, 112, 106, 88, 66] as const;
/** Percent of usual attention by the hour of sending; ten o'clock is the best. */
const HOURS = [
  30, 25, 20, 20, 25, 40, 60, 80, 95, 112, 130, 118, 100, 96, 104, 100, 94, 90, 96, 104, 110, 92,
  64, 42,
] as const;

/** Percent of usual attention after so many touches in the last 30 days: what tires people. */
const FATIGUE = [110, 100, 90, 76, 62, 50, 40, 32, 26] as const;

/** The planted attention, in percent of usual. */
export const ATTENTION = {
  weekdays_from_sunday: WEEKDAYS,
  hours: HOURS,
  touches_in_30_days: FATIGUE,
} as const;

export interface Response {
  /** Minutes after sending. */
  openedAfter?: number;
  clickedAfter?: number;
  respondedAfter?: number;
  unsubscribedAfter?: number;
}

/**
 * @param weekday 0 is Sunday
 * @param earlierTouches touches of the same member in the 30 days before
 * @param interestPercent how much this member cares, 100 is usual
 */
export function drawResponse(
  channel: TouchChannel,
  weekday: number,
  hour: number,
  earlierTouches: number,
  interestPercent: number,
  random: Random,
): Response {
  const rates = CHANNELS[channel];
  const tired = FATIGUE[Math.min(earlierTouches, FATIGUE.length - 1)] ?? 26;
  const attention = Math.floor(
    ((WEEKDAYS[weekday] ?? 100) * (HOURS[hour] ?? 100) * tired * interestPercent) / 1_000_000,
  );
  const scaled = (permille: number): number =>
    Math.min(Math.floor((permille * attention) / 100), 950);
  const response: Response = {};
  const unsubscribes = random.chance(Math.floor((rates.unsubscribe * 100) / Math.max(tired, 20)));
  if (rates.open === 0) {
    if (random.chance(scaled(rates.respond))) response.respondedAfter = random.between(2, 9) * 1440;
    return response;
  }
  if (!random.chance(scaled(rates.open))) return response;
  response.openedAfter = delay(random);
  if (unsubscribes) response.unsubscribedAfter = response.openedAfter + random.between(1, 10);
  else if (rates.click === 0) {
    if (random.chance(rates.respond)) response.respondedAfter = response.openedAfter;
  } else if (random.chance(rates.click)) {
    response.clickedAfter = response.openedAfter + random.between(1, 15);
    if (random.chance(rates.respond)) {
      response.respondedAfter = response.clickedAfter + random.between(2, 600);
    }
  }
  return response;
}

/** Most opens come within hours, some after days. */
function delay(random: Random): number {
  if (random.chance(700)) return random.between(1, 240);
  return random.chance(700) ? random.between(240, 1440) : random.between(1440, 4 * 1440);
}
