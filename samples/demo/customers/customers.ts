import { instantOf, workdayFrom } from "../calendar.js";
import type { Currency, Customer } from "../company.js";
import { BG_NBD } from "../plan.js";
import { createRandom, type Random } from "../random.js";
import { salesforceId } from "../salesforce-id.js";
import type { OperationalTime } from "../time/operational-time.js";
import { createOrganisation, createPerson, type PersonIdentity } from "./identity.js";
import { INDUSTRIES } from "./names.js";
import { PLACES, type Place } from "./places.js";

/** New customers a day in the long run, and how many more come early, half of them within `OPENING_DAYS`; at scale 1. */
const ARRIVALS_PER_DAY = 15.2;
const OPENING_ARRIVALS = 3500;
const OPENING_DAYS = 60;
const ORGANISATION_PERMILLE = 62;
const DUPLICATE_PERMILLE = { person: 70, organisation: 50 } as const;
/** Of a thousand persons, how many live with the customer before them. */
const HOUSEHOLD_PERMILLE = 35;
/** Of a thousand persons, how many are known for a while before they buy. */
const KNOWN_BEFORE_PERMILLE = 300;
const ACQUISITION = ["search", "social", "referral", "walk_in", "fair", "partner", "newsletter"];
const ACQUISITION_WEIGHTS = {
  person: [30, 22, 14, 18, 3, 3, 10],
  organisation: [10, 4, 24, 2, 30, 26, 4],
} as const;
/** Enough for those whom one day is about; many more would be most of what is in memory. */
const CACHE_SIZE = 4096;

/** Derives customers from their number; nothing about them is kept but what was asked for lately. */
export class Customers {
  readonly #seed: number;
  readonly #scale: number;
  readonly #time: OperationalTime;
  readonly #cache = new Array<Customer | undefined>(CACHE_SIZE);
  readonly #placeWeights = PLACES.map((place) => place.weight);

  constructor(seed: number, scale: number, time: OperationalTime) {
    this.#seed = seed;
    this.#scale = scale;
    this.#time = time;
  }

  get(i: number): Customer {
    const cached = this.#cache[i % CACHE_SIZE];
    if (cached?.index === i) return cached;
    const customer = this.#derive(i);
    this.#cache[i % CACHE_SIZE] = customer;
    return customer;
  }

  /** When the company first hears of customer `i`: later for every higher number. */
  knownAt(i: number): { day: number; fraction: number } {
    const count = (i + this.#random(i, "arrival").unit()) / this.#scale;
    // count = perDay * t + opening * t / (t + days), solved for t.
    const half =
      (OPENING_DAYS * ARRIVALS_PER_DAY + OPENING_ARRIVALS - count) / (2 * ARRIVALS_PER_DAY);
    return this.#time.when(
      Math.sqrt(half * half + (OPENING_DAYS * count) / ARRIVALS_PER_DAY) - half,
    );
  }

  /** Reading of the operational clock at the first order. */
  firstOrderReading(i: number): number {
    const { day, fraction } = this.knownAt(i);
    return this.#time.at(day, fraction) + this.#daysBeforeFirstOrder(i);
  }

  isOrganisation(i: number): boolean {
    return this.#random(i, "kind").chance(ORGANISATION_PERMILLE);
  }

  #random(i: number, what: string): Random {
    return createRandom(this.#seed, `customer/${String(i)}/${what}`);
  }

