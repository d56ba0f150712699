import type { Company } from "../company.js";
import { recordedIdentity } from "../crm/recorded-identity.js";
import { GrowingArray } from "../growing-array.js";

const FIRST = 1;
const SECOND = 2;
const KNOWS_NUMBER_PERMILLE = 500;
const DUPLICATE_PERMILLE = 12;

/** The contact centre's own records of people, opened when they first get in touch. */
export class Callers {
  readonly #company: Company;
  readonly #state = GrowingArray.ofBytes();

  constructor(company: Company) {
    this.#company = company;
  }

  /** The record of customer `i`; now and then somebody known is taken for new. */
  contactOf(i: number, instant: number): string {
    const state = this.#state.get(i);
    if (state === 0) return this.#open(i, FIRST, instant);
    if (state === SECOND) return contactId(i, SECOND);
    const random = this.#company.random(`contact-again/${String(i)}/${String(instant)}`);
    return random.chance(DUPLICATE_PERMILLE) ? this.#open(i, SECOND, instant) : contactId(i, FIRST);
  }

  /** The customer number that the record carries, if it does. */
  referenceOf(i: number): string | undefined {
    const { customerNo, firstOrderDay } = this.#company.customer(i);
    const random = this.#company.random(`contact-reference/${String(i)}`);
    if (firstOrderDay > this.#company.now) return undefined;
    return random.chance(KNOWS_NUMBER_PERMILLE) ? customerNo : undefined;
  }

  #open(i: number, copy: typeof FIRST | typeof SECOND, instant: number): string {
    this.#state.set(i, copy);
    const id = contactId(i, copy);
    const customer = this.#company.customer(i);
    const identity = recordedIdentity(this.#company, customer, "contact_centre", copy - 1);
    this.#company.emit(
      "contact_centre.contact",
      {
        contact_id: id,
        full_name: identity.name,
        phone: identity.phone,
        email: identity.email,
        customer_ref: copy === FIRST ? this.referenceOf(i) : undefined,
        created_at: instant,
      },
      instant,
    );
    this.#company.trueIdentity("contact_centre", id, String(i));
    return id;
  }
}

/** A number that says nothing about the customer's others. */
function contactId(i: number, copy: number): string {
  return `K${String(((i * 2 + copy) * 7_368_787) % 1_000_000_007).padStart(10, "0")}`;
}
