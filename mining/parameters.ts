import { z } from "zod";
import { GranaryError } from "../warehouse/errors.js";

const share = z.number().min(0).max(1);

const schema = z.object({
  association_level: z.enum(["subcategory", "product"]).default("subcategory"),
  association_min_support: share.default(0.001),
  association_min_orders: z.int().min(1).default(5),
  association_min_confidence: share.default(0.1),
  association_max_items: z.int().min(2).max(6).default(3),
  association_holdout_share: share.max(0.9).default(0.2),
});

/** The association vars of a configuration, with defaults. */
export interface MiningParameters {
  level: "subcategory" | "product";
  /** Share of the training orders, 0 to 1. */
  minSupport: number;
  /** A floor under `minSupport`, in orders: what fewer orders show is chance. */
  minOrders: number;
  minConfidence: number;
  maxItems: number;
  /** Share of the orders, the last by date, kept for evaluation. */
  holdoutShare: number;
}

/** @throws GranaryError CONFIG_INVALID */
export function miningParameters(vars: Readonly<Record<string, unknown>>): MiningParameters {
  const parsed = schema.safeParse(vars);
  if (!parsed.success) {
    throw new GranaryError("CONFIG_INVALID", {
      message: "The vars for mining have faults.",
      details: parsed.error.issues.map((issue) => `vars.${issue.path.join(".")}: ${issue.message}`),
      hint: "docs/mining.md lists the vars with their ranges.",
    });
  }
  return {
    level: parsed.data.association_level,
    minSupport: parsed.data.association_min_support,
    minOrders: parsed.data.association_min_orders,
    minConfidence: parsed.data.association_min_confidence,
    maxItems: parsed.data.association_max_items,
    holdoutShare: parsed.data.association_holdout_share,
  };
}
