import { instantOf, laterOn, workdayFrom } from "../calendar.js";
import type { Channel } from "../company.js";
import type { Random } from "../random.js";

/** When an order passes from one hand to the next. Days are local, instants UTC milliseconds. */
export interface Lifecycle {
  orderedAt: number;
  enteredDay: number;
  enteredAt: number;
  promisedDay: number;
  cancelledDay: number | undefined;
  shippedDay: number | undefined;
  deliveredDay: number | undefined;
  invoiceDay: number | undefined;
  isLate: boolean;
}

const PROMISED_DAYS = { internet: 4, store: 0, reseller: 9 } as const;
const LATE_ENTRY_PERMILLE = { internet: 0, store: 15, reseller: 140 } as const;
const CANCELLED_PERMILLE = { internet: 22, store: 0, reseller: 12 } as const;
const LATE_SHIPMENT_PERMILLE = 75;
const SHOP_HOURS = { from: 9.5, to: 21 } as const;
const OFFICE_HOURS = { from: 8.5, to: 17.9 } as const;

export function createLifecycle(
  channel: Channel,
  day: number,
  fraction: number,
  random: Random,
): Lifecycle {
  const orderedAt = instantOf(day, secondsOf(channel, fraction));
  const isEnteredLate = random.chance(LATE_ENTRY_PERMILLE[channel]);
  const days = random.between(1, channel === "store" ? 2 : 5);
  const enteredDay = isEnteredLate ? day + days : day;
  const enteredAt = isEnteredLate
    ? instantOf(enteredDay, random.between(9 * 3600, 17 * 3600))
    : laterOn(orderedAt, channel === "reseller" ? random.between(60, 5400) : 1);
  const promisedDay = day + PROMISED_DAYS[channel];
  const base = { orderedAt, enteredDay, enteredAt, promisedDay };
  if (channel === "store") return { ...base, ...overTheCounter(day) };
  if (random.chance(CANCELLED_PERMILLE[channel])) {
    const cancelledDay = enteredDay + random.between(0, 1) + 1;
    return { ...base, ...NEVER, cancelledDay, isLate: false };
  }
  const isLate = random.chance(LATE_SHIPMENT_PERMILLE);
  const shippedDay = workdayFrom(
    isLate
      ? Math.max(promisedDay, enteredDay) + random.between(2, 12)
      : Math.max(enteredDay + 1, Math.min(enteredDay + random.between(1, 6), promisedDay - 1)),
  );
  const deliveredDay = shippedDay + random.between(1, 4);
  const invoiceDay =
    channel === "internet" ? shippedDay : workdayFrom(shippedDay + random.below(3));
  return { ...base, cancelledDay: undefined, shippedDay, deliveredDay, invoiceDay, isLate };
}

const NEVER = { shippedDay: undefined, deliveredDay: undefined, invoiceDay: undefined } as const;

function overTheCounter(
  day: number,
): Pick<Lifecycle, "cancelledDay" | "shippedDay" | "deliveredDay" | "invoiceDay" | "isLate"> {
  const days = { shippedDay: day, deliveredDay: day, invoiceDay: day };
  return { ...days, cancelledDay: undefined, isLate: false };
}

function secondsOf(channel: Channel, fraction: number): number {
  if (channel === "internet") return internetSeconds(fraction);
  const { from, to } = channel === "store" ? SHOP_HOURS : OFFICE_HOURS;
  return (from + fraction * (to - from)) * 3600;
}

/** Shares of a day's internet orders before these hours. */
const INTERNET_HOURS = [
  [0, 0],
  [7, 0.06],
  [12, 0.3],
  [19, 0.62],
  [23, 0.96],
  [24, 1],
] as const;

function internetSeconds(fraction: number): number {
  for (const [index, [hour, share]] of INTERNET_HOURS.entries()) {
    const [nextHour, nextShare] = INTERNET_HOURS[index + 1] ?? [24, 1];
    if (fraction > nextShare) continue;
    const part = (fraction - share) / Math.max(nextShare - share, 1e-9);
    return (hour + part * (nextHour - hour)) * 3600;
  }
  return 86_000;
}
