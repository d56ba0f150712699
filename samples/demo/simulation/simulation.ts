import { FIRST_DAY } from "../calendar.js";
import type {
  ChurnReason,
  Company,
  CompanyEvents,
  Currency,
  Customer,
  CustomerHistory,
  Employee,
  Order,
  OrderOrigin,
  OrderWish,
  Product,
  TrueIdentitySystem,
} from "../company.js";
import { Customers } from "../customers/customers.js";
import { Ledger } from "../customers/ledger.js";
import { SEQUENCES } from "../baskets/planted-rules.js";
import { CustomerRecords } from "../erp/customer-records.js";
import { OrderToCash } from "../erp/order-to-cash.js";
import { Staff } from "../organisation/staff.js";
import { BAD_BATCH_CHURN_PERMILLE } from "../plan.js";
import { PLANTED_FACTS } from "../products/batches.js";
import { PRODUCTS } from "../products/catalogue.js";
import { listPrice, unitCost } from "../products/prices.js";
import { ExchangeRates } from "../products/rates.js";
import { createRandom, type Random } from "../random.js";
import { salesforceSequence } from "../salesforce-id.js";
import type { EmitRow, TableName } from "../tables/tables.js";
import { OperationalTime } from "../time/operational-time.js";
import { Agenda } from "./agenda.js";
import { Owners } from "./owners.js";
import { Trade } from "./trade.js";

/** Where extracts and truth go. */
export interface Outlet {
  emit<T extends TableName>(table: T, row: EmitRow<T>, changedAt: number, today: number): void;
  trueIdentity(system: TrueIdentitySystem, recordId: string, trueCustomer: string): void;
}

interface SimulationOptions {
  seed: number;
  scale: number;
  until: number;
  outlet: Outlet;
}

interface QualifyingRow {
  AccountId?: string;
  ConvertedAccountId?: string;
}

type Listeners = { [E in keyof CompanyEvents]?: ((fact: CompanyEvents[E]) => void)[] };

/** The company, lived through day by day. */
export class Simulation implements Company {
  readonly seed: number;
  readonly scale: number;
  readonly first = FIRST_DAY;
  readonly until: number;
  readonly products: readonly Product[] = PRODUCTS;
  readonly organisation: Staff;
  readonly plan = PLANTED_FACTS;
  now = FIRST_DAY;
  readonly customers: Customers;
  readonly ledger = new Ledger(SEQUENCES.length);
  readonly trade: Trade;
  readonly #outlet: Outlet;
  readonly #time = new OperationalTime(PLANTED_FACTS);
  readonly #rates: ExchangeRates;
  readonly #owners: Owners;
  readonly #agenda = new Agenda();
  readonly #daily: ((day: number) => void)[] = [];
  readonly #listeners: Listeners = {};
  readonly #tell = this.tell.bind(this);
  #known = 0;

  constructor({ seed, scale, until, outlet }: SimulationOptions) {
    this.seed = seed;
    this.scale = scale;
    this.until = until;
    this.#outlet = outlet;
    this.#rates = new ExchangeRates(seed);
    this.customers = new Customers(seed, scale, this.#time);
    this.organisation = new Staff(seed, scale);
    this.#owners = new Owners(this.customers, this.organisation);
    this.trade = this.#openTrade();
  }

  #openTrade(): Trade {
    const tell = this.#tell;
    const records = new CustomerRecords(this, this.ledger, tell);
    const trade: Trade = new Trade({
      company: this,
      customers: this.customers,
      ledger: this.ledger,
      time: this.#time,
      records,
      orderToCash: new OrderToCash(this, tell, () => trade.nextOrderNo()),
      tell,
    });
    this.on("customerCreated", ({ customer, isDuplicate }) => {
      if (!isDuplicate) this.#owners.watch(this, tell, customer);
    });
    this.on("ownerChanged", ({ customer, instant }) => {
      records.write(customer, false, instant);
    });
    this.on("orderDelivered", ({ order }) => {
      if (order.lines.some((line) => line.isBadBatch)) this.#sufferBadBatch(order);
    });
    return trade;
  }

