import { DEPARTMENTS } from "./assortment.js";
import { fromCents } from "./money.js";
import type { Random } from "./random.js";

interface Category {
  categoryId: string;
  /** Undefined at the top level. */
  parentId: string | undefined;
  name: string;
}

/** A product; prices in ten-thousandths, as of the last year of business. */
interface Product {
  productId: string;
  categoryId: string;
  name: string;
  brand: string | undefined;
  listPrice: number;
  unitCost: number;
}

const PRODUCTS_PER_SHELF = 5;
const SHELVES = DEPARTMENTS.flatMap((department) => department.shelves);
/** How often each place on a shelf is chosen. */
const PLACE_WEIGHTS = [34, 25, 19, 13, 9] as const;
const SHELF_WEIGHTS = [13, 15, 6, 7, 6, 4, 7, 6, 5, 6, 3, 8, 2, 4, 4, 4] as const;

const two = (number: number): string => String(number).padStart(2, "0");

/** Departments ("01") with their shelves ("0101"). */
export const CATEGORIES: readonly Category[] = DEPARTMENTS.flatMap((department, index) => {
  const parentId = two(index + 1);
  const shelves = department.shelves.map((shelf, place) => ({
    categoryId: `${parentId}${two(place + 1)}`,
    parentId,
    name: shelf.name,
  }));
  return [{ categoryId: parentId, parentId: undefined, name: department.name }, ...shelves];
});

/** All products, shelf by shelf; their ids begin with zeros, which a careless reader of numbers loses. */
export const PRODUCTS: readonly Product[] = DEPARTMENTS.flatMap((department, index) =>
  department.shelves.flatMap((shelf, place) =>
    shelf.products.map(([name, brand, cents, costPermille], position) => {
      const categoryId = `${two(index + 1)}${two(place + 1)}`;
      const listPrice = fromCents(cents);
      return {
        productId: `${categoryId}${two(position + 1)}`,
        categoryId,
        name,
        brand: brand === "" ? undefined : brand,
        listPrice,
        unitCost: Math.floor((listPrice * costPermille) / 1000),
      };
    }),
  ),
);

/**
 * Indexes into PRODUCTS of one basket, each at most once. A basket begins on a shelf by its popularity; every
 * further product comes with 45 % chance from the shelf that goes with the one before.
 */
export function fillBasket(size: number, random: Random): readonly number[] {
  const basket = new Set<number>();
  let shelf = random.weighted(SHELF_WEIGHTS);
  while (basket.size < size) {
    basket.add(shelf * PRODUCTS_PER_SHELF + random.weighted(PLACE_WEIGHTS));
    shelf = random.chance(450)
      ? (SHELVES[shelf]?.goesWith ?? shelf)
      : random.weighted(SHELF_WEIGHTS);
  }
  return [...basket];
}
