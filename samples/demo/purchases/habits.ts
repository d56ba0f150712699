import { personNu } from "../baskets/basket.js";
import { createRandom } from "../random.js";

/** How a person spends; all from the planted distributions. */
interface PersonHabits {
  /** Rate of the Gamma distribution of its order values in US dollars. */
  nu: number;
  /** Of a thousand orders, how many come over the internet. */
  internetPermille: number;
}

/** How an organisation buys again and again. */
interface OrganisationHabits {
  /** Mean operational days between orders. */
  period: number;
  /** Usual net value of an order in US dollars, ten-thousandths. */
  value: number;
  /** Chance to stop after an order, in thousandths. */
  stopPermille: number;
  /** Change of value per order, in thousandths: growing and shrinking customers. */
  trendPermille: number;
}

export function personHabits(seed: number, i: number): PersonHabits {
  const random = createRandom(seed, `habits/person/${String(i)}`);
  return { nu: personNu(random), internetPermille: Math.round(1000 * random.beta(2.2, 1.3)) };
}

export function organisationHabits(seed: number, i: number, employees: number): OrganisationHabits {
  const random = createRandom(seed, `habits/organisation/${String(i)}`);
  const size = Math.pow(employees / 18, 0.7);
  return {
    period: Math.min(Math.max(82 * Math.exp(0.55 * random.normal()), 12), 240),
    value: 6_200_000 * size * Math.exp(0.5 * random.normal()),
    stopPermille: Math.round(1000 * random.beta(1.2, 22)),
    trendPermille: Math.round(1000 + 22 * random.normal()),
  };
}
