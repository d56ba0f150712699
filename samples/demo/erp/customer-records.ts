import { instantOf, laterOn } from "../calendar.js";
import type { Company, Customer } from "../company.js";
import { streetAddress } from "../customers/names.js";
import type { Ledger } from "../customers/ledger.js";
import { recordIdentity, type NoiseRates } from "../customers/noise.js";
import type { Tell } from "../simulation/tell.js";

const ERP_NOISE: NoiseRates = {
  nameTypo: 22,
  nameStyle: 90,
  emailMissing: 110,
  emailTypo: 25,
  phoneMissing: 160,
  phoneTypo: 18,
  phoneStyle: 260,
  streetTypo: 40,
};
/** A record opened a second time is typed in haste. */
const DUPLICATE_NOISE: NoiseRates = {
  nameTypo: 140,
  nameStyle: 260,
  emailMissing: 180,
  emailTypo: 90,
  phoneMissing: 120,
  phoneTypo: 50,
  phoneStyle: 420,
  streetTypo: 120,
};
const LINKED_AT_ONCE_PERMILLE = 520;
const LINKED_PERMILLE = 740;
const MOVES_PERMILLE = 110;
const WITHOUT_BIRTH_DATE_PERMILLE = 320;
const WITHOUT_TAX_NO_PERMILLE = 60;

/** Days after the opening on which a record changes; undefined when it never does. */
interface Plan {
  linkedAfter: number | undefined;
  movedAfter: number | undefined;
}

/** The ERP's customer master: a record per customer number, written again when something about it changes. */
export class CustomerRecords {
  readonly #company: Company;
  readonly #ledger: Ledger;
  readonly #tell: Tell;

  constructor(company: Company, ledger: Ledger, tell: Tell) {
    this.#company = company;
    this.#ledger = ledger;
    this.#tell = tell;
  }

  /** Opens a record today, unless there is one, and has its later versions written on their days. */
  ensure(i: number, isDuplicate: boolean, instant: number): void {
    if (this.#ledger.createdDay(i, isDuplicate) !== undefined) return;
    const company = this.#company;
    this.#ledger.setCreated(i, isDuplicate, company.now);
    const createdAt = laterOn(instant, -30);
    this.write(i, isDuplicate, createdAt);
    const customer = company.customer(i);
    const customerNo = isDuplicate ? (customer.duplicateNo ?? "") : customer.customerNo;
    company.trueIdentity("erp", customerNo, String(i));
    this.#tell("customerCreated", { customer: i, customerNo, isDuplicate, instant: createdAt });
    if (isDuplicate) return;
    const { linkedAfter, movedAfter } = this.#planOf(i);
    for (const days of [linkedAfter, movedAfter]) {
      if (days !== undefined && days > 0) this.#writeAgainAfter(i, days);
    }
  }

  /** Writes today's version of a record. */
  write(i: number, isDuplicate: boolean, changedAt: number): void {
    const company = this.#company;
    const customer = company.customer(i);
    const createdDay = this.#ledger.createdDay(i, isDuplicate);
    const { linkedAfter, movedAfter } = this.#planOf(i);
    const hasPassed = (days: number | undefined): boolean =>
      !isDuplicate && days !== undefined && company.now >= (createdDay ?? company.now) + days;
    const random = company.random(`erp-identity/${String(i)}/${String(isDuplicate)}`);
    const noise = isDuplicate ? DUPLICATE_NOISE : ERP_NOISE;
    const recorded = recordIdentity(customer.identity, noise, random);
    const hasBirthDate = !random.chance(WITHOUT_BIRTH_DATE_PERMILLE);
    const hasTaxNo = !random.chance(WITHOUT_TAX_NO_PERMILLE);
    const newStreet = streetAddress(customer.identity.chinese, random);
    company.emit(
      "erp.customer",
      {
        customer_no: isDuplicate ? customer.duplicateNo : customer.customerNo,
        customer_name: recorded.name,
        kind: customer.kind,
        email: recorded.email,
        phone: recorded.phone,
        tax_no: hasTaxNo ? customer.taxNo : undefined,
        birth_date: hasBirthDate ? customer.birthDay : undefined,
        street: hasPassed(movedAfter) ? newStreet : recorded.street,
        city: recorded.city,
        postal_code: recorded.postalCode,
        country: customer.identity.country,
        credit_limit: creditLimit(customer),
        currency: customer.currency,
        payment_terms_days: customer.paymentTermsDays,
        crm_account_id: hasPassed(linkedAfter) ? customer.accountId : undefined,
        rep_employee_no: company.repOf(i, company.now)?.employeeNo,
        acquisition_channel: customer.acquisitionChannel,
        created_on: createdDay,
      },
      changedAt,
    );
  }

  #planOf(i: number): Plan {
    const random = this.#company.random(`erp-customer/${String(i)}`);
    const draw = random.below(1000);
    const linkDays = random.between(2, 50);
    const movedAfter = random.chance(MOVES_PERMILLE) ? random.between(60, 1200) : undefined;
    if (draw < LINKED_AT_ONCE_PERMILLE) return { linkedAfter: 0, movedAfter };
    return { linkedAfter: draw < LINKED_PERMILLE ? linkDays : undefined, movedAfter };
  }

  #writeAgainAfter(i: number, days: number): void {
    const day = this.#company.now + days;
    this.#company.at(day, () => {
      this.write(i, false, instantOf(day, 10 * 3600 + (i % 3600)));
    });
  }
}

const CREDIT_UNIT = { USD: 1, EUR: 1, CNY: 7, JPY: 150 } as const;

/** In the customer's currency; worse credit, less of it. */
function creditLimit(customer: Customer): number | undefined {
  if (customer.kind === "person") return undefined;
  const hundreds = Math.max(
    5,
    Math.round((customer.employees ?? 1) * 5 * (1.2 - customer.creditRisk)),
  );
  return hundreds * 100 * CREDIT_UNIT[customer.currency] * 10_000;
}
