import { dayNumber } from "../calendar.js";
import type { Product } from "../company.js";
import { fromCents } from "../money.js";
import { DEPARTMENTS } from "./assortment.js";

interface Category {
  categoryId: string;
  /** Undefined at the top level. */
  parentId: string | undefined;
  name: string;
}

/** A product in all its variants: what people choose first. Money in US dollars, as of the first day. */
export interface Family {
  index: number;
  /** Index of the top category. */
  department: number;
  name: string;
  /** How often it is chosen, relative to others. */
  weight: number;
  launchedDay: number;
  discontinuedDay: number | undefined;
  /** From the cheapest to the dearest. */
  variants: readonly Product[];
}

const VARIANTS = [10, 16, 25, 41] as const;
/** How often each place on a shelf is chosen. */
const PLACE_WEIGHTS = [34, 25, 19, 13, 9] as const;
const SHELF_WEIGHTS = [13, 15, 6, 7, 6, 4, 7, 6, 5, 6, 3, 8, 4, 4, 4, 4] as const;
const LAUNCHED_BEFORE = dayNumber("2021-03-01");
/** Families that come and go while the company is watched, by index. */
const LAUNCHES: Readonly<Record<number, string>> = {
  4: "2023-06-01",
  28: "2023-10-16",
  39: "2024-03-11",
  44: "2024-05-06",
  68: "2024-09-16",
  73: "2025-02-17",
  79: "2025-04-07",
};
const ENDINGS: Readonly<Record<number, string>> = {
  14: "2024-08-31",
  34: "2025-03-31",
  54: "2025-07-31",
};

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

interface Sku extends Product {
  /** US dollars at the start, ten-thousandths. */
  firstPrice: number;
  costPermille: number;
}

const SKUS: Sku[] = [];

/** All families, shelf by shelf. Ids begin with zeros, which a careless reader of numbers loses. */
export const FAMILIES: readonly Family[] = DEPARTMENTS.flatMap((department, departmentIndex) =>
  department.shelves.flatMap((shelf, place) =>
    shelf.products.map(([name, brand, cents, costPermille], position): Family => {
      const categoryId = `${two(departmentIndex + 1)}${two(place + 1)}`;
      const shelfIndex = departmentIndex * 4 + place;
      const index = shelfIndex * 5 + position;
      const launchedDay = dayOf(LAUNCHES[index]) ?? LAUNCHED_BEFORE + index * 7;
      const discontinuedDay = dayOf(ENDINGS[index]);
      const variants = shelf.variants.map((variant, size): Sku => {
        const sku: Sku = {
          index: SKUS.length,
          productId: `${categoryId}${two(position + 1)}${two(size + 1)}`,
          categoryId,
          name,
          variant,
          brand: brand === "" ? undefined : brand,
          launchedDay,
          discontinuedDay,
          firstPrice: fromCents(roundedCents((cents * (VARIANTS[size] ?? 10)) / 10)),
          costPermille,
        };
        SKUS.push(sku);
        return sku;
      });
      const weight = (SHELF_WEIGHTS[shelfIndex] ?? 1) * (PLACE_WEIGHTS[position] ?? 1);
      return {
        index,
        department: departmentIndex,
        name,
        weight,
        launchedDay,
        discontinuedDay,
        variants,
      };
    }),
  ),
);

/** All variants of all products. */
export const PRODUCTS: readonly Product[] = SKUS;

/** Price and cost in the first year, in US dollars. */
export function firstPriceOf(product: Product): { price: number; costPermille: number } {
  const sku = SKUS[product.index];
  return { price: sku?.firstPrice ?? 0, costPermille: sku?.costPermille ?? 0 };
}

export function familyOf(product: Product): Family {
  const family = FAMILIES[Math.floor(product.index / VARIANTS.length)];
  if (family === undefined) throw new Error(`no family of product ${product.productId}`);
  return family;
}

export function isSold(family: Family, day: number): boolean {
  if (day < family.launchedDay) return false;
  return family.discontinuedDay === undefined || day <= family.discontinuedDay;
}

function dayOf(date: string | undefined): number | undefined {
  return date === undefined ? undefined : dayNumber(date);
}

/** Prices end in .90. */
function roundedCents(cents: number): number {
  return Math.max(Math.round(cents / 100) * 100 - 10, 290);
}
