import { instantOf, laterOn, secondOf } from "../calendar.js";
import type { Company, Customer } from "../company.js";
import { GrowingArray } from "../growing-array.js";
import { salesforceId } from "../salesforce-id.js";
import { contactCount, contactIdOf, writeContacts } from "./contacts.js";
import { recordedIdentity } from "./recorded-identity.js";
import { userIdOf } from "./users.js";

const EXISTS = 1;
const BUYS = 2;
const ERP_LINKED = 4;
const OPTED_OUT = 8;

const ERP_LINKED_PERMILLE = 850;
const OPTED_OUT_PERMILLE = 90;
const DUPLICATE_PERMILLE = 25;
const MERGED_PERMILLE = 500;
const BY_LEAD = { organisation: 900, person: 80 } as const;
/** Sequences of duplicate accounts begin here; those of prospects who never buy stand further up. */
const DUPLICATES_FROM = 40_000_000;

/** The CRM's accounts and the people at organisations. */
export interface Accounts {
  /** The account of a customer, undefined as long as the CRM has none. */
  idOf(i: number): string | undefined;
  /** The person at an organisation whom one talks to. */
  contactOf(i: number): string | undefined;
  hasOptedOut(i: number): boolean;
  optOut(i: number, instant: number): void;
  /** Opens the account at the conversion of its lead. */
  open(i: number, instant: number): void;
}

/** True when the company first knows customer `i` as a lead. */
export function comesAsLead(company: Company, customer: Customer): boolean {
  if (customer.firstOrderDay - customer.knownDay < 3) return false;
  if (customer.knownDay < company.first) return false;
  return company.random(`lead-origin/${String(customer.index)}`).chance(BY_LEAD[customer.kind]);
}

export function addAccounts(company: Company): Accounts {
  const flags = GrowingArray.ofBytes();
  const createdAt = GrowingArray.ofNumbers();
  const writtenAt = GrowingArray.ofNumbers();
  const has = (i: number, flag: number): boolean => (flags.get(i) & flag) !== 0;
  const raise = (i: number, flag: number): void => {
    flags.set(i, flags.get(i) | flag);
  };
  const write = (i: number, instant: number): void => {
    if (!has(i, EXISTS)) return;
    // Things of one day are not told in the order of their hours: a version never comes before the one it follows.
    const at = Math.max(instant, laterOn(writtenAt.get(i), 1));
    writtenAt.set(i, at);
    writeAccount(company, i, flags.get(i), createdAt.get(i), at);
  };
  const open = (i: number, instant: number): void => {
    if (has(i, EXISTS)) return;
    raise(i, EXISTS);
    createdAt.set(i, instant);
    company.trueIdentity("salesforce", company.customer(i).accountId, String(i));
    const random = company.random(`account/${String(i)}`);
    if (random.chance(OPTED_OUT_PERMILLE)) raise(i, OPTED_OUT);
    write(i, instant);
    writeContacts(company, i, instant);
    if (random.chance(DUPLICATE_PERMILLE)) planDuplicate(company, i);
  };

  company.on("customerKnown", ({ customer }) => {
    const known = company.customer(customer);
    if (comesAsLead(company, known)) return;
    // Shops and offices take orders at their hours: who orders on the day it becomes known has its account before them.
    const isBefore = known.knownDay < company.now;
    const second = isBefore
      ? 0
      : secondOf(known.knownAt) / (known.firstOrderDay === company.now ? 3 : 1);
    open(customer, instantOf(company.now, second));
  });
  company.on("customerCreated", ({ customer, isDuplicate, instant }) => {
    if (isDuplicate) return;
    open(customer, instant);
    const random = company.random(`erp-link/${String(customer)}`);
    raise(customer, BUYS);
    const linked = random.chance(ERP_LINKED_PERMILLE);
    const days = random.between(0, 3);
    const day = company.now + days;
    const known = days === 0 ? laterOn(instant, 900) : instantOf(day, 7 * 3600);
    company.at(day, () => {
      if (linked) raise(customer, ERP_LINKED);
      write(customer, known);
    });
  });
  company.on("ownerChanged", ({ customer, instant }) => {
    write(customer, instant);
  });

  return {
    idOf: (i) => (has(i, EXISTS) ? company.customer(i).accountId : undefined),
    contactOf: (i) =>
      has(i, EXISTS) && contactCount(company, i) > 0 ? contactIdOf(i, 0) : undefined,
    hasOptedOut: (i) => has(i, OPTED_OUT),
    optOut: (i, instant) => {
      if (has(i, OPTED_OUT)) return;
      raise(i, OPTED_OUT);
      write(i, instant);
    },
    open,
  };
}