  /** Lives through today; call once for each day, in order. */
  live(day: number): void {
    this.now = day;
    this.#owners.tellTurnover(this.#tell, day);
    for (const happening of this.#daily) happening(day);
    while (this.customers.knownAt(this.#known).day <= day) {
      const customer = this.#known;
      this.#known += 1;
      this.trade.welcome(customer);
      this.tell("customerKnown", { customer });
    }
    this.trade.buy(day);
    this.#agenda.run(day);
  }

  tell<E extends keyof CompanyEvents>(event: E, fact: CompanyEvents[E]): void {
    for (const listener of this.#listeners[event] ?? []) listener(fact);
  }

  #sufferBadBatch(order: Order): void {
    this.ledger.markBadBatch(order.customer);
    const random = this.random(`bad-batch/${String(order.customer)}`);
    if (!random.chance(BAD_BATCH_CHURN_PERMILLE)) return;
    this.at(this.now + random.between(2, 15), () => {
      this.endCustomer(order.customer, "complaint");
    });
  }

  random(stream: string): Random {
    return createRandom(this.seed, stream);
  }

  customer(i: number): Customer {
    return this.customers.get(i);
  }

  customerCount(): number {
    return this.#known;
  }

  history(i: number): CustomerHistory {
    return this.ledger.history(i);
  }

  repOf(i: number, day: number): Employee | undefined {
    return this.#owners.repOf(i, day);
  }

  priceOf(product: Product, day: number): { listPrice: number; unitCost: number } {
    return { listPrice: listPrice(product, day), unitCost: unitCost(product, day) };
  }

  rate(currency: Currency, day: number): number {
    return this.#rates.rate(currency, day);
  }

  intensity(day: number): number {
    return this.#time.intensity(day);
  }

  at(day: number, happening: () => void): void {
    if (day < this.now) throw new Error(`day ${String(day)} has passed on day ${String(this.now)}`);
    if (day <= this.until) this.#agenda.put(day, happening);
  }

  everyDay(happening: (day: number) => void): void {
    this.#daily.push(happening);
  }

  emit<T extends TableName>(table: T, row: EmitRow<T>, changedAt: number): void {
    this.#outlet.emit(table, row, changedAt, this.now);
    if (table === "salesforce.Opportunity" || table === "salesforce.Lead") {
      this.#noteQualified(row as QualifyingRow);
    }
  }

  /** An opportunity, or a lead that became an account, makes its customer a qualified one. */
  #noteQualified({ AccountId, ConvertedAccountId }: QualifyingRow): void {
    const accountId = AccountId ?? ConvertedAccountId;
    if (accountId === undefined) return;
    const i = salesforceSequence(accountId) - 1;
    if (i < this.#known && this.customer(i).accountId === accountId) this.ledger.markQualified(i);
  }

  on<E extends keyof CompanyEvents>(event: E, listener: (fact: CompanyEvents[E]) => void): void {
    const listeners: ((fact: CompanyEvents[E]) => void)[] = this.#listeners[event] ?? [];
    listeners.push(listener);
    (this.#listeners as Record<E, typeof listeners>)[event] = listeners;
  }

  trueIdentity(system: TrueIdentitySystem, recordId: string, trueCustomer: string): void {
    this.#outlet.trueIdentity(system, recordId, trueCustomer);
  }

  endCustomer(i: number, reason: ChurnReason): void {
    if (this.ledger.end(i, reason)) this.tell("customerLost", { customer: i, reason });
  }

  extraOrder(i: number, wish: OrderWish): Order | undefined {
    return this.trade.extraOrder(i, wish);
  }

  attributeOrder(ask: (order: Order) => OrderOrigin | undefined): void {
    this.trade.originAskers.push(ask);
  }
}
