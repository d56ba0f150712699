import { ASSOCIATIONS, SEQUENCES } from "../baskets/planted-rules.js";
import { isoDate } from "../calendar.js";
import type { Company } from "../company.js";
import {
  BAD_BATCH_CHURN_PERMILLE,
  BG_NBD,
  GAMMA_GAMMA,
  OUTAGE_FACTOR,
  PRICE_ELASTICITY,
  SPIKE_FACTOR,
} from "../plan.js";
import { FAMILIES } from "../products/catalogue.js";

/** Everything planted, for parameters.json. */
export function plantedParameters(company: Company): Record<string, unknown> {
  const { plan } = company;
  return {
    seed: company.seed,
    scale: company.scale,
    until: isoDate(company.until),
    bg_nbd: { ...BG_NBD, unit: "operational weeks", of: "persons" },
    gamma_gamma: { ...GAMMA_GAMMA, unit: "US dollars net per order", of: "persons" },
    price_rise: {
      day: isoDate(plan.priceRiseDay),
      percent: plan.priceRisePercent,
      elasticity: PRICE_ELASTICITY,
      of: "persons",
      categories: ["03", "04"],
    },
    bad_batch: {
      batch_no: plan.badBatchNo,
      product_ids: plan.badBatchProductIds,
      from: isoDate(plan.badBatchFrom),
      to: isoDate(plan.badBatchTo),
      churn_share: BAD_BATCH_CHURN_PERMILLE / 1000,
    },
    reorganisation: { day: isoDate(plan.reorganisationDay) },
    anomalies: [
      { name: "outage", day: isoDate(plan.outageDay), factor: OUTAGE_FACTOR },
      { name: "spike", day: isoDate(plan.spikeDay), factor: SPIKE_FACTOR },
    ],
    associations: ASSOCIATIONS.map((rule) => ({
      name: rule.name,
      with: rule.with.map(familyName),
      then: familyName(rule.then),
      lift: rule.lift,
      of: "persons",
    })),
    sequences: SEQUENCES.map((rule) => ({
      name: rule.name,
      first: familyName(rule.first),
      then: familyName(rule.then),
      days: rule.days,
      share: rule.permille / 1000,
      of: "persons",
    })),
  };
}

function familyName(index: number): string {
  return FAMILIES[index]?.name ?? "";
}
