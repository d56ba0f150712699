import { instantOf, laterOn } from "../calendar.js";
import type { Company, Currency, Customer } from "../company.js";
import { comesAsLead, type Accounts } from "./accounts.js";
import type { Activities } from "./activities.js";
import { personOfOrganisation } from "./contacts.js";
import { dealValue, segmentOf, winChance, type DealSegment } from "./deal-stages.js";
import type { Deals } from "./deals.js";
import { LeadBook, type LeadFacts } from "./lead-book.js";
import { flagsOfLostLead, flagsOfWonLead, type LeadFlags } from "./lead-plan.js";
import { anyRep, openProspectAccount, prospectLead } from "./prospects.js";
import { recordedIdentity } from "./recorded-identity.js";

const IDLE_LEADS_A_DAY = 4.2;
const CONTACTED_PERMILLE = 880;
const GIVEN_UP_PERMILLE = 750;
const DELETED_PERMILLE = 15;
/** Share of converted organisations that buy through an opportunity. */
const DEAL_PERMILLE = 900;

interface Room {
  company: Company;
  accounts: Accounts;
  deals: Deals;
  book: LeadBook;
  /** Counts prospects, idle leads among them. */
  next: () => number;
}

/** Leads come, are first called, and are converted or given up. */
export function addLeads(
  company: Company,
  accounts: Accounts,
  deals: Deals,
  activities: Activities,
): LeadBook {
  const book = new LeadBook(company, activities);
  let prospects = 0;
  const room: Room = { company, accounts, deals, book, next: () => (prospects += 1) };
  company.on("customerKnown", ({ customer }) => {
    const known = company.customer(customer);
    if (comesAsLead(company, known)) leadOfCustomer(room, known);
  });
  company.everyDay((day) => {
    const random = company.random(`idle-leads/${String(day)}`);
    const mean = IDLE_LEADS_A_DAY * company.scale * company.intensity(day);
    let count = Math.floor(mean * (0.6 + 0.8 * random.unit()) + random.unit());
    for (; count > 0; count -= 1) idleLead(room);
  });
  return book;
}

/** Somebody who will buy, on a day that is known here and nowhere else. */
function leadOfCustomer({ company, accounts, deals, book, next }: Room, customer: Customer): void {
  const { index, firstOrderDay, accountId } = customer;
  const random = company.random(`lead-of/${String(index)}`);
  const flags = flagsOfWonLead(random);
  const facts = factsOf(company, customer, flags);
  const lead = book.begin(facts, instantOf(company.now, random.below(86_000)));
  company.trueIdentity("salesforce", lead.id, String(index));
  const contacted = book.contact(lead, firstOrderDay - company.now - 2);
  const day = Math.min(contacted + random.between(1, 10), firstOrderDay - 1);
  const instant = instantOf(day, random.between(9 * 3600, 18 * 3600));
  const byDeal = customer.kind === "organisation" && firstOrderDay - day >= 4;
  const hasDeal = byDeal && random.chance(DEAL_PERMILLE);
  const unit = random.unit();
  company.at(day, () => {
    accounts.open(index, instant);
    const contactId = accounts.contactOf(index);
    if (!hasDeal) {
      book.convert(lead, { accountId, contactId }, instant);
      return;
    }
    const segment = segmentOf(customer.employees, true);
    const deal = deals.open(
      {
        accountId,
        contactId,
        accountName: customer.identity.name,
        customer: index,
        segment,
        leadSource: flags.source,
        valueUsd: dealValue(segment, unit),
        currency: customer.currency,
        owner: company.repOf(index, day)?.employeeNo,
        ending: { wonDay: firstOrderDay },
      },
      laterOn(instant, 60),
    );
    book.convert(lead, { accountId, contactId, opportunityId: deal.id }, laterOn(instant, 60));
    addRivals({ company, accounts, deals, book, next }, segment, customer);
  });
}

/** As many prospects are lost for each one won as the planted chance to win asks for. */
function addRivals(room: Room, segment: DealSegment, of: Customer): void {
  const random = room.company.random(`rivals/${String(of.index)}`);
  const chance = winChance(segment);
  const wanted = (1 - chance) / chance + random.unit();
  for (let rival = 1; rival <= wanted; rival += 1) {
    room.company.at(room.company.now + random.between(0, 30), () => {
      prospectWithDeal(room, segment, of.currency);
    });
  }
}

function prospectWithDeal(room: Room, segment: DealSegment, currency: Currency): void {
  const { company, deals, book } = room;
  const n = room.next();
  const random = company.random(`lead-prospect/${String(n)}`);
  const flags = flagsOfWonLead(random);
  const facts = prospectLead(company, n, flags);
  const lead = book.begin(facts, instantOf(company.now, random.below(86_000)));
  company.trueIdentity("salesforce", lead.id, `P${String(n)}`);
  const day = book.contact(lead, 12) + random.between(1, 14);
  const instant = instantOf(day, random.between(9 * 3600, 18 * 3600));
  const employees = segment === "new_large" ? random.between(40, 500) : random.between(3, 39);
  const unit = random.unit();
  company.at(day, () => {
    const ids = openProspectAccount(company, n, lead, employees, instant);
    company.trueIdentity("salesforce", ids.accountId, `P${String(n)}`);
    const deal = deals.open(
      {
        ...ids,
        accountName: lead.company ?? "",
        customer: undefined,
        segment,
        leadSource: flags.source,
        valueUsd: dealValue(segment, unit),
        currency,
        owner: lead.owner,
        ending: "lost",
      },
      laterOn(instant, 60),
    );
    book.convert(lead, { ...ids, opportunityId: deal.id }, laterOn(instant, 60));
  });
}

/** A lead of which nothing comes. */
function idleLead(room: Room): void {
  const { company, book } = room;
  const n = room.next();
  const random = company.random(`lead-idle/${String(n)}`);
  const facts = prospectLead(company, n, flagsOfLostLead(random));
  const lead = book.begin(facts, instantOf(company.now, random.below(86_000)));
  company.trueIdentity("salesforce", lead.id, `L${String(n)}`);
  if (!random.chance(CONTACTED_PERMILLE)) return;
  const contacted = book.contact(lead, 30);
  if (!random.chance(GIVEN_UP_PERMILLE)) return;
  const day = contacted + random.between(5, 120);
  const instant = instantOf(day, random.between(9 * 3600, 18 * 3600));
  const removed = random.chance(DELETED_PERMILLE);
  company.at(day, () => {
    book.giveUp(lead, instant, removed);
  });
}

function factsOf(company: Company, customer: Customer, flags: LeadFlags): LeadFacts {
  const identity = recordedIdentity(company, customer, "salesforce", 0);
  const random = company.random(`lead-owner/${String(customer.index)}`);
  const isPerson = customer.kind === "person";
  const rep = company.repOf(customer.index, company.now)?.employeeNo;
  return {
    personName: isPerson
      ? [customer.identity.givenName, customer.identity.familyName]
      : personOfOrganisation(company, customer.index, 0),
    company: isPerson ? undefined : identity.name,
    email: identity.email,
    phone: identity.phone,
    industry: customer.industry,
    city: identity.city,
    country: customer.identity.country,
    flags,
    owner: rep ?? anyRep(company, random.unit()),
  };
}
