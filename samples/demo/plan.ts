import { dayNumber } from "./calendar.js";
import type { PlantedFacts } from "./company.js";

/** Purchases of persons: BG/NBD (Fader, Hardie & Lee 2005), time in operational weeks. */
export const BG_NBD = { r: 0.5, alpha: 30, a: 0.8, b: 2.6 } as const;

/** Net value of persons' orders in US dollars: spend ~ Gamma(p, rate nu), nu ~ Gamma(q, rate gamma). */
export const GAMMA_GAMMA = { p: 5, q: 4, gamma: 40 } as const;

/** What happens on the planted days; the same for every seed. */
export const PLANTED: PlantedFacts = {
  // The batch is numbered in products/batches.ts.
  priceRiseDay: dayNumber("2024-09-02"),
  priceRisePercent: 8,
  badBatchNo: "",
  badBatchProductIds: [],
  badBatchFrom: dayNumber("2024-04-08"),
  badBatchTo: dayNumber("2024-06-16"),
  reorganisationDay: dayNumber("2024-07-01"),
  outageDay: dayNumber("2025-05-14"),
  spikeDay: dayNumber("2025-08-19"),
};

/** Percent change of chosen lines per percent of price. */
export const PRICE_ELASTICITY = -1.5;
/** Share of business left on the outage day, and its multiple on the spike day. */
export const OUTAGE_FACTOR = 0.04;
export const SPIKE_FACTOR = 2.6;
/** Of a thousand customers who got the bad batch, how many never buy again. */
export const BAD_BATCH_CHURN_PERMILLE = 350;
