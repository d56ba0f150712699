import { FIRST_DAY, instantOf, yearMonth } from "../calendar.js";
import type { Company, Product } from "../company.js";
import { CATEGORIES } from "../products/catalogue.js";
import { CURRENCIES, isPriceRising, priceIn } from "../products/prices.js";

const ANNOUNCED_DAYS = 14;
const END_ANNOUNCED_DAYS = 30;
const NIGHT = 3600;

/** Categories, products, price lists and exchange rates, written when they come or change. */
export function keepMasterData(company: Company): void {
  company.everyDay((day) => {
    emitRates(company, day);
    if (day === FIRST_DAY) emitCategories(company, day);
    const { month, date } = yearMonth(day);
    const isCostChange = month === 1 && date === 1;
    for (const product of company.products) {
      const appears = Math.max(product.launchedDay - ANNOUNCED_DAYS, FIRST_DAY);
      if (day < appears) continue;
      const risesToday = day === company.plan.priceRiseDay && isPriceRising(product);
      const rises = risesToday && appears < day;
      const ends = (product.discontinuedDay ?? 0) - END_ANNOUNCED_DAYS === day;
      if (day === appears) emitPrices(company, product, day, product.launchedDay);
      if (rises) changePrices(company, product, day);
      if (day === appears || isCostChange || rises || ends) emitProduct(company, product, day);
    }
  });
}

function emitCategories(company: Company, day: number): void {
  for (const category of CATEGORIES) {
    company.emit(
      "erp.category",
      {
        category_id: category.categoryId,
        category_name: category.name,
        parent_category_id: category.parentId,
      },
      instantOf(day, 60),
    );
  }
}

function emitProduct(company: Company, product: Product, day: number): void {
  const { listPrice, unitCost } = company.priceOf(product, day);
  const end = product.discontinuedDay;
  company.emit(
    "erp.product",
    {
      product_id: product.productId,
      product_name: product.name,
      category_id: product.categoryId,
      brand_name: product.brand,
      variant_name: product.variant,
      list_price: listPrice,
      currency: "USD",
      unit_cost: unitCost,
      launched_on: product.launchedDay,
      discontinued_on: end !== undefined && day >= end - END_ANNOUNCED_DAYS ? end : undefined,
    },
    instantOf(day, 120),
  );
}

/** The lists that hold at the start of business, or from a launch on. */
function emitPrices(company: Company, product: Product, day: number, launchedDay: number): void {
  emitPriceList(company, product, { day, number: 1, from: Math.min(launchedDay, day) });
}

/** The day a price changes, the list before it ends with the day before. */
function changePrices(company: Company, product: Product, day: number): void {
  const from = Math.min(
    product.launchedDay,
    Math.max(product.launchedDay - ANNOUNCED_DAYS, FIRST_DAY),
  );
  emitPriceList(company, product, { day, number: 1, from, to: day - 1, priceDay: day - 1 });
  emitPriceList(company, product, { day, number: 2, from: day });
}

interface PriceList {
  /** Written on. */
  day: number;
  number: number;
  from: number;
  to?: number;
  /** Prices as on; `day` unless given. */
  priceDay?: number;
}

function emitPriceList(company: Company, product: Product, list: PriceList): void {
  for (const currency of CURRENCIES) {
    company.emit(
      "erp.price_list",
      {
        price_list_id: `PL${product.productId}-${currency}-${String(list.number)}`,
        product_id: product.productId,
        currency,
        unit_price: priceIn(currency, product, list.priceDay ?? list.day),
        valid_from: list.from,
        valid_to: list.to,
      },
      instantOf(list.day, 180),
    );
  }
}

function emitRates(company: Company, day: number): void {
  for (const currency of CURRENCIES) {
    if (currency === "USD") continue;
    company.emit(
      "erp.exchange_rate",
      {
        rate_date: day,
        from_currency: currency,
        to_currency: "USD",
        rate: company.rate(currency, day),
      },
      instantOf(day, NIGHT),
    );
  }
}
