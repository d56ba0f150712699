import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { generateDemo } from "../../samples/demo/generate.js";
import { BuiltMarts, faultsOf, loadCompany } from "./built-marts.js";

const VARS = {
  as_of_date: "2023-09-30",
  sources: ["salesforce", "erp", "contact_centre", "marketing"],
};
const folder = mkdtempSync(join(tmpdir(), "granary-totals-"));
let marts: BuiltMarts;

beforeAll(async () => {
  const until = VARS.as_of_date;
  await generateDemo({ scale: 0.01, seed: 3, until, outDir: folder, onEvent: () => undefined });
  marts = await BuiltMarts.create();
  await loadCompany(marts, folder, "2026-01-01");
  expect(faultsOf(await marts.build(VARS))).toEqual([]);
  return () => {
    marts.close();
  };
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const LINE = "staging.stg_erp__order_line_known";
const TOUCH = "staging.stg_marketing__touch_known";
const CHANGE = "staging.stg_salesforce__opportunity_history_known";
const RATE = "intermediate.int_exchange_rate_quote";
const CASE = "staging.stg_salesforce__case_known";

it.each([
  {
    fault: "a record that staging lost",
    sql: `delete from ${TOUCH} where touch_id =
      (select max(touch_id) from marketing.fct_campaign_touch)`,
    made: ["fct_campaign_touch"],
    measure: ["campaign_touch", "row_count", "1.0000"],
  },
  {
    fault: "replaced versions that staging counts twice",
    sql: `insert into ${CASE} select * from ${CASE} where case_id =
      (select min(case_id) from ${CASE} where _version_count > 1)`,
    made: ["fct_case"],
    measure: ["case", "row_count", expect.stringMatching(/^-[1-9]/)],
  },
  {
    fault: "an amount that staging made another one of",
    sql: `update ${LINE} set net_source_amount = net_source_amount + 1, _record_mark = 7
      where (order_no, line_no) = (
        select (order_no, line_no) from ${LINE} join sales.fct_order_line as facts
          on order_id = order_no and order_line_number = line_no
        where _version_count = 1 order by order_no, line_no limit 1)`,
    made: ["fct_order_line"],
    measure: ["order_line", "net_source_amount", "-1.0000"],
  },
  {
    fault: "a change of stage that staging lost",
    sql: `delete from ${CHANGE} where opportunity_history_id =
      (select max(opportunity_history_id) from ${CHANGE} where not is_deleted)`,
    made: ["int_sales_stage_visit", "fct_opportunity_stage"],
    measure: ["opportunity_change", "row_count", "1.0000"],
  },
  {
    fault: "an exchange rate that got lost on the way",
    sql: `delete from ${RATE} where exclusion_name is null and (rate_date, currency_code) =
      (select (max(rate_date), 'CNY') from ${RATE} where currency_code = 'CNY')`,
    made: ["fct_exchange_rate"],
    measure: ["exchange_rate", "row_count", "1.0000"],
  },
])("control totals show $fault", async ({ sql, made, measure }) => {
  await marts.run(sql);
  await marts.build(VARS, { select: made });
  const result = await marts.build(VARS, { select: ["control_total"] });
  expect(faultsOf(result).join("\n")).toContain("assert_control_totals_are_explained: fail");
  const found = await marts.rows(
    "select entity_name, measure_name, unexplained_total from meta.control_total where unexplained_total <> 0",
  );
  expect(found).toContainEqual(measure);
});
