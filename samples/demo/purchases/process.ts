import type { ChurnReason, Customer } from "../company.js";
import { PLANTED } from "../plan.js";
import { createRandom } from "../random.js";
import { organisationHabits } from "./habits.js";

const DAYS_A_WEEK = 7;
/** Gaps of organisations follow a Gamma distribution of this shape: more regular than chance. */
const REGULARITY = 6;

/** Operational days after which nobody will look any more. */
const FOREVER = 20_000;

/** What follows an order: the operational days until the next one, or the end. */
type Next = { gap: number } | { ends: ChurnReason };

/**
 * After order `sequence` (0 is the first). A person buys as BG/NBD says: after each order but the first it stops with
 * its own chance, otherwise the next comes after an exponential time. An organisation buys at regular intervals and
 * stops with a constant chance.
 */
export function nextPurchase(
  seed: number,
  customer: Customer,
  sequence: number,
  day: number,
): Next {
  const { index, lambda, dropoutP } = customer;
  const random = createRandom(seed, `purchase/${String(index)}/${String(sequence)}`);
  if (lambda !== undefined && dropoutP !== undefined) {
    if (sequence > 0 && random.unit() < dropoutP) return { ends: reasonOn(day, random.unit()) };
    return { gap: Math.min((random.exponential() / lambda) * DAYS_A_WEEK, FOREVER) };
  }
  const { period, stopPermille } = organisationHabits(seed, index, customer.employees ?? 0);
  if (random.chance(stopPermille)) return { ends: reasonOn(day, random.unit()) };
  return { gap: (random.gamma(REGULARITY) / REGULARITY) * period };
}

/** For a season after the price rise more customers leave because of prices. */
const DAYS_OF_ANGER = 120;

function reasonOn(day: number, chance: number): ChurnReason {
  const angry = day >= PLANTED.priceRiseDay && day < PLANTED.priceRiseDay + DAYS_OF_ANGER;
  if (chance < (angry ? 0.45 : 0.15)) return "price";
  if (chance < 0.6) return "dormancy";
  return chance < 0.85 ? "competitor" : "service";
}
