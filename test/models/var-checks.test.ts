import { expect, it } from "vitest";
import { parseDir } from "../dbt/parsed-project.js";
import { REPOSITORY } from "./built-marts.js";

const SOURCES = ["salesforce", "erp", "contact_centre", "marketing"];

async function faultOf(vars: Record<string, unknown>): Promise<string> {
  try {
    await parseDir(REPOSITORY, { vars: { sources: SOURCES, ...vars } });
    return "none";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Values that make no sense, and what is said of them. */
const REFUSED: readonly [Record<string, unknown>, string][] = [
  [{ rfm_window_days: -5 }, "rfm_window_days is -5, not a whole number from 1 up"],
  [{ dso_days: 30.5 }, "dso_days is 30.5, not a whole number from 1 up"],
  [{ vip_share: "few" }, "vip_share is few, not a number from 0 to 1"],
  [
    { fiscal_year_start_month: 13 },
    "fiscal_year_start_month is 13, not a whole number from 1 to 12",
  ],
  [{ churn_lost_factor: 0.5 }, "churn_lost_factor is 0.5, not a number from 1 up"],
  [
    { attribution_model: "best" },
    "attribution_model is best, none of first, last, linear, position",
  ],
  [{ poor_credit_classes: ["D", "E"] }, "poor_credit_classes is E, none of A, B, C, D"],
  [{ complaint_case_types: "Complaint" }, "complaint_case_types is Complaint, not a list"],
  [{ overdue_buckets: [30, 60] }, "overdue_buckets is [30, 60], not a list of 3"],
  [
    { backlog_age_buckets: [1, 7, 7, 30] },
    "backlog_age_buckets is [1, 7, 7, 30], not whole numbers that rise",
  ],
  [{ lapsed_after_days: 800 }, "lost_after_days is 730, less than lapsed_after_days (800)"],
  [{ business_opens: "19:00" }, "business_closes is 18:00, before business_opens (19:00)"],
  [{ contact_interval_minutes: 25 }, "contact_interval_minutes is 25, which does not divide a day"],
  [{ weekend_days: [0] }, "weekend_days has 0, not a weekday from 1 (Monday) to 7"],
  [{ business_weekday_hours: 6 }, "business_weekday_hours is 6, not a mapping"],
  [
    { business_weekday_hours: { 8: [] } },
    "business_weekday_hours of 8: not a weekday from 1 (Monday) to 7",
  ],
  [
    { business_weekday_hours: { 6: ["09:00"] } },
    "business_weekday_hours of 6 are ['09:00'], not a list of pairs",
  ],
  [
    { business_weekday_hours: { 6: "09:00-12:30" } },
    "business_weekday_hours of 6 are 09:00-12:30, not a list of pairs",
  ],
  [
    { business_weekday_hours: { 6: [540, 750] } },
    "business_weekday_hours of 6: 540 is no time of day as text (09:00)",
  ],
  [
    { business_weekday_hours: { 6: ["09:00-12:00", "13:00-17:00"] } },
    "business_weekday_hours of 6: 09:00-12:00 is no time of day as text (09:00)",
  ],
  [{ business_closes: "25:00" }, "business_closes is 25:00, not a time of day as text (09:00)"],
  [{ business_opens: 540 }, "business_opens is 540, not a time of day as text (09:00)"],
  [
    { business_weekday_hours: { 6: ["12:00", "09:00"] } },
    "business_weekday_hours of 6: 09:00 is before 12:00",
  ],
  [
    { position_first_weight: 0.7 },
    "position_first_weight and position_last_weight add up to more than 1",
  ],
];

it.each(REFUSED)("%j makes no sense and is refused", async (vars, fault) => {
  expect(await faultOf(vars)).toContain(`Vars make no sense: ${fault}`);
});

it("tells all faults at once", async () => {
  const fault = await faultOf({ rfm_window_days: 0, capital_rate: -1 });
  expect(fault).toContain("rfm_window_days is 0");
  expect(fault).toContain("capital_rate is -1");
});

it("takes limits that are equal, buckets of any number and no words at all", async () => {
  const vars = {
    lapsed_after_days: 730,
    deal_age_buckets: [14],
    complaint_case_types: [],
    price_loss_words: [],
    business_opens: "9:00",
    business_closes: "11:00",
    business_weekday_hours: { 5: [], 6: ["09:00", "12:00", "12:30", "14:00"] },
    weekend_days: [],
  };
  expect(await faultOf(vars)).toBe("none");
});
