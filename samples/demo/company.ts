import type { EmitRow, TableName } from "./tables/tables.js";
import type { Random } from "./random.js";

/**
 * The demo company as its parts see it while it is simulated day by day. Days are day numbers of the company's
 * calendar (Asia/Shanghai); instants are milliseconds UTC; money is whole ten-thousandths (money.ts).
 */
export interface Company {
  readonly seed: number;
  readonly scale: number;
  /** 2023-01-01. */
  readonly first: number;
  /** The day being simulated. */
  readonly now: number;
  /** Last simulated day. Nothing that is emitted may depend on it; truth files may. */
  readonly until: number;
  /** A stream of its own for every record: `case/${i}/${n}`. */
  random(stream: string): Random;

  /** Everything fixed about customer `i` (from 0, in the order in which they become known); a pure function. */
  customer(i: number): Customer;
  /** Customers known by today: those with `knownDay <= now`, indexes below this number. */
  customerCount(): number;
  /** What has happened to customer `i` so far. */
  history(i: number): CustomerHistory;
  /** The employee who looks after organisation `i` on `day`; undefined for persons. */
  repOf(i: number, day: number): Employee | undefined;

  readonly products: readonly Product[];
  /** List price in USD and unit cost in USD as on `day`. */
  priceOf(product: Product, day: number): { listPrice: number; unitCost: number };
  readonly organisation: Organisation;
  /** US dollars for one unit of `currency`, in 1/100,000,000. */
  rate(currency: Currency, day: number): number;
  /** How busy a day is: 1 is usual; seasons, week, lunar new year, planted outage and spike. */
  intensity(day: number): number;
  readonly plan: PlantedFacts;

  /**
   * Runs `happening` on `day` (today: later today), in the order of scheduling; never after `until`. What it
   * captures stays in memory until then: numbers and small objects only.
   */
  at(day: number, happening: () => void): void;
  /** Runs before anything else of each day. */
  everyDay(happening: (day: number) => void): void;
  /**
   * Writes a version of a record. `changedAt` must lie on today's local day; changed_at/SystemModstamp is filled
   * from it, is_deleted/IsDeleted is false unless given. Within a day records are ordered by `changedAt`.
   */
  emit<T extends TableName>(table: T, row: EmitRow<T>, changedAt: number): void;
  /** Says in the truth whom a record of a system stands for: a customer's index as text, or another's name. */
  trueIdentity(system: TrueIdentitySystem, recordId: string, trueCustomer: string): void;
  /** Domain events, told in the order of `on`. */
  on<E extends keyof CompanyEvents>(event: E, listener: (event: CompanyEvents[E]) => void): void;

  /** No purchases of `i` after now; the first reason stays. */
  endCustomer(i: number, reason: ChurnReason): void;
  /** An order today beyond the customer's own process (campaign uplift, won opportunity). Undefined if it has ended. */
  extraOrder(i: number, wish: OrderWish): Order | undefined;
  /**
   * Asked before each order of the customer's own process is written, so that it can carry an opportunity or a
   * campaign; the first answer counts.
   */
  attributeOrder(ask: (order: Order) => OrderOrigin | undefined): void;
}

export type TrueIdentitySystem = "salesforce" | "erp" | "contact_centre";
export type Currency = "USD" | "EUR" | "CNY" | "JPY";
export type Channel = "internet" | "store" | "reseller";
export type ChurnReason = "complaint" | "price" | "service" | "competitor" | "dormancy";
export type CustomerKind = "person" | "organisation";

/** A way to write down who somebody is. Systems hold noisy variants of it (identity noise). */
export interface Identity {
  /** As written on a letter: "Given Family", or family name first in Chinese, or a company's name. */
  name: string;
  givenName: string;
  familyName: string;
  email: string | undefined;
  phone: string;
  street: string;
  city: string;
  postalCode: string;
  country: string;
  chinese: boolean;
}

export interface Customer {
  index: number;
  kind: CustomerKind;
  /** The true identity. */
  identity: Identity;
  /** Persons. Day number. */
  birthDay: number | undefined;
  /** Organisations. */
  taxNo: string | undefined;
  industry: string | undefined;
  employees: number | undefined;
  /** US dollars a year, whole; organisations. */
  annualRevenue: number | undefined;
  currency: Currency;
  taxPermille: number;
  /** When the company first hears of it (a lead, a registration); at most 120 days before the first order. */
  knownDay: number;
  knownAt: number;
  /** The day of the first order of its own process, always >= knownDay. */
  firstOrderDay: number;
  /** ERP number ("0000012345"); a duplicate record of the same party has another (`duplicateNo`). */
  customerNo: string;
  duplicateNo: string | undefined;
  /** Salesforce Account id, prefix 001, fixed by index. */
  accountId: string;
  acquisitionChannel: string;
  branchId: string;
  paymentTermsDays: number;
  /** 0 pays on time always .. 1 pays late and badly. */
  creditRisk: number;
  /** Persons: purchases per operational week, and chance to stop after each repeat purchase. */
  lambda: number | undefined;
  dropoutP: number | undefined;
}

