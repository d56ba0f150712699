import { beforeAll, expect, it } from "vitest";
import { dictOf } from "../../dbt/plain.js";
import { definitionsOf } from "../../dbt/lineage/definition-table.js";
import type { Manifest, ProjectNode } from "../../dbt/manifest.js";
import { isMart } from "../../dbt/rules/mart-rules.js";
import { parseDir } from "../dbt/parsed-project.js";
import { REPOSITORY } from "./built-marts.js";

/** Names of columns that are computed: ratios, scores, classes, means and expectations. */
const COMPUTED = [
  /_(rate|share|ratio|percent|probability|coefficient|slope|accuracy|score|index|rank|mean)$/,
  /_(class|segment|cell|level|tier|stage|state|status|bucket|group|sla)$/,
  /^(mean|median|p90|expected|predicted|weighted)_/,
  /(^|_)gap_/,
  /^nps$/,
];

/** Columns with such a name that come as they are, and from where. */
const GIVEN: Readonly<Record<string, string>> = {
  exchange_rate: "the source's rates",
  stated_probability: "the opportunity's owner",
  expected_close_date: "the opportunity's owner",
  share_of_wallet_rate: "the account's owner",
  expected_revenue_amount: "the campaign's owner",
  nps_score: "the respondent",
  csat_score: "the respondent",
  ces_score: "the respondent",
  node_level: "the seed of the index tree",
};

let manifest: Manifest;
let marts: ProjectNode[];

beforeAll(async () => {
  const sources = ["salesforce", "erp", "contact_centre", "marketing"];
  ({ manifest } = await parseDir(REPOSITORY, { vars: { sources } }));
  marts = [...manifest.nodes.values()].filter(isMart);
});

it("marts name their grain, their owner and the paragraph they answer", () => {
  expect(marts.length).toBeGreaterThan(80);
  const faults = marts.flatMap((mart) =>
    ["grain", "owner", "paragraph"]
      .filter((key) => (dictOf(mart.config["meta"])[key] ?? "") === "")
      .map((key) => `${mart.name} has no ${key}`),
  );
  expect(faults).toEqual([]);
});

it("columns that are computed name their formula and the paragraph it answers", () => {
  const faults = marts.flatMap((mart) =>
    [...mart.columns.values()].flatMap(({ name, meta }) => {
      const isComputed = COMPUTED.some((pattern) => pattern.test(name)) && !(name in GIVEN);
      if (!isComputed && meta["formula"] === undefined) return [];
      return ["formula", "paragraph"]
        .filter((key) => (meta[key] ?? "") === "")
        .map((key) => `${mart.name}.${name} has no ${key}`);
    }),
  );
  expect(faults).toEqual([]);
});

it("a formula reaches the catalogue with its grain, its owner and the paragraph it answers", () => {
  const names = new Set(marts.map(({ schema, alias }) => `${schema}.${alias}`));
  const formulas = definitionsOf(manifest)
    .filter(({ schema, name }) => names.has(`${schema}.${name}`))
    .flatMap(({ name: mart, columns }) => columns.map((column) => ({ mart, ...column })))
    .filter(({ meta }) => "formula" in meta);
  expect(formulas.length).toBeGreaterThan(300);
  const faults = formulas.flatMap(({ mart, name, meta }) =>
    ["formula", "grain", "owner", "paragraph"]
      .filter((key) => (meta[key] ?? "") === "")
      .map((key) => `${mart}.${name} has no ${key}`),
  );
  expect(faults).toEqual([]);
});

it("every column said to come as it is has a name that looks computed, and no formula", () => {
  const columns = marts.flatMap((mart) => [...mart.columns.values()]);
  const faults = Object.keys(GIVEN).filter((given) => {
    const named = columns.filter(({ name }) => name === given);
    const looksComputed = COMPUTED.some((pattern) => pattern.test(given));
    return named.length === 0 || !looksComputed || named.some(({ meta }) => "formula" in meta);
  });
  expect(faults).toEqual([]);
});
