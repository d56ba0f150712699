import { instantOf } from "../calendar.js";
import type { Company } from "../company.js";
import { personName } from "../customers/names.js";
import { salesforceId } from "../salesforce-id.js";

const TITLES = ["Buyer", "Head of purchasing", "Office manager", "Managing director", "Bookkeeper"];
const DEPARTMENTS = ["Purchasing", "Purchasing", "Administration", "Management", "Finance"];
const MOST = 3;
const LEAVES_PERMILLE = 60;

/** How many people at customer `i` the CRM knows; persons are their own account. */
export function contactCount(company: Company, i: number): number {
  if (company.customer(i).kind === "person") return 0;
  return company.random(`contact-count/${String(i)}`).between(1, MOST);
}

export const contactIdOf = (i: number, place: number): string =>
  salesforceId("003", i * MOST + place + 1);

/** Writes the people at an organisation; some leave it later. */
export function writeContacts(company: Company, i: number, instant: number): void {
  const count = contactCount(company, i);
  for (let place = 0; place < count; place += 1) {
    writeContact(company, i, place, instant, instant, false);
    const random = company.random(`contact-leaves/${String(i)}/${String(place)}`);
    if (place === 0 || !random.chance(LEAVES_PERMILLE)) continue;
    const day = company.now + random.between(60, 700);
    company.at(day, () => {
      writeContact(company, i, place, instant, instantOf(day, 10 * 3600), true);
    });
  }
}

function writeContact(
  company: Company,
  i: number,
  place: number,
  created: number,
  instant: number,
  deleted: boolean,
): void {
  const { identity, accountId } = company.customer(i);
  const random = company.random(`contact/${String(i)}/${String(place)}`);
  const [first, last] = personOfOrganisation(company, i, place);
  const role = random.below(TITLES.length);
  company.emit(
    "salesforce.Contact",
    {
      Id: contactIdOf(i, place),
      AccountId: accountId,
      FirstName: first,
      LastName: last,
      Email: `contact.${String(i * MOST + place)}@example.net`,
      Phone: identity.phone,
      Title: TITLES[role],
      Department: DEPARTMENTS[role],
      HasOptedOutOfEmail: random.chance(80),
      CreatedDate: created,
      deleted,
    },
    instant,
  );
}

/** Given and family name of one of the people at organisation `i`. */
export function personOfOrganisation(
  company: Company,
  i: number,
  place: number,
): readonly [string, string] {
  const { chinese } = company.customer(i).identity;
  const random = company.random(`contact-name/${String(i)}/${String(place)}`);
  const { given, family } = personName(chinese, random);
  return [given, family];
}
