import { beforeAll, expect, it } from "vitest";
import type { Manifest, ProjectNode } from "../../dbt/manifest.js";
import { isMart } from "../../dbt/rules/mart-rules.js";
import { parseDir } from "../dbt/parsed-project.js";
import { REPOSITORY } from "./built-marts.js";

/** Marts that hand a column of the same name on as it is, and the models they have it from. */
const HANDED_ON: Readonly<Record<string, readonly string[]>> = {
  agg_contact_centre_interval: ["int_service_staffing_need"],
  agg_rfm_segment_month: ["fct_customer_month"],
  customer_churn_warning: ["dim_customer_profile"],
  customer_purchase: ["int_customer_purchase_day"],
  customer_satisfaction_trap: ["dim_customer_profile"],
  dim_customer_current: ["dim_customer"],
  dim_customer_profile: [
    "fct_customer_month",
    "int_customer_attitude",
    "int_customer_churn_reason",
    "int_customer_credit",
    "int_customer_value",
  ],
  dim_key_account: ["dim_customer_profile"],
};

/** Columns with a formula that no unit test expects, and why. */
const UNTESTED: Readonly<Record<string, string>> = {
  "agg_pipeline_weighted.stated_forecast_accuracy":
    "the accuracy that is expected, of the stated forecast in place of the weighted one",
  "dim_customer_profile.late_rate": "a count over a count",
  "dim_customer_profile.mean_days_late": "a plain mean",
};

let manifest: Manifest;
const expected = new Map<string, Set<string>>();

/** The columns that a unit test gives a value of. */
function columnsOf(rows: unknown): string[] {
  if (Array.isArray(rows)) return rows.flatMap((row: object) => Object.keys(row));
  if (typeof rows !== "string") return [];
  if (/^\s*select\b/.test(rows))
    return [...rows.matchAll(/\bas (\w+)/g)].map(([, name = ""]) => name);
  return (rows.trimStart().split("\n")[0] ?? "").split(",").map((name) => name.trim());
}

function isExpected(model: string, column: string): boolean {
  if (expected.get(model)?.has(column)) return true;
  return (HANDED_ON[model] ?? []).some((source) => isExpected(source, column));
}

function formulasOf(mart: ProjectNode): string[] {
  return [...mart.columns.values()]
    .filter(({ meta }) => meta["formula"] !== undefined)
    .map(({ name }) => name);
}

beforeAll(async () => {
  const sources = ["salesforce", "erp", "contact_centre", "marketing"];
  ({ manifest } = await parseDir(REPOSITORY, { vars: { sources } }));
  for (const { model, expect: wanted } of manifest.unitTests.values()) {
    const columns = expected.get(model) ?? new Set();
    for (const column of columnsOf(wanted.rows)) columns.add(column);
    expected.set(model, columns);
  }
});

it("a mart with a formula has a unit test that expects its result", () => {
  const marts = [...manifest.nodes.values()].filter(isMart);
  const formulas = marts.flatMap((mart) => formulasOf(mart).map((column) => [mart.name, column]));
  expect(formulas.length).toBeGreaterThan(150);
  const untested = formulas
    .filter(([mart = "", column = ""]) => !isExpected(mart, column))
    .map((names) => names.join("."))
    .filter((name) => !(name in UNTESTED));
  expect(untested).toEqual([]);
});

it("the marts and columns named as exceptions exist, each with its reason", () => {
  const columns = new Set(
    [...manifest.nodes.values()]
      .filter(isMart)
      .flatMap(({ name, columns }) => [
        name,
        ...[...columns.keys()].map((key) => `${name}.${key}`),
      ]),
  );
  const names = [...Object.keys(HANDED_ON), ...Object.keys(UNTESTED)];
  expect(names.filter((name) => !columns.has(name))).toEqual([]);
  expect(Object.values(UNTESTED).filter((reason) => reason === "")).toEqual([]);
});
