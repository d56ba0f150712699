import type { Company, Customer } from "../company.js";
import { recordIdentity, type NoiseRates, type RecordedIdentity } from "../customers/noise.js";

/** People type into the CRM with some care; the contact centre writes down what it hears. */
const RATES: Readonly<Record<"salesforce" | "contact_centre", NoiseRates>> = {
  salesforce: {
    nameTypo: 25,
    nameStyle: 60,
    emailMissing: 60,
    emailTypo: 15,
    phoneMissing: 50,
    phoneTypo: 15,
    phoneStyle: 200,
    streetTypo: 30,
  },
  contact_centre: {
    nameTypo: 60,
    nameStyle: 150,
    emailMissing: 250,
    emailTypo: 30,
    phoneMissing: 20,
    phoneTypo: 15,
    phoneStyle: 350,
    streetTypo: 30,
  },
};

/** Who a customer is in the words of a system; copy 1 is the system's duplicate record. */
export function recordedIdentity(
  company: Company,
  customer: Customer,
  system: keyof typeof RATES,
  copy: number,
): RecordedIdentity {
  const random = company.random(`recorded/${system}/${String(customer.index)}/${String(copy)}`);
  return recordIdentity(customer.identity, RATES[system], random);
}
