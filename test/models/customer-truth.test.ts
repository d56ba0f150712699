import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import { BuiltMarts, faultsOf, loadCompany } from "./built-marts.js";

const EARLIER = "2025-02-28";
const LATER = "2025-06-30";
/** TRUTH_SCALE=1 TRUTH_SEED=2 tests a whole company; the default is quick. */
const SCALE = Number(process.env["TRUTH_SCALE"] ?? 0.04);
const SEED = Number(process.env["TRUTH_SEED"] ?? 5);

const root = mkdtempSync(join(tmpdir(), "granary-customer-truth-"));
const dirOf = (until: string): string => join(root, until);
const truth = (file: string): string =>
  `read_csv(${quoteLiteral(join(dirOf(LATER), "truth", file))}, all_varchar = true)`;

const varsOf = (date: string): Record<string, unknown> => ({
  sources: ["salesforce", "erp", "contact_centre", "marketing"],
  as_of_date: date,
  reporting_timezone: "Asia/Shanghai",
});

const CUSTOMERS = { select: ["+path:models/marts/customer"], indirect: "buildable" } as const;

/** Each customer mart's rows as one number; kept label history belongs to the builds, not to the date. */
async function fingerprints(marts: BuiltMarts): Promise<Record<string, unknown>> {
  const tables = await marts.rows(
    `select table_name from duckdb_tables() where schema_name = 'customer'
      and not starts_with(table_name, 'customer_label') order by 1`,
  );
  const prints: Record<string, unknown> = {};
  for (const [table] of tables as [string][]) {
    const [row] = await marts.rows(`select count(*), bit_xor(hash(t)) from customer.${table} as t`);
    prints[table] = row;
  }
  return prints;
}

describe("customer marts beside the truth", { timeout: 1_800_000 }, () => {
  let marts: BuiltMarts;
  let earlier: Record<string, unknown>;

  beforeAll(async () => {
    for (const until of [EARLIER, LATER]) {
      const options = { scale: SCALE, seed: SEED, until, outDir: dirOf(until) };
      await generateDemo({ ...options, onEvent: () => undefined });
    }
    marts = await BuiltMarts.create();
    await loadCompany(marts, dirOf(EARLIER), "2026-01-01");
    expect(faultsOf(await marts.build(varsOf(EARLIER), CUSTOMERS))).toEqual([]);
    earlier = await fingerprints(marts);
    await loadCompany(marts, dirOf(LATER), "2026-01-02");
    expect(faultsOf(await marts.build(varsOf(LATER), CUSTOMERS))).toEqual([]);
  }, 1_800_000);

  afterAll(() => {
    marts.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("takes records of all systems for the same customer, and hardly any others", async () => {
    const [row] = await marts.rows(
      `with records as (
        select source_system || '/' || party_id as record, customer_key, true_customer
        from customer.customer_identity
        inner join ${truth("identity.csv")} on system = source_system and record_id = party_id),
      pairs as (
        select one.customer_key = other.customer_key as is_taken,
          one.true_customer = other.true_customer as is_true
        from records as one
        inner join records as other on one.record < other.record
          and (one.customer_key = other.customer_key or one.true_customer = other.true_customer))
      select count(*) > 500,
        count(*) filter (where is_taken and is_true) / count(*) filter (where is_taken) >= 0.98,
        count(*) filter (where is_taken and is_true) / count(*) filter (where is_true) >= 0.95
      from pairs`,
    );
    expect(row).toEqual([true, true, true]);
  });

  it("puts customers into the state and churn label that their lives were", async () => {
    const [row] = await marts.rows(
      `select count(*) > 100,
        avg((known.state_at_until = profiles.state)::int) >= 0.995,
        avg((known.churn_label_at_until = profiles.churn_status)::int)
          filter (where has_own_gap_limit) >= 0.995,
        avg((known.churn_label_at_until = profiles.churn_status)::int) >= 0.99,
        count(distinct profiles.state) > 4
      from ${truth("customer.csv")} as known
      inner join customer.customer_identity as identities
        on identities.source_system = 'erp' and identities.party_id = known.customer_no
      inner join customer.dim_customer_profile as profiles using (customer_key)`,
    );
    expect(row).toEqual([true, true, true, true, true]);
  });

  it("puts every customer into exactly one state each month, the one it moved to", async () => {
    const [row] = await marts.rows(
      `select count(*) filter (where previous_state is distinct from expected),
        (select sum(customer_count) from customer.agg_state_transition)
          = (select count(*) from customer.fct_customer_month)
      from (
        select previous_state,
          lag(state) over (partition by customer_key order by month_start_date) as expected
        from customer.fct_customer_month)`,
    );
    expect(row).toEqual(["0", true]);
  });

  it.each([2, 3])(
    "keeps merges reversible: a decision parts two of %i records that rules had joined",
    async (recordCount) => {
      const [pair] = (await marts.rows(
        `select golden.source_system, golden.party_id, other.source_system, other.party_id
        from customer.customer_identity as other
        inner join customer.customer_identity as golden
          on golden.party_key = other.customer_key
        where other.party_rank = ${String(recordCount)}
          and (select count(*) from customer.customer_identity as peers
            where peers.customer_key = other.customer_key) = ${String(recordCount)}
        order by other.match_rule <> 'similarity', golden.party_id, other.party_id limit 1`,
      )) as [string, string, string, string][];
      expect(pair).toBeDefined();
      const values = (pair ?? []).map(quoteLiteral).join(", ");
      await marts.run(
        `insert into intermediate.customer_match_override
          values (${values}, 'different', date '2025-01-01', 'two brothers')`,
      );
      const models = ["int_party_decision", "int_party_link", "customer_identity"];
      expect(faultsOf(await marts.build(varsOf(LATER), { select: models }))).toEqual([]);
      const parted = await marts.rows(
        `select count(distinct customer_key) from customer.customer_identity
        where (source_system, party_id) in ((${values.split(", ").slice(0, 2).join(", ")}),
          (${values.split(", ").slice(2).join(", ")}))`,
      );
      expect(parted).toEqual([["2"]]);
    },
  );

  it("gives an earlier day its own figures again, from what is known today", async () => {
    expect(faultsOf(await marts.build(varsOf(EARLIER), CUSTOMERS))).toEqual([]);
    expect(await fingerprints(marts)).toEqual(earlier);
  });
});
