import { expect, it } from "vitest";
import { dictOf } from "../../dbt/plain.js";
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
  [{ rfm_window_days: -5 }, "rfm_window_days is -5, not a whole number from 1 to 36500"],
  [{ dso_days: 30.5 }, "dso_days is 30.5, not a whole number from 1 to 36500"],
  [{ vip_share: "few" }, "vip_share is few, not a number from 0 to 1"],
  [
    { fiscal_year_start_month: 13 },
    "fiscal_year_start_month is 13, not a whole number from 1 to 12",
  ],
  [{ churn_lost_factor: 0.5 }, "churn_lost_factor is 0.5, not a number from 1 to 100"],
  [
    { attribution_model: "best" },
    "attribution_model is best, none of first, last, linear, position",
  ],
  [{ poor_credit_classes: ["D", "E"] }, "poor_credit_classes is E, none of A, B, C, D"],
  [{ complaint_case_types: "Complaint" }, "complaint_case_types is Complaint, not a list"],
  [{ overdue_buckets: [30, 60] }, "overdue_buckets is [30, 60], not a list of 3"],
  [
    { backlog_age_buckets: [1, 7, 7, 30] },
    "backlog_age_buckets is [1, 7, 7, 30], not whole numbers to 36500 that rise",
  ],
  [
    { credit_b_overdue_rate: 0.2 },
    "credit_c_overdue_rate is 0.1, less than credit_b_overdue_rate (0.2)",
  ],
  [{ lapsed_after_days: 800 }, "lost_after_days is 730, less than lapsed_after_days (800)"],
  [{ business_opens: "19:00" }, "business_closes is 18:00, not after business_opens (19:00)"],
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
  [{ business_opens: "18:00" }, "business_closes is 18:00, not after business_opens (18:00)"],
  [
    { business_weekday_hours: { 6: ["09:00", "09:00"] } },
    "business_weekday_hours of 6: from 09:00 to 09:00 is no time",
  ],
  [
    { business_break_starts: "09:00", business_break_ends: "18:00" },
    "business_break_starts and business_break_ends leave no time between business_opens and business_closes",
  ],
  [
    { business_weekday_hours: { 1: [], 2: [], 3: [], 4: [], 5: [] } },
    "business_weekday_hours leave no time of work in a week",
  ],
  [
    { as_of_date: "2025-12-31", business_calendar_start: "2026-01-01" },
    "business_calendar_start is 2026-01-01, after as_of_date (2025-12-31)",
  ],
  [
    { position_first_weight: 0.7 },
    "position_first_weight and position_last_weight add up to more than 1",
  ],
];

/** Values that are wrong by themselves, given all at once, and what is said of each. */
const WRONG_BY_ITSELF: Readonly<Record<string, [unknown, string]>> = {
  reporting_currency: ["usd", "reporting_currency is usd, not three capital letters (USD)"],
  reporting_timezone: ["UTC'", "reporting_timezone is UTC', not the name of a time zone"],
  win_rate_segment: [
    "no_such_column",
    "win_rate_segment is no_such_column, none of opportunity_type, lead_source, customer_type",
  ],
  pipeline_weighting: [["amount"], "pipeline_weighting is ['amount'], none of amount, count"],
  match_points: [{ name: 0.4, fax: 1 }, "match_points lacks email, email_mistyped, "],
  identity_preference: [
    ["nope", "erp", "erp"],
    "identity_preference is nope, none of erp, salesforce, contact_centre, adventureworks; identity_preference has erp twice",
  ],
  price_loss_words: [["price", " "], "price_loss_words has ' ', not a word"],
  written_case_origins: [[""], "written_case_origins has '', not a word"],
  complaint_case_types: [[1], "complaint_case_types has '1', not a word"],
  large_value_tiers: [["vip", "vip"], "large_value_tiers has vip twice"],
  deal_age_buckets: [[30, 1e9], "not whole numbers to 36500 that rise"],
  business_calendar_start: ["2001-02-29", "business_calendar_start is 2001-02-29, not a date"],
  capital_rate: [NaN, "capital_rate is nan, not a number from 0 to 10"],
  service_cost_per_minute: [Infinity, "service_cost_per_minute is inf, not a number from 0 to"],
  confidence_z: [1e9, "confidence_z is 1000000000, not a number from 0 to 10"],
  fatigue_window_days: [
    1e9,
    "fatigue_window_days is 1000000000, not a whole number from 1 to 36500",
  ],
  velocity_days: [36_501, "velocity_days is 36501, not a whole number from 1 to 36500"],
};

it("what is wrong by itself is told by name", async () => {
  const vars = Object.entries(WRONG_BY_ITSELF).map(([name, [value]]) => [name, value] as const);
  const told = await faultOf(Object.fromEntries(vars));
  const faults = Object.values(WRONG_BY_ITSELF).map(([, fault]) => fault);
  expect(faults.filter((fault) => !told.includes(fault))).toEqual([]);
  expect(told).toContain("match_points has fax, none of name, email, email_mistyped");
});

it.each([
  [{}, "match_points lacks name, email, email_mistyped, "],
  ["all", "match_points is all, not a mapping"],
])("points that are not those of all that is compared are refused: %j", async (points, fault) => {
  expect(await faultOf({ match_points: points })).toContain(`Vars make no sense: ${fault}`);
});

it("a point that is no number is refused, and a preference of no system", async () => {
  const { vars } = (await parseDir(REPOSITORY, { vars: { sources: SOURCES } })).manifest.project;
  const points = { ...dictOf(vars["match_points"]), name: "x" };
  const told = await faultOf({ match_points: points, identity_preference: [] });
  expect(told).toContain("identity_preference is [], which names no system");
  expect(told).toContain("match_points of name is x, not a number from -10 to 10");
});

it("win rates are told apart by columns that deals have", async () => {
  const { manifest } = await parseDir(REPOSITORY, { vars: { sources: SOURCES } });
  const fault = await faultOf({ win_rate_segment: "" });
  const segments = /win_rate_segment is , none of (.*)/.exec(fault)?.[1]?.split(", ") ?? [];
  const columns = manifest.nodes.get("model.granary.fct_opportunity")?.columns;
  expect(segments.length).toBeGreaterThan(5);
  expect(segments.filter((name) => columns?.has(name) !== true)).toEqual([]);
});

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
    win_rate_segment: "employee_key",
    identity_preference: ["erp"],
    dissatisfied_max_score: 75,
    business_opens: "9:00",
    business_closes: "11:00",
    business_weekday_hours: { 5: [], 6: ["09:00", "12:00", "12:30", "14:00"] },
    weekend_days: [],
  };
  expect(await faultOf(vars)).toBe("none");
});
