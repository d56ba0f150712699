import { companyName, INDUSTRIES, personName } from "./names.js";
import { PLACES, type Place } from "./places.js";
import { createRandom, type Random } from "./random.js";
import { salesforceId } from "./salesforce-id.js";

/** A person or an organisation that may buy. Days are day numbers; minutes count from local midnight. */
export interface Account {
  id: string;
  name: string;
  isPerson: boolean;
  email: string | undefined;
  industry: string | undefined;
  employees: number | undefined;
  place: Place;
  createdDay: number;
  createdMinute: number;
  /** The account buys nothing after this day. */
  lastDay: number;
  /** How often the account buys again, relative to others. */
  weight: number;
}

/** Weights of buying again, each with the share of accounts in thousandths that has it. */
const PERSON_WEIGHTS = { values: [1, 3, 9], shares: [600, 300, 100] } as const;
const ORGANISATION_WEIGHTS = { values: [3, 9, 40], shares: [700, 250, 50] } as const;

const PERSON_PERMILLE = 920;
const KNOWN_BEFORE_PERMILLE = 200;
const DAYS_KNOWN_BEFORE = 700;
const WITHOUT_EMAIL_PERMILLE = 120;

/**
 * `count` accounts in the order of their creation: a fifth from before the first day of business, the others over
 * the days up to `last`.
 */
export function createAccounts(
  count: number,
  seed: number,
  first: number,
  last: number,
): readonly Account[] {
  const random = createRandom(seed, "account");
  const days = Array.from({ length: count }, () =>
    random.chance(KNOWN_BEFORE_PERMILLE)
      ? first - random.between(1, DAYS_KNOWN_BEFORE)
      : random.between(first, last),
  ).sort((a, b) => a - b);
  return days.map((day, index) => createAccount(index, day, random));
}

function createAccount(index: number, createdDay: number, random: Random): Account {
  const place = random.pick(PLACES);
  const isPerson = random.chance(PERSON_PERMILLE);
  const { values, shares } = isPerson ? PERSON_WEIGHTS : ORGANISATION_WEIGHTS;
  const weightClass = random.weighted(shares);
  const name = isPerson
    ? personName(place.chinese, random)
    : companyName(place.chinese, place.city, random);
  const hasEmail = isPerson && !random.chance(WITHOUT_EMAIL_PERMILLE);
  return {
    id: salesforceId("001", index + 1),
    name,
    isPerson,
    email: hasEmail ? emailOf(name, index) : undefined,
    industry: isPerson ? undefined : random.pick(INDUSTRIES),
    employees: isPerson ? undefined : 5 + random.below(40) * (weightClass * weightClass * 10 + 1),
    place,
    createdDay,
    createdMinute: random.between(0, 24 * 60 - 1),
    lastDay: createdDay + daysOfInterest(isPerson, random),
    weight: values[weightClass] ?? 1,
  };
}

/** Three persons in ten never return after their first visit; organisations stay for years. */
function daysOfInterest(isPerson: boolean, random: Random): number {
  if (!isPerson) return random.between(300, 3000);
  return random.chance(300) ? 0 : random.between(60, 1500);
}

/** Addresses stand under example.com, which is reserved and belongs to nobody. */
function emailOf(name: string, index: number): string {
  const latin = /^[A-Za-z ]+$/.test(name) ? name.toLowerCase().replaceAll(" ", ".") : "member";
  return `${latin}.${String(index + 1)}@example.com`;
}

/** The accounts as the CRM exports them: one JSON object each, with Salesforce's field names. */
export function* accountLines(accounts: readonly Account[]): Generator<string> {
  for (const account of accounts) yield accountLine(account);
}

function accountLine(account: Account): string {
  return JSON.stringify({
    Id: account.id,
    Name: account.name,
    Type: account.isPerson ? "Customer - Direct" : "Customer - Channel",
    IsPersonAccount: account.isPerson,
    PersonEmail: account.email ?? null,
    BillingCity: account.place.city,
    BillingCountry: account.place.country,
    Industry: account.industry ?? null,
    NumberOfEmployees: account.employees ?? null,
    CreatedDate: utcText(account.createdDay, account.createdMinute),
  });
}

/** The company's wall clock is eight hours ahead of UTC; the CRM writes UTC. */
const UTC_OFFSET_MINUTES = 8 * 60;

function utcText(day: number, minute: number): string {
  const instant = new Date((day * 24 * 60 + minute - UTC_OFFSET_MINUTES) * 60_000);
  return instant.toISOString().replace("Z", "+0000");
}
