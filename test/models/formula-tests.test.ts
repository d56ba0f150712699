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

let manifest: Manifest;
/** By model, the columns of which a unit test expects something that a broken formula would hardly give. */
const expected = new Map<string, Set<string>>();

/** What a formula gives that does nothing: a test that expects nothing else protects nothing. */
const TRIVIAL = new Set(["", "null", "0", "false"]);

function isTelling(value: unknown): boolean {
  const text = typeof value === "string" ? value.trim() : JSON.stringify(value ?? null);
  return !TRIVIAL.has(text);
}

/** The columns that a unit test gives a telling value of. */
function columnsOf(rows: unknown): string[] {
  if (Array.isArray(rows)) {
    return rows.flatMap((row: object) =>
      Object.entries(row).flatMap(([name, value]) => (isTelling(value) ? [name] : [])),
    );
  }
  if (typeof rows !== "string") return [];
  if (/^\s*select\b/.test(rows)) {
    const told = [...rows.matchAll(/(cast\(null as \w+\)|\S+)\s+as (\w+)/g)];
    return told.flatMap(([, value = "", name = ""]) =>
      isTelling(value) && !value.startsWith("cast(null") ? [name] : [],
    );
  }
  const [header = [], ...lines] = rows
    .trim()
    .split("\n")
    .map((line) => line.split(",").map((cell) => cell.trim()));
  return header.filter((_, index) => lines.some((line) => isTelling(line[index])));
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

it("a formula has a unit test that expects a result of it that is neither nothing nor 0", () => {
  const marts = [...manifest.nodes.values()].filter(isMart);
  const formulas = marts.flatMap((mart) => formulasOf(mart).map((column) => [mart.name, column]));
  expect(formulas.length).toBeGreaterThan(150);
  const untested = formulas
    .filter(([mart = "", column = ""]) => !isExpected(mart, column))
    .map((names) => names.join("."));
  expect(untested).toEqual([]);
});

it("the marts that hand columns on exist, and the models they have them from", () => {
  const names = new Set([...manifest.nodes.values()].map(({ name }) => name));
  const handed = Object.entries(HANDED_ON).flatMap(([mart, sources]) => [mart, ...sources]);
  expect(handed.filter((name) => !names.has(name))).toEqual([]);
});
