import type { Account } from "./accounts.js";
import { isoDate, isPromotion, spreadOverDays } from "./calendar.js";
import { fillBasket, PRODUCTS } from "./catalogue.js";
import { shareOf } from "./money.js";
import { createRandom, type Random } from "./random.js";

type Channel = "internet" | "reseller" | "store";

export interface Order {
  orderId: string;
  accountId: string;
  channel: Channel;
  orderDate: string;
  /** Undefined until shipped. */
  shippedDate: string | undefined;
  lines: readonly OrderLine[];
}

/** Amounts in ten-thousandths; `lineAmount` is quantity × unit price less discount. */
export interface OrderLine {
  lineNumber: number;
  productId: string;
  quantity: number;
  unitPrice: number;
  discountAmount: number;
  lineAmount: number;
  taxAmount: number;
  costAmount: number;
}

/** Lines per order, from one upwards: how many orders of a thousand have so many. */
const PERSON_LINES = [450, 280, 160, 80, 30] as const;
const ORGANISATION_LINES = [0, 0, 250, 220, 180, 130, 100, 70, 50] as const;
/** Prices and costs of the years before the last, in thousandths of the last year's. */
const PRICE_LEVELS = [940, 970, 1000] as const;
const FIRST_ORDER_PERMILLE = 700;

interface OrderPlan {
  accounts: readonly Account[];
  /** How many orders there are in all. */
  count: number;
  first: number;
  last: number;
  seed: number;
}

/** All orders by date: most new accounts order on the day they appear, and the others are repeat business. */
export function* createOrders(plan: OrderPlan): Generator<Order> {
  const { accounts, count, first, last, seed } = plan;
  const random = createRandom(seed, "order");
  const perDay = spreadOverDays(count, first, last, createRandom(seed, "calendar"));
  const buyers = new RepeatBuyers(accounts, random);
  let sequence = 0;
  for (const [offset, quota] of perDay.entries()) {
    const day = first + offset;
    const newcomers = buyers
      .welcome(day)
      .filter((account) => account.createdDay === day && random.chance(FIRST_ORDER_PERMILLE));
    for (let placed = 0; placed < Math.max(quota, newcomers.length); placed += 1) {
      const account = newcomers[placed] ?? buyers.pick(day);
      if (account === undefined) continue;
      sequence += 1;
      yield createOrder({ account, day, sequence, first, last, random });
    }
  }
}

/** Draws buyers in proportion to their weight from the accounts known so far. */
class RepeatBuyers {
  readonly #accounts: readonly Account[];
  readonly #random: Random;
  /** Sum of the weights up to and including each account. */
  readonly #cumulative: Float64Array;
  #known = 0;

  constructor(accounts: readonly Account[], random: Random) {
    this.#accounts = accounts;
    this.#random = random;
    this.#cumulative = new Float64Array(accounts.length);
    let sum = 0;
    for (const [index, account] of accounts.entries()) {
      sum += account.weight;
      this.#cumulative[index] = sum;
    }
  }

  /** The accounts that appeared since the call before, up to `day`. */
  welcome(day: number): readonly Account[] {
    const start = this.#known;
    while ((this.#accounts[this.#known]?.createdDay ?? Infinity) <= day) this.#known += 1;
    return this.#accounts.slice(start, this.#known);
  }

  /** A known account that still buys; undefined when several draws found none. */
  pick(day: number): Account | undefined {
    const total = this.#cumulative[this.#known - 1];
    if (total === undefined) return undefined;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const account = this.#accounts[this.#indexOf(this.#random.below(total))];
      if (account !== undefined && account.lastDay >= day) return account;
    }
    return undefined;
  }

  /** The first account whose cumulative weight exceeds `target`. */
  #indexOf(target: number): number {
    let low = 0;
    let high = this.#known - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

interface OrderFacts {
  account: Account;
  day: number;
  sequence: number;
  first: number;
  last: number;
  random: Random;
}

function createOrder({ account, day, sequence, first, last, random }: OrderFacts): Order {
  const channel = channelOf(account, random);
  const size = random.weighted(account.isPerson ? PERSON_LINES : ORGANISATION_LINES) + 1;
  const level = PRICE_LEVELS[Math.floor(((day - first) * 3) / (last - first + 1))] ?? 1000;
  const shippedDay = day + (channel === "store" ? 0 : random.between(1, 5));
  const orderDate = isoDate(day);
  return {
    orderId: `SO${orderDate.slice(0, 4)}-${String(sequence).padStart(7, "0")}`,
    accountId: account.id,
    channel,
    orderDate,
    shippedDate: shippedDay <= last ? isoDate(shippedDay) : undefined,
    lines: fillBasket(size, random).map((product, index) =>
      createLine({ index, product, account, channel, level, promotion: isPromotion(day), random }),
    ),
  };
}

function channelOf(account: Account, random: Random): Channel {
  if (account.isPerson) return random.chance(640) ? "internet" : "store";
  return random.chance(850) ? "reseller" : "internet";
}

interface LineFacts {
  index: number;
  product: number;
  account: Account;
  channel: Channel;
  /** Price level of the year in thousandths. */
  level: number;
  promotion: boolean;
  random: Random;
}

function createLine(facts: LineFacts): OrderLine {
  const { index, account, channel, level, promotion, random } = facts;
  const product = PRODUCTS[facts.product];
  if (product === undefined) throw new Error(`no product ${String(facts.product)}`);
  const quantity = account.isPerson ? random.weighted([780, 170, 50]) + 1 : random.between(2, 24);
  const unitPrice = shareOf(product.listPrice, level);
  const gross = quantity * unitPrice;
  const discountAmount = shareOf(gross, discountPermille(channel, promotion, random));
  const lineAmount = gross - discountAmount;
  return {
    lineNumber: index + 1,
    productId: product.productId,
    quantity,
    unitPrice,
    discountAmount,
    lineAmount,
    taxAmount: shareOf(lineAmount, account.place.taxPermille),
    costAmount: quantity * Math.floor((product.unitCost * level) / 1000),
  };
}

function discountPermille(channel: Channel, promotion: boolean, random: Random): number {
  if (channel === "reseller") return random.between(12, 24) * 10;
  if (promotion && random.chance(450)) return random.between(2, 4) * 50;
  return random.chance(90) ? 50 : 0;
}
