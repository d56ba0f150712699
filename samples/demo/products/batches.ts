import { FIRST_DAY } from "../calendar.js";
import type { PlantedFacts, Product } from "../company.js";
import { PLANTED } from "../plan.js";
import { FAMILIES, familyOf } from "./catalogue.js";

/** Days over which one production batch of a product is sold. */
const BATCH_DAYS = PLANTED.badBatchTo - PLANTED.badBatchFrom + 1;
/** House espresso. */
const BAD_FAMILY = 5;

/** Batch from which a product is taken on a day; all variants of a product come from the same one. */
export function batchOf(product: Product, day: number): string {
  const family = familyOf(product).index;
  const offset =
    family === BAD_FAMILY
      ? (PLANTED.badBatchFrom - FIRST_DAY) % BATCH_DAYS
      : (family * 17) % BATCH_DAYS;
  const number = Math.floor((day - FIRST_DAY - offset) / BATCH_DAYS) + 1;
  return `B${String(family + 1).padStart(3, "0")}-${String(number).padStart(3, "0")}`;
}

const badProducts = FAMILIES[BAD_FAMILY]?.variants ?? [];
const [firstBad] = badProducts;

/** The planted facts with the batch that turned out bad. */
export const PLANTED_FACTS: PlantedFacts = {
  ...PLANTED,
  badBatchNo: firstBad === undefined ? "" : batchOf(firstBad, PLANTED.badBatchFrom),
  badBatchProductIds: badProducts.map((product) => product.productId),
};

export function isBadBatch(batchNo: string): boolean {
  return batchNo === PLANTED_FACTS.badBatchNo;
}