  #daysBeforeFirstOrder(i: number): number {
    const random = this.#random(i, "lead");
    if (this.isOrganisation(i)) return random.between(15, 105);
    return random.chance(KNOWN_BEFORE_PERMILLE) ? random.between(1, 60) : 0.01;
  }

  #placeOf(i: number): Place {
    const place = PLACES[this.#random(i, "place").weighted(this.#placeWeights)] ?? PLACES[0];
    if (place === undefined) throw new Error("no places");
    return place;
  }

  /** Lives with the customer before, when that one is a person who does not do the same. */
  #isMate(i: number): boolean {
    if (i === 0 || this.isOrganisation(i) || this.isOrganisation(i - 1)) return false;
    const mates = (j: number): boolean => this.#random(j, "home").chance(HOUSEHOLD_PERMILLE);
    return mates(i) && !mates(i - 1);
  }

  #person(i: number): PersonIdentity {
    const home = this.#isMate(i) ? this.#person(i - 1) : undefined;
    const place = this.#placeOf(home === undefined ? i : i - 1);
    return createPerson(place, i, this.#random(i, "identity"), home);
  }

  #derive(i: number): Customer {
    const isOrganisation = this.isOrganisation(i);
    const kind = isOrganisation ? "organisation" : "person";
    const place = this.#placeOf(this.#isMate(i) ? i - 1 : i);
    const { day: knownDay, fraction } = this.knownAt(i);
    const random = this.#random(i, "habits");
    return {
      index: i,
      kind,
      identity: isOrganisation
        ? createOrganisation(place, i, this.#random(i, "identity"))
        : this.#person(i),
      currency: currencyOf(place, isOrganisation, random),
      taxPermille: place.taxPermille,
      knownDay,
      knownAt: instantOf(knownDay, fraction * 86_400),
      firstOrderDay: this.#firstOrderDay(i, isOrganisation),
      customerNo: String(10_000 + i).padStart(10, "0"),
      duplicateNo: random.chance(DUPLICATE_PERMILLE[kind])
        ? String(50_000_000 + i).padStart(10, "0")
        : undefined,
      accountId: salesforceId("001", i + 1),
      acquisitionChannel: ACQUISITION[random.weighted(ACQUISITION_WEIGHTS[kind])] ?? "search",
      branchId: place.branchId,
      ...creditOf(isOrganisation, random),
      ...(isOrganisation ? companyFacts(i, random) : personFacts(knownDay, random)),
    };
  }

  #firstOrderDay(i: number, isOrganisation: boolean): number {
    const { day } = this.#time.when(this.firstOrderReading(i));
    // Organisations order on days on which their offices are open.
    return isOrganisation ? workdayFrom(day) : day;
  }
}

function currencyOf(place: Place, isOrganisation: boolean, random: Random): Currency {
  return isOrganisation && random.chance(150) ? "USD" : place.currency;
}

function creditOf(
  isOrganisation: boolean,
  random: Random,
): { paymentTermsDays: number; creditRisk: number } {
  if (!isOrganisation) return { paymentTermsDays: 0, creditRisk: random.beta(1, 9) };
  return {
    paymentTermsDays: [14, 30, 45, 60][random.weighted([2, 5, 2, 1])] ?? 30,
    creditRisk: random.beta(1, 3.5),
  };
}

type Particulars = Pick<
  Customer,
  "birthDay" | "taxNo" | "industry" | "employees" | "annualRevenue" | "lambda" | "dropoutP"
>;

function personFacts(knownDay: number, random: Random): Particulars {
  const age = 18 + Math.floor(52 * random.beta(1.6, 2.4));
  return {
    birthDay: knownDay - age * 365 - random.between(1, 364),
    taxNo: undefined,
    industry: undefined,
    employees: undefined,
    annualRevenue: undefined,
    lambda: random.gamma(BG_NBD.r) / BG_NBD.alpha,
    dropoutP: random.beta(BG_NBD.a, BG_NBD.b),
  };
}

function companyFacts(i: number, random: Random): Particulars {
  const employees = Math.max(3, Math.round(18 * Math.exp(1.1 * random.normal())));
  return {
    birthDay: undefined,
    taxNo: `TX${String(((i + 1) * 48_271) % 1_000_000_007).padStart(10, "0")}`,
    industry: random.pick(INDUSTRIES),
    employees,
    annualRevenue: employees * random.between(60, 190) * 1000,
    lambda: undefined,
    dropoutP: undefined,
  };
}
