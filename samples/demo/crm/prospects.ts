import type { Company } from "../company.js";
import { createOrganisation } from "../customers/identity.js";
import { INDUSTRIES, personName } from "../customers/names.js";
import { PLACES } from "../customers/places.js";
import { salesforceId } from "../salesforce-id.js";
import type { LeadFacts } from "./lead-book.js";
import type { LeadFlags } from "./lead-plan.js";
import { userIdOf } from "./users.js";

/** Sequences of accounts and contacts of prospects begin here, beyond those of customers. */
const ACCOUNTS_FROM = 80_000_000;
const CONTACTS_FROM = 400_000_000;

/** What tells prospects' telephones and mailboxes from those of customers. */
const UNIQUE_FROM = 500_000_000;

/** Prospect number `n`, whom the company never sells anything, as a lead; a pure function. */
export function prospectLead(company: Company, n: number, flags: LeadFlags): LeadFacts {
  const random = company.random(`prospect/${String(n)}`);
  const place = PLACES[random.weighted(PLACES.map(({ weight }) => weight))];
  if (place === undefined) throw new Error("no places");
  const person = personName(place.chinese, random);
  const identity = createOrganisation(place, UNIQUE_FROM + n, random);
  return {
    personName: [person.given, person.family],
    company: identity.name,
    email: random.chance(900) ? identity.email : undefined,
    phone: identity.phone,
    industry: random.pick(INDUSTRIES),
    city: place.city,
    country: place.country,
    flags,
    owner: anyRep(company, random.unit()),
  };
}

/** The account and contact that a prospect's lead is converted into. */
export function openProspectAccount(
  company: Company,
  n: number,
  lead: LeadFacts,
  employees: number,
  instant: number,
): { accountId: string; contactId: string } {
  const accountId = salesforceId("001", ACCOUNTS_FROM + n);
  const contactId = salesforceId("003", CONTACTS_FROM + n);
  const [FirstName, LastName] = lead.personName;
  company.emit(
    "salesforce.Account",
    {
      Id: accountId,
      Name: lead.company,
      Type: "Prospect",
      IsPersonAccount: false,
      Phone: lead.phone,
      BillingCity: lead.city,
      BillingCountry: lead.country,
      Industry: lead.industry,
      NumberOfEmployees: employees,
      AnnualRevenue: employees * 90_000 * 10_000,
      OwnerId: userIdOf(lead.owner),
      AccountSource: lead.flags.source,
      Rating: "Warm",
      CreatedDate: instant,
    },
    instant,
  );
  company.emit(
    "salesforce.Contact",
    {
      Id: contactId,
      AccountId: accountId,
      FirstName,
      LastName,
      Email: lead.email,
      Phone: lead.phone,
      Title: "Buyer",
      Department: "Purchasing",
      HasOptedOutOfEmail: false,
      CreatedDate: instant,
    },
    instant,
  );
  return { accountId, contactId };
}

/** The employee number of one of today's reps. */
export function anyRep(company: Company, unit: number): string | undefined {
  const reps = company.organisation.employees(company.now).filter(({ role }) => role === "rep");
  return reps[Math.floor(unit * reps.length)]?.employeeNo;
}
