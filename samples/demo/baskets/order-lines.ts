import type { Currency, OrderLine, Product } from "../company.js";
import { payable } from "../money.js";
import { batchOf, isBadBatch } from "../products/batches.js";
import { listPrice, priceIn, unitCost } from "../products/prices.js";
import type { Wanted } from "./basket.js";

/** Terms under which the lines of an order are priced. */
export interface Terms {
  day: number;
  currency: Currency;
  /** US dollars for one unit of the currency, in 1/100,000,000. */
  rate: number;
  taxPermille: number;
  discountPermille: number;
  mostUnits: number;
}

export interface Choice {
  product: Product;
  quantity: number;
}

/** The variant and quantity that come nearest to what shall be spent; what a line misses, the next ones make up. */
export function chooseAmounts(wanted: readonly Wanted[], terms: Terms): readonly Choice[] {
  let missed = 0;
  return wanted.map(({ family, target }) => {
    const aim = Math.max(target + missed, target * 0.5);
    let best: Choice | undefined;
    let least = Infinity;
    let spent = 0;
    for (const product of family.variants) {
      const price = listPrice(product, terms.day);
      const units = Math.min(Math.max(Math.round(aim / price), 1), terms.mostUnits);
      const distance = Math.abs(Math.log((price * units) / aim));
      if (distance >= least) continue;
      least = distance;
      best = { product, quantity: units };
      spent = price * units;
    }
    if (best === undefined) throw new Error(`${family.name} has no variants`);
    missed += target - spent;
    return best;
  });
}

export function createLine(choice: Choice, lineNo: number, terms: Terms): OrderLine {
  const { product, quantity } = choice;
  const { day, currency, rate, taxPermille, discountPermille } = terms;
  const unitPrice = priceIn(currency, product, day);
  const gross = quantity * unitPrice;
  const discount = payable(currency, (gross * discountPermille) / 1000);
  const net = gross - discount;
  const batchNo = batchOf(product, day);
  return {
    lineNo,
    product,
    batchNo,
    isBadBatch: isBadBatch(batchNo),
    quantity,
    unitPrice,
    discount,
    net,
    tax: payable(currency, (net * taxPermille) / 1000),
    cost: payable(currency, (quantity * unitCost(product, day) * 100_000_000) / rate),
  };
}
