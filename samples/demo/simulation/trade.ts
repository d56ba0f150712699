import { SEQUENCES } from "../baskets/planted-rules.js";
import { workdayFrom, yearMonth } from "../calendar.js";
import type { Company, Customer, Order, OrderOrigin, OrderWish } from "../company.js";
import type { Customers } from "../customers/customers.js";
import type { Ledger } from "../customers/ledger.js";
import type { CustomerRecords } from "../erp/customer-records.js";
import type { OrderToCash } from "../erp/order-to-cash.js";
import { familyOf } from "../products/catalogue.js";
import { OrderDrafts, type OrderDraft } from "../purchases/order-drafts.js";
import { nextPurchase } from "../purchases/process.js";
import type { OperationalTime } from "../time/operational-time.js";
import { Buyers } from "./buyers.js";
import type { Tell } from "./tell.js";

interface TradeParts {
  company: Company;
  customers: Customers;
  ledger: Ledger;
  time: OperationalTime;
  records: CustomerRecords;
  orderToCash: OrderToCash;
  tell: Tell;
}

const DUPLICATE_USED_PERMILLE = 500;

/** Lets customers buy when their time has come, and hands their orders to the ERP. */
export class Trade {
  readonly originAskers: ((order: Order) => OrderOrigin | undefined)[] = [];
  /** Told of every order that stands, for the truth. */
  readonly orderAskers: ((order: OrderDraft) => void)[] = [];
  readonly #parts: TradeParts;
  readonly #buyers = new Buyers();
  readonly #drafts: OrderDrafts;
  /** Orders that will be cancelled, until they are. */
  readonly #doomed = new Map<string, { customer: number; day: number }>();
  #orders = 0;

  constructor(parts: TradeParts) {
    this.#parts = parts;
    this.#drafts = new OrderDrafts(parts.company.seed);
    parts.company.on("orderCancelled", ({ order }) => this.#doomed.delete(order.orderNo));
  }

  nextOrderNo(): string {
    this.#orders += 1;
    const { year } = yearMonth(this.#parts.company.now);
    return `SO${String(year)}-${String(this.#orders).padStart(7, "0")}`;
  }

  /** A customer becomes known: its first order gets a date. */
  welcome(i: number): void {
    const { ledger, customers } = this.#parts;
    ledger.open(i);
    this.#buyers.open(i);
    this.#buyers.schedule(i, customers.get(i).firstOrderDay, customers.firstOrderReading(i));
  }

  buy(day: number): void {
    const { ledger, customers, company, time } = this.#parts;
    for (const i of this.#buyers.take(day)) {
      if (ledger.hasEnded(i)) continue;
      const customer = customers.get(i);
      let reading = this.#buyers.reading(i);
      for (;;) {
        const sequence = ledger.placed(i);
        const { day: clockDay, fraction } = time.when(reading);
        this.#place(customer, clockDay === day ? fraction : undefined, undefined);
        const next = nextPurchase(company.seed, customer, sequence, day);
        if ("ends" in next) {
          company.endCustomer(i, next.ends);
          break;
        }
        reading += next.gap;
        const nextDay = this.#dayOf(customer, reading, day);
        if (nextDay === day) continue;
        this.#buyers.schedule(i, nextDay, reading);
        break;
      }
    }
  }

  extraOrder(i: number, wish: OrderWish): Order | undefined {
    const { ledger, customers } = this.#parts;
    if (ledger.hasEnded(i) && wish.cause !== "opportunity") return undefined;
    return this.#place(customers.get(i), undefined, wish);
  }

  /** Counts orders that stand at the end although they will be cancelled later. */
  countDoomed(): void {
    for (const { customer, day } of this.#doomed.values()) {
      this.#parts.ledger.countStanding(customer, day);
    }
    this.#doomed.clear();
  }

  #dayOf(customer: Customer, reading: number, today: number): number {
    const { day } = this.#parts.time.when(reading);
    return Math.max(customer.kind === "organisation" ? workdayFrom(day) : day, today);
  }

  /** @param fraction of the day's business that has passed; drawn where the clock does not say */
  #place(
    customer: Customer,
    fraction: number | undefined,
    wish: OrderWish | undefined,
  ): OrderDraft {
    const { company, ledger, tell } = this.#parts;
    const { index: i, currency } = customer;
    const sequence = ledger.placed(i);
    ledger.countPlaced(i);
    const useDuplicate = this.#usesDuplicate(customer, sequence);
    const draft = this.#drafts.draw(
      {
        customer,
        customerNo: (useDuplicate ? customer.duplicateNo : undefined) ?? customer.customerNo,
        sequence,
        day: company.now,
        fraction: fraction ?? company.random(`order-time/${String(i)}/${String(sequence)}`).unit(),
        follow: this.#followers(i, sequence),
        repEmployeeNo: company.repOf(i, company.now)?.employeeNo,
        wish,
        rate: company.rate(currency, company.now),
      },
      this.nextOrderNo(),
    );
    this.#noteSequences(i, draft);
    if (wish === undefined) this.#attribute(draft);
    tell("orderPlaced", { order: draft });
    company.at(draft.enteredDay, () => {
      this.#enter(draft, useDuplicate);
    });
    return draft;
  }

  #enter(draft: OrderDraft, useDuplicate: boolean): void {
    const { ledger, records, orderToCash } = this.#parts;
    const { customer, orderDay, orderNo } = draft;
    records.ensure(customer, useDuplicate, draft.enteredAt);
    if (draft.cancelledDay === undefined) ledger.countStanding(customer, orderDay);
    else this.#doomed.set(orderNo, { customer, day: orderDay });
    orderToCash.enter(draft);
    for (const ask of this.orderAskers) ask(draft);
  }

  #usesDuplicate(customer: Customer, sequence: number): boolean {
    if (customer.duplicateNo === undefined || sequence === 0) return false;
    const random = this.#parts.company.random(
      `duplicate/${String(customer.index)}/${String(sequence)}`,
    );
    return random.chance(DUPLICATE_USED_PERMILLE);
  }

  /** Families that planted sequences put into the order of today. */
  #followers(i: number, sequence: number): readonly number[] {
    const { ledger, company } = this.#parts;
    const found: number[] = [];
    for (const [s, { days, permille, then }] of SEQUENCES.entries()) {
      const since = ledger.sequenceDay(s, i);
      if (since === undefined || company.now - since > days || company.now === since) continue;
      const random = company.random(`follow/${String(s)}/${String(i)}/${String(sequence)}`);
      if (random.chance(permille)) found.push(then);
      ledger.setSequenceDay(s, i, undefined);
    }
    return found;
  }

  #noteSequences(i: number, draft: OrderDraft): void {
    const families = new Set(draft.lines.map((line) => familyOf(line.product).index));
    for (const [s, { first }] of SEQUENCES.entries()) {
      if (families.has(first)) this.#parts.ledger.setSequenceDay(s, i, draft.orderDay);
    }
  }

  #attribute(draft: OrderDraft): void {
    for (const ask of this.originAskers) {
      const origin = ask(draft);
      if (origin === undefined) continue;
      draft.opportunityId = origin.opportunityId;
      draft.campaignId = origin.campaignId;
      return;
    }
  }
}