export interface CustomerHistory {
  /** Orders placed so far, extra ones included, cancelled and removed ones not. */
  orderCount: number;
  firstOrderDay: number | undefined;
  lastOrderDay: number | undefined;
  /** False when it has ended (dropout, churn); nobody in the company knows that. */
  alive: boolean;
  churnReason: ChurnReason | undefined;
  hasBadBatch: boolean;
}

/** A stock keeping unit. Ids begin with zeros. */
export interface Product {
  index: number;
  productId: string;
  /** Category of the lower level ("0102"). */
  categoryId: string;
  name: string;
  variant: string;
  brand: string | undefined;
  launchedDay: number;
  discontinuedDay: number | undefined;
}

type UnitType = "company" | "region" | "branch" | "team";

export interface Unit {
  unitId: string;
  name: string;
  type: UnitType;
  parentId: string | undefined;
  city: string;
  country: string;
}

export interface Employee {
  employeeNo: string;
  name: string;
  email: string;
  role: "rep" | "agent" | "manager";
  /** Unit on the day that was asked for. */
  unitId: string;
  hiredDay: number;
  /** Last day at work; undefined as long as nobody knows of one. */
  leftDay: number | undefined;
  /** Chair of the employee: who follows on the same chair takes over the customers. */
  slot: number;
}

export interface Organisation {
  /** Units as on a day; parents before children. */
  units(day: number): readonly Unit[];
  /** Everybody employed on a day. */
  employees(day: number): readonly Employee[];
  agents(day: number): readonly Employee[];
  /** Manager of a unit on a day. */
  managerOf(unitId: string, day: number): Employee | undefined;
}

export interface OrderWish {
  cause: "campaign" | "opportunity" | "service_recovery";
  opportunityId?: string;
  campaignId?: string;
  /** Net value to aim at in USD ten-thousandths; the customer's usual one otherwise. */
  value?: number;
  /** These products instead of a drawn basket. */
  products?: readonly { product: Product; quantity: number }[];
}

export interface OrderOrigin {
  opportunityId?: string;
  campaignId?: string;
}

/** An order as it truly is (not the version with entry errors). */
export interface Order {
  orderNo: string;
  customer: number;
  /** ERP number it is written under. */
  customerNo: string;
  /** 0 for the first order of the customer. */
  sequence: number;
  channel: Channel;
  branchId: string;
  repEmployeeNo: string | undefined;
  currency: Currency;
  orderDay: number;
  orderedAt: number;
  /** Day on which the ERP learns of it (1-5 days later when entered late). */
  enteredDay: number;
  enteredAt: number;
  promisedDay: number;
  /** Undefined when cancelled before. */
  shippedDay: number | undefined;
  cancelledDay: number | undefined;
  opportunityId: string | undefined;
  campaignId: string | undefined;
  /** Why it was placed beyond the customer's own process; undefined for an order of that. */
  extraCause: OrderWish["cause"] | undefined;
  lines: readonly OrderLine[];
  /** Sum of lines in USD ten-thousandths at the day's rate. */
  netUsd: number;
}

export interface OrderLine {
  lineNo: number;
  product: Product;
  batchNo: string;
  isBadBatch: boolean;
  quantity: number;
  /** In the order's currency, ten-thousandths. */
  unitPrice: number;
  discount: number;
  net: number;
  tax: number;
  cost: number;
}

/** What happens, told on the day it happens. */
export interface CompanyEvents {
  /** The company hears of a customer (on knownDay). */
  customerKnown: { customer: number };
  /** The ERP opens a record: the first order, or a duplicate. */
  customerCreated: { customer: number; customerNo: string; isDuplicate: boolean; instant: number };
  /** Told when the order is placed (orderDay), before it is shipped. */
  orderPlaced: { order: Order };
  orderCancelled: { order: Order; instant: number };
  orderShipped: { order: Order; isLate: boolean; instant: number };
  orderDelivered: { order: Order; deliveredDay: number; instant: number };
  invoiceIssued: { order: Order; invoiceNo: string; dueDay: number; instant: number };
  /** `daysLate` <= 0 is on time. */
  invoicePaid: { customer: number; invoiceNo: string; orderNo: string; daysLate: number };
  returnMade: {
    customer: number;
    orderNo: string;
    line: OrderLine;
    reason: ReturnReason;
    instant: number;
  };
  /** The customer has stopped buying; no system knows it. */
  customerLost: { customer: number; reason: ChurnReason };
  /** The customer's rep is another from today. */
  ownerChanged: { customer: number; instant: number };
  employeeChanged: { employee: Employee; change: "hired" | "left" | "moved"; instant: number };
  unitChanged: { unit: Unit; change: "opened" | "moved" | "closed"; instant: number };
}

export type ReturnReason = "quality" | "wrong_item" | "changed_mind" | "late";

/** What is planted on purpose, so that it can be found again. */
export interface PlantedFacts {
  priceRiseDay: number;
  priceRisePercent: number;
  badBatchNo: string;
  badBatchProductIds: readonly string[];
  badBatchFrom: number;
  badBatchTo: number;
  reorganisationDay: number;
  outageDay: number;
  spikeDay: number;
}
