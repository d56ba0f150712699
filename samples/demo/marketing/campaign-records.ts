import { instantOf, monthStart, yearMonth } from "../calendar.js";
import type { Company } from "../company.js";
import { salesforceId } from "../salesforce-id.js";
import { audienceLabel, type CampaignPlan, type TouchChannel } from "./campaign-plan.js";

/** US dollars in ten-thousandths that one touch costs, and the preparation of a campaign. */
const COST_PER_TOUCH: Readonly<Record<TouchChannel, number>> = {
  email: 120,
  sms: 600,
  phone: 42_000,
  post: 11_000,
};
const COST_TYPES: Readonly<Record<TouchChannel, string>> = {
  email: "mailing",
  sms: "messaging",
  phone: "call centre",
  post: "printing and postage",
};
const PREPARATION = 9_000_000;
const EXPECTED_RETURN = 4;

export const campaignIdOf = (plan: CampaignPlan): string =>
  salesforceId("701", plan.sequence + 100);
/** Programmes of a year, which campaigns belong to. */
const programmeIdOf = (year: number): string => salesforceId("701", year - 2022);

/** When campaigns are planned and ended; what is planned on the company's first day is so before it opens. */
export const planningInstant = (company: Company, day: number): number =>
  instantOf(day, day === company.first ? 0 : 12 * 3600);
/** The last campaigns of a year are over by then. */
const LAST_DAYS = 30;

/** The programmes of the years, the parents of their campaigns. */
export class Programmes {
  readonly #company: Company;
  readonly #daysAhead: number;

  /** @param daysAhead how long before its year a programme is planned, ahead of its first campaign */
  constructor(company: Company, daysAhead: number) {
    this.#company = company;
    this.#daysAhead = daysAhead;
  }

  live(day: number): void {
    const { year } = yearMonth(day);
    const opening = monthStart(year, 1);
    const next = monthStart(year + 1, 1);
    if (day === opening) this.#write(year, "In Progress");
    if (day === next - this.#daysAhead) this.#write(year + 1, "Planned");
    if (day === opening + LAST_DAYS && day - LAST_DAYS > this.#company.first) {
      this.#write(year - 1, "Completed");
    }
  }

  #write(year: number, status: "Planned" | "In Progress" | "Completed"): void {
    const { first, now } = this.#company;
    const opening = monthStart(year, 1);
    this.#company.emit(
      "salesforce.Campaign",
      {
        Id: programmeIdOf(year),
        Name: `Programme ${String(year)}`,
        Type: "Programme",
        Status: status,
        StartDate: opening,
        EndDate: monthStart(year + 1, 1) - 1,
        CreatedDate: planningInstant(this.#company, Math.max(opening - this.#daysAhead, first)),
      },
      planningInstant(this.#company, now),
    );
  }
}

/** A campaign's costs and its record. */
export class CampaignRecord {
  readonly #company: Company;
  readonly #plan: CampaignPlan;
  readonly #created: number;
  readonly #budget: number;
  #spent = 0;
  #costs = 0;

  constructor(company: Company, plan: CampaignPlan, created: number) {
    this.#company = company;
    this.#plan = plan;
    this.#created = created;
    const touches = plan.members * company.scale * plan.waveDays.length;
    this.#budget =
      Math.round(
        (PREPARATION * scaleRoot(company) + touches * COST_PER_TOUCH[plan.channel]) / 1e6,
      ) * 1e6;
  }

  write(status: "Planned" | "In Progress" | "Completed", instant: number): void {
    const plan = this.#plan;
    this.#company.emit(
      "salesforce.Campaign",
      {
        Id: campaignIdOf(plan),
        Name: plan.name,
        Type: plan.type,
        Status: status,
        StartDate: plan.startDay,
        EndDate: plan.endDay,
        BudgetedCost: this.#budget,
        ActualCost: status === "Planned" ? undefined : this.#spent,
        ExpectedRevenue: this.#budget * EXPECTED_RETURN,
        ParentId: programmeIdOf(new Date(plan.startDay * 86_400_000).getUTCFullYear()),
        Offer__c: plan.offer,
        Segment__c: audienceLabel(plan.audience),
        Channel__c: plan.channel,
        CreatedDate: this.#created,
      },
      instant,
    );
  }

  prepare(): void {
    const random = this.#company.random(`preparation/${String(this.#plan.sequence)}`);
    const amount =
      Math.round((PREPARATION * scaleRoot(this.#company) * random.between(80, 125)) / 1e6) * 1e4;
    this.#cost("creative", Math.round(amount * 0.6));
    if (random.chance(500)) this.#cost("agency", Math.round(amount * 0.4));
  }

  /** What a wave of so many touches costs. */
  wave(touches: number): void {
    if (touches === 0) return;
    this.#cost(COST_TYPES[this.#plan.channel], touches * COST_PER_TOUCH[this.#plan.channel]);
  }

  #cost(type: string, amount: number): void {
    this.#costs += 1;
    this.#spent += amount;
    const day = this.#company.now;
    const random = this.#company.random(
      `cost/${String(this.#plan.sequence)}/${String(this.#costs)}`,
    );
    const currency = random.chance(300) ? "CNY" : "USD";
    const rate = this.#company.rate(currency, day);
    this.#company.emit(
      "marketing.campaign_cost",
      {
        cost_id: `${String(this.#plan.sequence).padStart(5, "0")}-${String(this.#costs).padStart(3, "0")}`,
        campaign_id: campaignIdOf(this.#plan),
        cost_date: day,
        cost_type: type,
        currency,
        amount: Math.round(((amount / rate) * 1e8) / 100) * 100,
      },
      instantOf(day, 18 * 3600),
    );
  }
}

/** Preparation grows more slowly than the company. */
const scaleRoot = (company: Company): number => Math.sqrt(company.scale);
