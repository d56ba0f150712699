import { instantOf, laterOn } from "../calendar.js";
import type { Company } from "../company.js";
import { salesforceId } from "../salesforce-id.js";
import type { Activities } from "./activities.js";
import { ratingOf, type LeadFlags } from "./lead-plan.js";
import { userIdOf } from "./users.js";

/** What is known of a lead when it comes in. */
export interface LeadFacts {
  personName: readonly [given: string, family: string];
  company: string | undefined;
  email: string | undefined;
  phone: string | undefined;
  industry: string | undefined;
  city: string;
  country: string;
  flags: LeadFlags;
  /** Employee number. */
  owner: string | undefined;
}

interface ConvertedInto {
  accountId: string;
  contactId: string | undefined;
  opportunityId?: string;
}

interface Lead extends LeadFacts {
  id: string;
  created: number;
  status:
    | "Open - Not Contacted"
    | "Working - Contacted"
    | "Closed - Converted"
    | "Closed - Not Converted";
  converted?: ConvertedInto;
  convertedDay?: number;
}

/** Longest a lead is worth writing to. */
const OPEN_DAYS = 200;
const DAY_MS = 86_400_000;

/** The leads and what the CRM notes of them. */
export class LeadBook {
  readonly #company: Company;
  readonly #activities: Activities;
  readonly #open = new Map<string, number>();
  #sequence = 0;

  constructor(company: Company, activities: Activities) {
    this.#company = company;
    this.#activities = activities;
    company.everyDay((day) => {
      this.#forget(day);
    });
  }

  begin(facts: LeadFacts, instant: number): Lead {
    this.#sequence += 1;
    const id = salesforceId("00Q", this.#sequence);
    const { personName, company, email, phone, industry, city, country, flags, owner } = facts;
    const lead: Lead = {
      personName,
      company,
      email,
      phone,
      industry,
      city,
      country,
      flags,
      owner,
      id,
      created: instant,
      status: "Open - Not Contacted",
    };
    this.#open.set(id, instant);
    this.#write(lead, instant);
    return lead;
  }

  /**
   * Plans the first call, at most `within` days ahead.
   *
   * @returns its day
   */
  contact(lead: Lead, within: number): number {
    const company = this.#company;
    const random = company.random(`lead-contact/${lead.id}`);
    const quick = random.chance(lead.flags.source === "Web" ? 450 : 600);
    const wait = Math.min(quick ? random.between(0, 1) : random.between(1, 12), within);
    const day = company.now + wait;
    const second = random.between(9 * 3600, 18 * 3600);
    company.at(day, () => {
      const soon = laterOn(lead.created, random.between(600, 9000));
      const instant = wait === 0 ? soon : instantOf(day, second);
      lead.status = "Working - Contacted";
      this.#write(lead, instant);
      const about = { whoId: lead.id, owner: lead.owner };
      this.#activities.done("Call", "First contact", about, instant);
      if (random.chance(400)) this.#activities.planned("Send information", about, instant);
    });
    return day;
  }

  convert(lead: Lead, into: ConvertedInto, instant: number): void {
    lead.status = "Closed - Converted";
    lead.converted = into;
    lead.convertedDay = this.#company.now;
    this.#open.delete(lead.id);
    this.#write(lead, instant);
  }

  /** @param removed also delete the record a little later */
  giveUp(lead: Lead, instant: number, removed: boolean): void {
    lead.status = "Closed - Not Converted";
    this.#open.delete(lead.id);
    this.#write(lead, instant);
    if (removed) this.#write(lead, laterOn(instant, 600), true);
  }

  /** Ids of the latest leads that are open at an instant, at most `count`. */
  latest(count: number, instant: number): readonly string[] {
    const ids = [...this.#open].flatMap(([id, created]) => (created < instant ? id : []));
    return ids.slice(Math.max(0, ids.length - count));
  }

  #forget(day: number): void {
    for (const [id, created] of this.#open) {
      if (created > (day - OPEN_DAYS) * DAY_MS) return;
      this.#open.delete(id);
    }
  }

  #write(lead: Lead, instant: number, deleted = false): void {
    const [FirstName, LastName] = lead.personName;
    this.#company.emit(
      "salesforce.Lead",
      {
        Id: lead.id,
        FirstName,
        LastName,
        Company: lead.company,
        Email: lead.email,
        Phone: lead.phone,
        Status: lead.status,
        LeadSource: lead.flags.source,
        Rating: ratingOf(lead.flags),
        Industry: lead.industry,
        City: lead.city,
        Country: lead.country,
        OwnerId: userIdOf(lead.owner),
        IsConverted: lead.converted !== undefined,
        ConvertedDate: lead.convertedDay,
        ConvertedAccountId: lead.converted?.accountId,
        ConvertedContactId: lead.converted?.contactId,
        ConvertedOpportunityId: lead.converted?.opportunityId,
        Has_Budget__c: lead.flags.hasBudget,
        Has_Authority__c: lead.flags.hasAuthority,
        Has_Need__c: lead.flags.hasNeed,
        CreatedDate: lead.created,
        deleted,
      },
      instant,
    );
  }
}
