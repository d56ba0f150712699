import { z } from "zod";
import type { CubeQuery } from "../asking.js";
import { Faults } from "../question/faults.js";
import { without } from "./without.js";

const axisName = z
  .string()
  .regex(/^\w+\.\w+(\.\w+)?$/, "must be view.member or view.member.granularity");
const memberName = z.string().regex(/^\w+\.\w+$/, "must be view.member");
const resultName = z.string().regex(/^[\w.]{1,100}$/, "must be letters, digits, _ and dots");

const totals = z.union([
  z.literal(true).transform(() => ({ rows: undefined, columns: undefined })),
  z.strictObject({
    rows: z.array(axisName).optional(),
    columns: z.array(axisName).optional(),
  }),
]);

const topN = z.strictObject({
  of: axisName,
  by: memberName,
  limit: z.int().min(1).max(1_000),
  /** Parents: the best within each. */
  per: z.array(axisName).default([]),
  order: z.enum(["asc", "desc"]).default("desc"),
  others: z
    .union([z.boolean(), z.string().min(1).max(200)])
    .default(false)
    .transform((others) => (others === true ? "Others" : others === false ? null : others)),
});

const compare = z.strictObject({
  to: z.union([
    z.enum(["previous_period", "same_period_last_year", "lunar"]),
    z.strictObject({ dateRange: z.union([z.string(), z.tuple([z.string(), z.string()])]) }),
  ]),
});

const common = { of: memberName, name: resultName.optional() };

const calculation = z.discriminatedUnion("type", [
  z.strictObject({
    ...common,
    type: z.literal("running_total"),
    /** Begins anew with each of these. */
    reset: z.enum(["year", "quarter", "month"]).optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal("rolling"),
    /** Periods, the row's own included. */
    window: z.int().min(1).max(366),
    aggregate: z.enum(["total", "average"]).default("total"),
  }),
  z.strictObject({ ...common, type: z.literal("share_of_total") }),
  z.strictObject({
    ...common,
    type: z.literal("share_of_parent"),
    parent: z.array(axisName).optional(),
  }),
  z.strictObject({
    ...common,
    type: z.literal("rank"),
    within: z.array(axisName).default([]),
    order: z.enum(["asc", "desc"]).default("desc"),
  }),
]);

const extensions = z.object({
  totals: totals.optional(),
  topN: topN.optional(),
  compare: compare.optional(),
  calculate: z.array(calculation).min(1).max(20).optional(),
});

export type TopN = z.infer<typeof topN>;
export type Compare = z.infer<typeof compare>;
export type Calculation = z.infer<typeof calculation>;
export type Extensions = z.infer<typeof extensions>;

/** A query as clients send it: Cube's own keys, well-formed, beside Granary's, of which nothing is known yet. */
export type ExtendedQuery = CubeQuery & Readonly<Partial<Record<keyof Extensions, unknown>>>;

/**
 * @returns Cube's part of the query, and what is asked beyond it; null where nothing is
 * @throws GranaryError QUERY_INVALID naming every key that is wrong
 */
export function partExtensions(query: ExtendedQuery): {
  plain: CubeQuery;
  extensions: Extensions | null;
} {
  const plain = without(query, "totals", "topN", "compare", "calculate");
  const parsed = extensions.safeParse(query);
  if (!parsed.success) {
    const faults = new Faults();
    for (const issue of parsed.error.issues) faults.add(placeOf(issue.path), issue.message);
    faults.throwAny();
    throw parsed.error;
  }
  const asked = Object.values(parsed.data).some((value) => value !== undefined);
  return { plain, extensions: asked ? parsed.data : null };
}

/** The key under which rows hold a calculation's values. */
export function resultNameOf({ name, of, type }: Calculation): string {
  return name ?? `${of}.${type}`;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${String(key)}]` : `.${String(key)}`))
    .join("")
    .slice(1);
}
