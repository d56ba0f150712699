import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Manifest } from "../../dbt/manifest.js";
import { generateDemo } from "../../samples/demo/generate.js";
import { parseDir } from "../dbt/parsed-project.js";
import { BuiltMarts, faultsOf, loadCompany, REPOSITORY } from "./built-marts.js";

/** Another sensible value of every var but those that say which systems there are. */
const CHANGED: Readonly<Record<string, unknown>> = {
  as_of_date: "2023-11-15",
  reporting_timezone: "America/New_York",
  reporting_currency: "EUR",
  fiscal_year_start_month: 4,
  identity_preference: ["salesforce", "contact_centre", "erp", "adventureworks"],
  lunar_season_days_before: 10,
  lunar_season_days_after: 20,
  lunar_alignment_days: 30,
  small_max_employees: 19,
  medium_max_employees: 199,
  win_rate_segment: "lead_source",
  win_rate_min_deals: 5,
  pipeline_weighting: "count",
  velocity_days: 180,
  deal_age_buckets: [14, 45, 120],
  dso_days: 60,
  overdue_buckets: [15, 45, 120],
  rfm_window_days: 270,
  vip_share: 0.02,
  major_share: 0.1,
  regular_share: 0.3,
  concentration_top_share: 0.1,
  concentration_best_share: 0.05,
  lapsed_after_days: 270,
  lost_after_days: 540,
  loyal_min_orders: 3,
  churn_gap_quantile: 0.8,
  churn_lost_factor: 2.5,
  churn_min_gaps: 2,
  churn_default_gap_days: 120,
  churn_reason_days: 90,
  price_loss_words: ["budget", "Price"],
  save_success_rate: 0.3,
  save_contact_cost: 12,
  save_offer_rate: 0.15,
  save_min_tenure_days: 180,
  lifecycle_months: 9,
  lifecycle_min_months: 4,
  lifecycle_min_orders: 2,
  lifecycle_slope: 0.1,
  abc_a_share: 0.7,
  abc_b_share: 0.9,
  credit_b_late_rate: 0.15,
  credit_b_days_late: 2,
  credit_b_return_rate: 0.05,
  credit_b_overdue_rate: 0.02,
  credit_c_days_late: 8,
  credit_c_overdue_rate: 0.08,
  credit_c_return_rate: 0.25,
  credit_d_days_late: 25,
  credit_d_overdue_rate: 0.2,
  credit_d_return_rate: 0.45,
  credit_c_late_rate: 0.3,
  credit_c_overdue_days: 20,
  credit_d_late_rate: 0.6,
  credit_d_overdue_days: 60,
  repeat_min_orders: 3,
  survey_window_days: 365,
  attitude_min_score: 7,
  satisfied_min_score: 80,
  dissatisfied_max_score: 40,
  large_value_tiers: ["vip", "major"],
  poor_credit_classes: ["B", "C", "D"],
  service_cost_per_minute: 0.6,
  callback_minutes: 25,
  case_minutes: 20,
  capital_rate: 0.1,
  key_account_min_score: 60,
  key_account_window_months: 6,
  key_account_unknown_score: 40,
  match_min_score: 0.65,
  match_points: {
    name: 0.4,
    email: 0.5,
    email_mistyped: 0.3,
    email_other: -0.2,
    phone: 0.3,
    phone_mistyped: 0.15,
    phone_other: -0.1,
    birth_date: 0.3,
    birth_date_other: -0.5,
    tax_no: 0.7,
    tax_no_other: -0.6,
    postal_code: 0.1,
    postal_code_other: -0.1,
  },
  match_initial_likeness: 0.8,
  match_max_edits: 2,
  match_max_block: 30,
  growth_new_customer_days: 180,
  growth_new_product_days: 90,
  complaint_case_types: ["Complaint", "Problem"],
  written_case_origins: ["Email"],
  backlog_age_buckets: [2, 5, 10, 20],
  business_opens: "08:30",
  business_closes: "19:00",
  business_break_starts: "12:30",
  business_break_ends: "13:15",
  business_days_per_week: 6,
  business_week_starts_on: 7,
  business_weekday_hours: { 5: [], 6: ["09:00", "12:30"] },
  weekend_days: [5, 6],
  business_calendar_start: "2005-01-01",
  contact_interval_minutes: 60,
  service_level_seconds: 30,
  service_level_target: 0.9,
  csat_top_box_from: 5,
  ces_easy_from: 6,
  confidence_z: 1.644854,
  repurchase_window_days: 60,
  churn_after_complaint_days: 270,
  attribution_window_days: 14,
  position_first_weight: 0.3,
  position_last_weight: 0.5,
  attribution_model: "position",
  uplift_window_days: 20,
  fatigue_window_days: 14,
  fatigue_most_touches: 5,
};
const SYSTEM_VARS = ["sources", "conforming"];
const SYSTEMS = ["salesforce", "erp", "contact_centre", "marketing"];

const root = mkdtempSync(join(tmpdir(), "granary-vars-"));
let manifest: Manifest;

beforeAll(async () => {
  ({ manifest } = await parseDir(REPOSITORY, { vars: { sources: SYSTEMS } }));
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Vars that the model reads, itself or in a macro it calls, however far down. */
function varsReadBy(modelId: string): Set<string> {
  const model = manifest.nodes.get(modelId);
  if (model === undefined) throw new Error(`no model ${modelId}`);
  const read = new Set<string>();
  const seen = new Set(model.macros);
  const note = (text: string): void => {
    for (const [, name] of text.matchAll(/\bvar\((?:\s*['"](\w+)['"])?/g)) {
      read.add(name ?? "a var whose name is computed");
    }
  };
  note(model.rawCode);
  for (const id of seen) {
    const macro = manifest.macros.get(id);
    if (macro === undefined || macro.packageName !== manifest.project.name) continue;
    note(macro.sql);
    for (const called of macro.dependsOn) seen.add(called);
  }
  return read;
}

it("that a unit-tested model reads are pinned by its unit tests", () => {
  const free = [...manifest.unitTests.values()].flatMap(({ name, dependsOn, overrides }) =>
    [...varsReadBy(dependsOn[0] ?? "")]
      .filter((read) => !Object.hasOwn(overrides.vars, read))
      .map((read) => `${name} does not pin ${read}`),
  );
  expect(manifest.unitTests.size).toBeGreaterThan(30);
  expect(free).toEqual([]);
});

it("all have another value below, but for which systems there are", () => {
  const { vars } = manifest.project;
  expect([...Object.keys(CHANGED), ...SYSTEM_VARS].sort()).toEqual(Object.keys(vars).sort());
  const same = Object.entries(CHANGED).filter(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(vars[name]),
  );
  expect(same).toEqual([]);
});

it("all changed at once still give a warehouse that passes every test", async () => {
  await generateDemo({
    scale: 0.01,
    seed: 3,
    until: "2023-11-15",
    outDir: root,
    onEvent: () => undefined,
  });
  const marts = await BuiltMarts.create();
  try {
    await loadCompany(marts, root, "2024-01-01");
    const result = await marts.build({ ...CHANGED, sources: SYSTEMS });
    expect(faultsOf(result).filter((fault) => !fault.includes(": skipped "))).toEqual([]);
    expect(result.status).toBe("ok");
    expect(result.results.filter(({ resourceType }) => resourceType === "unit_test")).toHaveLength(
      manifest.unitTests.size,
    );
  } finally {
    marts.close();
  }
});