function writeAccount(
  company: Company,
  i: number,
  flags: number,
  created: number,
  instant: number,
): void {
  const customer = company.customer(i);
  const row = accountRow(company, customer, 0);
  company.emit(
    "salesforce.Account",
    {
      ...row,
      Id: customer.accountId,
      Type: (flags & BUYS) === 0 ? "Prospect" : "Customer - Direct",
      PersonHasOptedOutOfEmail: customer.kind === "person" ? (flags & OPTED_OUT) !== 0 : undefined,
      ERP_Customer_No__c: (flags & ERP_LINKED) === 0 ? undefined : customer.customerNo,
      CreatedDate: created,
    },
    instant,
  );
}

/** What the CRM knows about a customer; copy 1 is what a duplicate record says. */
function accountRow(company: Company, customer: Customer, copy: number) {
  const identity = recordedIdentity(company, customer, "salesforce", copy);
  const random = company.random(`account-facts/${String(customer.index)}`);
  const isPerson = customer.kind === "person";
  return {
    Name: identity.name,
    IsPersonAccount: isPerson,
    PersonEmail: isPerson ? identity.email : undefined,
    Phone: identity.phone,
    PersonBirthdate: customer.birthDay,
    BillingStreet: identity.street,
    BillingCity: identity.city,
    BillingPostalCode: identity.postalCode,
    BillingCountry: customer.identity.country,
    Industry: customer.industry,
    NumberOfEmployees: customer.employees,
    AnnualRevenue:
      customer.annualRevenue === undefined ? undefined : customer.annualRevenue * 10_000,
    OwnerId: userIdOf(company.repOf(customer.index, company.now)?.employeeNo),
    AccountSource: customer.acquisitionChannel,
    Rating: isPerson ? undefined : random.pick(["Hot", "Warm", "Warm", "Cold"]),
    Tax_No__c: customer.taxNo,
    Share_of_Wallet__c: isPerson ? undefined : random.between(8, 92) * 10_000,
  };
}

/** The same party entered once more; half of those are found and merged into the first record. */
function planDuplicate(company: Company, i: number): void {
  const random = company.random(`duplicate-account/${String(i)}`);
  const id = salesforceId("001", DUPLICATES_FROM + i);
  const second = random.between(9 * 3600, 17 * 3600);
  const merged = random.chance(MERGED_PERMILLE);
  const enteredDay = company.now + random.between(3, 200);
  const created = instantOf(enteredDay, second);
  const write = (instant: number, master: string | undefined): void => {
    const customer = company.customer(i);
    company.emit(
      "salesforce.Account",
      {
        ...accountRow(company, customer, 1),
        Id: id,
        Type: "Prospect",
        PersonHasOptedOutOfEmail: customer.kind === "person" ? false : undefined,
        MasterRecordId: master,
        CreatedDate: created,
        deleted: master !== undefined,
      },
      instant,
    );
  };
  company.at(enteredDay, () => {
    company.trueIdentity("salesforce", id, String(i));
    write(created, undefined);
    if (!merged) return;
    const mergeDay = enteredDay + random.between(20, 250);
    company.at(mergeDay, () => {
      write(instantOf(mergeDay, second), company.customer(i).accountId);
    });
  });
}
