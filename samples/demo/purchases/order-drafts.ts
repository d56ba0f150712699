import { Baskets, personLines, personValue } from "../baskets/basket.js";
import { chooseAmounts, createLine, type Choice, type Terms } from "../baskets/order-lines.js";
import { yearMonth } from "../calendar.js";
import type { Channel, Currency, Customer, Order, OrderWish } from "../company.js";
import { ONLINE_BRANCH } from "../organisation/units.js";
import { createRandom, type Random } from "../random.js";
import { organisationHabits, personHabits } from "./habits.js";
import { createLifecycle, type Lifecycle } from "./lifecycle.js";

/** An order with what only the ERP's clerks know of it. */
export interface OrderDraft extends Order, Lifecycle {}

interface OrderFacts {
  customer: Customer;
  /** ERP number it is written under. */
  customerNo: string;
  sequence: number;
  day: number;
  fraction: number;
  /** Families that planted sequences add. */
  follow: readonly number[];
  repEmployeeNo: string | undefined;
  wish: OrderWish | undefined;
  /** US dollars for one unit of the customer's currency, in 1/100,000,000. */
  rate: number;
}

/** Lines of an organisation's order, from one upwards: how many orders of a thousand have so many. */
const ORGANISATION_LINES = [110, 200, 260, 190, 110, 70, 40, 20] as const;
const MOST_UNITS = { person: 6, organisation: 400 } as const;
const ONE_DOLLAR = 100_000_000;

export class OrderDrafts {
  readonly #seed: number;
  readonly #baskets = new Baskets();

  constructor(seed: number) {
    this.#seed = seed;
  }

  draw(facts: OrderFacts, orderNo: string): OrderDraft {
    const { customer, sequence, day, fraction, wish, rate } = facts;
    const random = createRandom(this.#seed, `order/${String(customer.index)}/${String(sequence)}`);
    const channel = this.#channelOf(customer, random);
    const terms: Terms = {
      day,
      currency: customer.currency,
      rate,
      taxPermille: customer.taxPermille,
      discountPermille: discountPermille(channel, day, random),
      mostUnits: MOST_UNITS[customer.kind],
    };
    const lifecycle = createLifecycle(channel, day, fraction, random);
    const choices = wish?.products ?? this.#choose(facts, terms, random);
    const lines = choices.map((choice, index) => createLine(choice, index + 1, terms));
    const net = lines.reduce((sum, line) => sum + line.net, 0);
    return {
      orderedAt: lifecycle.orderedAt,
      enteredDay: lifecycle.enteredDay,
      enteredAt: lifecycle.enteredAt,
      promisedDay: lifecycle.promisedDay,
      cancelledDay: lifecycle.cancelledDay,
      shippedDay: lifecycle.shippedDay,
      deliveredDay: lifecycle.deliveredDay,
      invoiceDay: lifecycle.invoiceDay,
      isLate: lifecycle.isLate,
      orderNo,
      customer: customer.index,
      customerNo: facts.customerNo,
      sequence,
      channel,
      branchId: channel === "internet" ? ONLINE_BRANCH : customer.branchId,
      repEmployeeNo: facts.repEmployeeNo,
      currency: customer.currency,
      orderDay: day,
      opportunityId: wish?.opportunityId,
      campaignId: wish?.campaignId,
      extraCause: wish?.cause,
      lines,
      netUsd: inDollars(customer.currency, net, rate),
    };
  }

  #channelOf(customer: Customer, random: Random): Channel {
    if (customer.kind === "organisation") return random.chance(860) ? "reseller" : "internet";
    const { internetPermille } = personHabits(this.#seed, customer.index);
    return random.chance(internetPermille) ? "internet" : "store";
  }

  #choose(facts: OrderFacts, terms: Terms, random: Random): readonly Choice[] {
    const { customer, wish } = facts;
    const isPerson = customer.kind === "person";
    const net = wish?.value ?? this.#valueOf(facts, random);
    const budget = {
      day: terms.day,
      value: net / (1 - terms.discountPermille / 1000),
      lines: isPerson ? personLines(random) : random.weighted(ORGANISATION_LINES) + 1,
      mostUnits: terms.mostUnits,
    };
    return chooseAmounts(this.#baskets.fill(budget, facts.follow, random), terms);
  }

  #valueOf({ customer, sequence }: OrderFacts, random: Random): number {
    if (customer.kind === "person") {
      return personValue(personHabits(this.#seed, customer.index).nu, random);
    }
    const habits = organisationHabits(this.#seed, customer.index, customer.employees ?? 0);
    const trend = Math.pow(habits.trendPermille / 1000, Math.min(sequence, 40));
    return habits.value * trend * Math.exp(0.35 * random.normal());
  }
}

function inDollars(currency: Currency, amount: number, rate: number): number {
  if (currency === "USD") return amount;
  return Math.round((amount / ONE_DOLLAR) * rate);
}

const PROMOTION_MONTH = 11;

function discountPermille(channel: Channel, day: number, random: Random): number {
  if (channel === "reseller") return random.between(12, 24) * 10;
  const isPromotion = yearMonth(day).month === PROMOTION_MONTH;
  if (isPromotion && random.chance(450)) return random.between(2, 4) * 50;
  return random.chance(90) ? 50 : 0;
}
