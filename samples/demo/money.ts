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

/** As a decimal with four places, exact: 123400 is "12.3400". */
export function decimalText(amount: number): string {
  const sign = amount < 0 ? "-" : "";
  const size = Math.abs(amount);
  return `${sign}${String(Math.floor(size / SCALE))}.${String(size % SCALE).padStart(4, "0")}`;
}
