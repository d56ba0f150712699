import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";
import { quoteLiteral } from "../../warehouse/sql.js";
import { BuiltMarts, faultsOf, loadCompany } from "./built-marts.js";

const UNTIL = "2024-08-31";
/** TRUTH_SCALE=1 TRUTH_SEED=2 tests a whole company; the default is quick. */
const SCALE = Number(process.env["TRUTH_SCALE"] ?? 0.05);
const SEED = Number(process.env["TRUTH_SEED"] ?? 11);
const dir = mkdtempSync(join(tmpdir(), "granary-service-truth-"));
const truth = (file: string): string =>
  `read_csv(${quoteLiteral(join(dir, "truth", file))}, all_varchar = true)`;

describe("service and marketing marts beside the truth", { timeout: 1_800_000 }, () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    await generateDemo({
      scale: SCALE,
      seed: SEED,
      until: UNTIL,
      outDir: dir,
      onEvent: () => undefined,
    });
    marts = await BuiltMarts.create();
    await loadCompany(marts, dir, "2025-01-01");
    const vars = {
      sources: ["salesforce", "erp", "contact_centre", "marketing"],
      as_of_date: UNTIL,
      reporting_timezone: "Asia/Shanghai",
    };
    const selection = {
      select: ["+path:models/marts/service", "+path:models/marts/marketing"],
      indirect: "buildable",
    } as const;
    expect(faultsOf(await marts.build(vars, selection))).toEqual([]);
  }, 1_800_000);

  afterAll(() => {
    marts.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("judges every case's service levels and kind as the company did", async () => {
    const judged = await marts.rows(
      `select count(*) > 100,
        count(*) filter (where known.first_response_breached = 'true') > 0,
        count(*) filter (where
          (known.first_response_breached = 'true') is distinct from is_first_response_breached
          or (known.resolution_breached = 'true') is distinct from is_resolution_breached
          or (known.is_complaint = 'true') is distinct from cases.is_complaint)
      from ${truth("case.csv")} as known
      full join service.fct_case as cases on known.case_id = cases.case_id`,
    );
    expect(judged).toEqual([[true, true, "0"]]);
  });

  it("finds the bad batch at the head of what drives complaints", async () => {
    const drivers = await marts.rows(
      `select driver_type, driver_id in (
        select batch_no from service.fct_case inner join ${truth("case.csv")} as known using (case_id)
        where known.is_bad_batch = 'true')
      from service.agg_complaint_driver where overall_rank = 1`,
    );
    expect(drivers).toEqual([["batch", true]]);
  });

  it("measures what campaigns did within the intervals it gives, and no more on one side", async () => {
    const [row] = await marts.rows(
      `select count(*) > 5,
        avg((planted between uplift_lower and uplift_upper)::int) >= 0.85,
        abs(sum((uplift - planted) / ((uplift_upper - uplift_lower) / 2)))
          / sqrt(count(*)) * 1.96 < 3
      from marketing.agg_campaign_performance
      inner join (
        select campaign_id, expected_uplift::double as planted from ${truth("campaign.csv")}
      ) as known using (campaign_id)
      where uplift is not null`,
    );
    expect(row).toEqual([true, true, true]);
  });
});
