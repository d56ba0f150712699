import { FIRST_DAY } from "../calendar.js";
import type { Currency } from "../company.js";
import { createRandom } from "../random.js";

/** US dollars for one unit around which each rate wanders, in 1/100,000,000. */
const MIDDLE: Readonly<Record<Exclude<Currency, "USD">, number>> = {
  EUR: 108_500_000,
  CNY: 14_050_000,
  JPY: 690_000,
};
const ONE_DOLLAR = 100_000_000;

/** Daily exchange rates: a slow walk pulled back to its middle, in whole hundred-millionths. */
export class ExchangeRates {
  readonly #seed: number;
  readonly #rates: Record<Exclude<Currency, "USD">, number[]> = { EUR: [], CNY: [], JPY: [] };

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** US dollars for one unit of `currency` on `day`, in 1/100,000,000. */
  rate(currency: Currency, day: number): number {
    if (currency === "USD") return ONE_DOLLAR;
    const rates = this.#rates[currency];
    const middle = MIDDLE[currency];
    while (rates.length <= day - FIRST_DAY) {
      const before = rates.at(-1) ?? middle;
      const random = createRandom(this.#seed, `rate/${currency}/${String(rates.length)}`);
      const step = random.between(-450, 450);
      const pull = Math.trunc((middle - before) / 150);
      rates.push(before + pull + Math.trunc((before * step) / 100_000));
    }
    return rates[day - FIRST_DAY] ?? middle;
  }
}
