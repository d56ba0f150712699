import type { Company } from "../company.js";
import type { Accounts } from "../crm/accounts.js";
import type { CampaignPlan } from "./campaign-plan.js";

const TREATED = 1;
const ORDERED = 2;
const UPLIFTED = 4;
const ALIVE = 8;

/** How a campaign ended for those who have an account; shares are of members. */
interface CampaignOutcome {
  treated: number;
  control: number;
  treatedConverted: number;
  controlConverted: number;
  /** Orders that would not have come without the campaign. */
  extraOrders: number;
  /** Treated members who were still buying and placed no order of their own. */
  treatedOpenToUplift: number;
}

/** Told what a finished campaign has done. */
export type CampaignEnded = (plan: CampaignPlan, outcome: CampaignOutcome) => void;

/** What another part wants to know when somebody has clicked or answered. */
export type CampaignAnswered = (
  reaction: "clicked" | "responded",
  customer: number,
  campaignId: string,
  instant: number,
) => void;

/** The customers that a campaign addresses, and what they did from its first day for thirty days. */
export class CampaignMembers {
  readonly customers: readonly number[];
  readonly #state: Uint8Array;
  readonly #places: Map<number, number>;

  constructor(customers: readonly number[], isTreated: (place: number) => boolean) {
    this.customers = customers;
    this.#state = new Uint8Array(customers.length);
    this.#places = new Map(customers.map((customer, place) => [customer, place]));
    for (let place = 0; place < customers.length; place += 1) {
      if (isTreated(place)) this.#state[place] = TREATED;
    }
  }

  isTreated(place: number): boolean {
    return this.#has(place, TREATED);
  }

  markAlive(place: number): void {
    this.#raise(place, ALIVE);
  }

  markUplifted(place: number): void {
    this.#raise(place, UPLIFTED);
  }

  /** A member has ordered without the campaign's doing. */
  ordered(customer: number): void {
    const place = this.#places.get(customer);
    if (place !== undefined) this.#raise(place, ORDERED);
  }

  outcome(): CampaignOutcome {
    const outcome: CampaignOutcome = {
      treated: 0,
      control: 0,
      treatedConverted: 0,
      controlConverted: 0,
      extraOrders: 0,
      treatedOpenToUplift: 0,
    };
    for (let place = 0; place < this.customers.length; place += 1) {
      const converted = this.#has(place, ORDERED) || this.#has(place, UPLIFTED);
      if (this.#has(place, TREATED)) {
        outcome.treated += 1;
        if (converted) outcome.treatedConverted += 1;
        if (this.#has(place, UPLIFTED)) outcome.extraOrders += 1;
        if (this.#has(place, ALIVE) && !this.#has(place, ORDERED)) outcome.treatedOpenToUplift += 1;
      } else {
        outcome.control += 1;
        if (converted) outcome.controlConverted += 1;
      }
    }
    return outcome;
  }

  #has(place: number, flag: number): boolean {
    return ((this.#state[place] ?? 0) & flag) !== 0;
  }

  #raise(place: number, flag: number): void {
    this.#state[place] = (this.#state[place] ?? 0) | flag;
  }
}

const TRIES_PER_MEMBER = 14;
const NEW_DAYS = 120;
const LAPSED_DAYS = 240;
const LOYAL_ORDERS = 4;

/** Draws the customers of a campaign by its audience; those who want no e-mail get none. */
export function drawCustomers(
  company: Company,
  accounts: Accounts,
  plan: CampaignPlan,
): readonly number[] {
  const random = company.random(`campaign-members/${String(plan.sequence)}`);
  const wanted = Math.round(plan.members * company.scale);
  const known = company.customerCount();
  const drawn = new Set<number>();
  for (let tries = wanted * TRIES_PER_MEMBER; tries > 0 && drawn.size < wanted; tries -= 1) {
    if (known === 0) break;
    const customer = random.below(known);
    if (drawn.has(customer) || accounts.idOf(customer) === undefined) continue;
    if (plan.channel === "email" && accounts.hasOptedOut(customer)) continue;
    if (isAddressed(company, plan, customer)) drawn.add(customer);
  }
  return [...drawn];
}

function isAddressed(company: Company, plan: CampaignPlan, customer: number): boolean {
  const { orderCount, firstOrderDay, lastOrderDay } = company.history(customer);
  if (orderCount === 0 || firstOrderDay === undefined || lastOrderDay === undefined) return false;
  switch (plan.audience) {
    case "all_customers":
      return true;
    case "new_customers":
      return company.now - firstOrderDay <= NEW_DAYS;
    case "loyal_customers":
      return orderCount >= LOYAL_ORDERS;
    case "lapsed_customers":
      return company.now - lastOrderDay > LAPSED_DAYS;
    case "organisations":
      return company.customer(customer).kind === "organisation";
    case "open_leads":
      return false;
  }
}
