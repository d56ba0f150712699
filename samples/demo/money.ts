import type { Currency } from "./company.js";

/** Money is held as whole ten-thousandths of the currency unit: 12.3400 is 123,400. */
const SCALE = 10_000;
const CENT = 100;

export function fromCents(cents: number): number {
  return cents * CENT;
}

/** `permille` thousandths of an amount, rounded half up to a whole cent. */
export function shareOf(amount: number, permille: number): number {
  return Math.floor((amount * permille + 500 * CENT) / (1000 * CENT)) * CENT;
}

/** The least that can be paid in a currency: the yen has no hundredths. */
const leastOf = (currency: Currency): number => (currency === "JPY" ? SCALE : CENT);

/** Rounds half up to what can be paid in a currency. */
export function payable(currency: Currency, amount: number): number {
  const least = leastOf(currency);
  return Math.floor((amount + least / 2) / least) * least;
}

/** `units` of `all` parts of an amount, no more than can be paid in its currency. */
export function partOf(currency: Currency, amount: number, units: number, all: number): number {
  const least = leastOf(currency);
  return Math.floor((amount * units) / all / least) * least;
}

/** As a decimal with four places, exact: 123400 is "12.3400". */
export function decimalText(amount: number): string {
  const sign = amount < 0 ? "-" : "";
  const size = Math.abs(amount);
  return `${sign}${String(Math.floor(size / SCALE))}.${String(size % SCALE).padStart(4, "0")}`;
}
