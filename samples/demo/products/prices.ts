import { yearMonth } from "../calendar.js";
import type { Currency, Product } from "../company.js";
import { shareOf } from "../money.js";
import { PLANTED } from "../plan.js";
import { familyOf, firstPriceOf } from "./catalogue.js";

/** Departments whose prices rise on the planted day: Home and Outdoor. */
const RISING_DEPARTMENTS: ReadonlySet<number> = new Set([2, 3]);

export const CURRENCIES: readonly Currency[] = ["USD", "EUR", "CNY", "JPY"];
/** Price lists abroad: percent of the US dollar figure, and the step prices are rounded to, in ten-thousandths. */
const PRICE_LISTS: Readonly<Record<Currency, { percent: number; step: number }>> = {
  USD: { percent: 100, step: 100 },
  EUR: { percent: 93, step: 1_000 },
  CNY: { percent: 710, step: 10_000 },
  JPY: { percent: 14_600, step: 100_000 },
};

/** Suppliers ask three percent more every January. */
const COST_RISE_PERMILLE = 1030;
const FIRST_YEAR = 2023;

export function isPriceRising(product: Product): boolean {
  return RISING_DEPARTMENTS.has(familyOf(product).department);
}

/** List price in US dollars, ten-thousandths. */
export function listPrice(product: Product, day: number): number {
  const { price } = firstPriceOf(product);
  if (day < PLANTED.priceRiseDay || !isPriceRising(product)) return price;
  return shareOf(price, 1000 + PLANTED.priceRisePercent * 10);
}

/** Cost of a unit in US dollars, ten-thousandths. */
export function unitCost(product: Product, day: number): number {
  const { price, costPermille } = firstPriceOf(product);
  let cost = shareOf(price, costPermille);
  for (let year = FIRST_YEAR; year < yearMonth(day).year; year += 1) {
    cost = shareOf(cost, COST_RISE_PERMILLE);
  }
  return cost;
}

/** Price in the price list of a currency. */
export function priceIn(currency: Currency, product: Product, day: number): number {
  const { percent, step } = PRICE_LISTS[currency];
  return Math.round((listPrice(product, day) * percent) / (100 * step)) * step;
}
