import type { Identity } from "../company.js";
import type { Random } from "../random.js";
import {
  companyName,
  personName,
  streetAddress,
  type FamilyName,
  type PersonName,
} from "./names.js";
import type { Place } from "./places.js";

/** A person's identity and the family name that a mate in the household shares. */
export interface PersonIdentity extends Identity {
  familyParts: FamilyName;
}

// Reserved for examples: nobody receives mail there.
const MAIL_DOMAINS = ["example.com", "example.org", "example.net"] as const;

/**
 * An invented person.
 *
 * @param unique tells the person's e-mail address and telephone number from all others
 * @param home a person of the same household, whose family name, address and telephone it shares
 */
export function createPerson(
  place: Place,
  unique: number,
  random: Random,
  home?: PersonIdentity,
): PersonIdentity {
  const name = personName(home?.chinese ?? place.chinese, random, home?.familyParts);
  const street = streetAddress(place.chinese, random);
  const hasEmail = !random.chance(80);
  return {
    name: name.name,
    givenName: name.given,
    familyName: name.family,
    email: hasEmail ? emailOf(name, unique, random) : undefined,
    phone: home?.phone ?? phoneNumber(unique),
    street: home?.street ?? street,
    city: home?.city ?? place.city,
    postalCode: home?.postalCode ?? postalCode(place, random),
    country: home?.country ?? place.country,
    chinese: home?.chinese ?? place.chinese,
    familyParts: { text: name.family, latin: name.latin[1] },
  };
}

/** An invented organisation; its e-mail address is the office's. */
export function createOrganisation(place: Place, unique: number, random: Random): Identity {
  const name = companyName(place.chinese, place.city, random);
  return {
    name,
    givenName: "",
    familyName: "",
    email: `office@${domainWord(name)}${String(unique)}.example.com`,
    phone: phoneNumber(unique),
    street: streetAddress(place.chinese, random),
    city: place.city,
    postalCode: postalCode(place, random),
    country: place.country,
    chinese: place.chinese,
  };
}

function domainWord(name: string): string {
  const latin = name.toLowerCase().replaceAll(/[^a-z]/g, "");
  return latin === "" ? "company" : latin.slice(0, 10);
}

function emailOf(name: PersonName, unique: number, random: Random): string {
  const [given, family] = name.latin;
  const number = String(unique + 1);
  const local = [`${given}.${family}${number}`, `${family}${given}${number}`, `${given}_${number}`];
  return `${local[random.weighted([6, 3, 2])] ?? ""}@${random.pick(MAIL_DOMAINS)}`;
}

/** Under +999, which belongs to no country. One number for each `unique`. */
function phoneNumber(unique: number): string {
  const digits = String(((unique + 1) * 387_420_489) % 1_000_000_000).padStart(9, "0");
  return `+999 ${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
}

function postalCode(place: Place, random: Random): string {
  const rest = String(random.below(1000)).padStart(3, "0");
  return place.postalPrefix + rest.padStart(place.chinese ? 4 : 3, "0");
}
