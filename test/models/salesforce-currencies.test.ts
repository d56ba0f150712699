import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BuiltMarts, faultsOf, rawTable } from "./built-marts.js";

const STAMP = "'2025-01-02T08:00:00.000Z'";
const AT_CLOSE = "'2025-01-20T08:00:00.000Z'";
const AT_RISE = "'2025-02-10T08:00:00.000Z'";

/** An organisation whose corporate currency is the euro, with dated rates of all currencies but one. */
async function loadExport(marts: BuiltMarts): Promise<void> {
  await marts.run(
    rawTable("raw_salesforce.account", "Id, Name, CreatedDate, SystemModstamp", [
      `('001A', 'Acme', ${STAMP}, ${STAMP})`,
    ]),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.Campaign",
      "Id, Name, StartDate, ActualCost, CurrencyIsoCode, SystemModstamp",
      [`('701N', 'Fair', '2024-11-01', '1000', 'NOK', ${STAMP})`],
    ),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.CurrencyType",
      "Id, IsoCode, IsCorporate, ConversionRate, SystemModstamp",
      [
        `('01LE', 'EUR', 'true', '1', ${STAMP})`,
        `('01LU', 'USD', 'false', '1.1', ${STAMP})`,
        `('01LU', 'USD', 'false', '1.2', '2025-01-03T08:00:00.000Z')`,
        `('01LN', 'NOK', 'false', '10', ${STAMP})`,
      ],
    ),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.DatedConversionRate",
      "Id, IsoCode, StartDate, NextStartDate, ConversionRate, SystemModstamp",
      [
        `('04wA', 'USD', '0001-01-01', '2025-02-01', '1.25', ${STAMP})`,
        `('04wB', 'USD', '2025-02-01', '9999-12-31', '1.5', ${STAMP})`,
        `('04wC', 'USD', '2026-01-01', '9999-12-31', '9', '2026-01-01T08:00:00.000Z')`,
      ],
    ),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.Opportunity",
      "Id, AccountId, Name, StageName, Amount, CurrencyIsoCode, CloseDate, IsClosed, IsWon, CreatedDate, SystemModstamp",
      [
        `('006U', '001A', 'Dollars', 'Closed Won', '100', 'USD', '2025-01-20', 'true', 'true', ${STAMP}, ${AT_CLOSE})`,
        `('006E', '001A', 'Euros', 'Closed Won', '100', 'EUR', '2025-01-20', 'true', 'true', ${STAMP}, ${AT_CLOSE})`,
        `('006F', '001A', 'Later', 'Closed Won', '100', 'EUR', '2025-02-20', 'true', 'true', ${AT_RISE}, '2025-02-20T08:00:00.000Z')`,
        `('006N', '001A', 'Kroner', 'Closed Won', '1000', 'NOK', '2025-01-20', 'true', 'true', ${STAMP}, ${AT_CLOSE})`,
      ],
    ),
  );
  await marts.run(
    rawTable("raw_salesforce.OpportunityHistory", "Id, OpportunityId, StageName, CreatedDate", [
      `('008A', '006U', 'Prospecting', ${STAMP})`,
      `('008B', '006U', 'Prospecting', '2025-01-03T08:00:00.000Z')`,
      `('008C', '006U', 'Closed Won', '2025-01-20T08:00:00.000Z')`,
      `('008D', '006X', 'Prospecting', ${STAMP})`,
    ]),
  );
}

describe("a Salesforce organisation with several currencies", { timeout: 300_000 }, () => {
  let marts: BuiltMarts;

  beforeAll(async () => {
    marts = await BuiltMarts.create();
    await loadExport(marts);
    const vars = { sources: ["salesforce"], as_of_date: "2025-12-31" };
    expect(faultsOf(await marts.build(vars))).toEqual([]);
  }, 300_000);

  afterAll(() => {
    marts.close();
  });

  it("converts amounts by its own rates of the day, and those without dated rates by the one there is", async () => {
    const deals = await marts.rows(
      `select opportunity_name, opportunity_amount from sales.fct_opportunity order by 1`,
    );
    expect(deals).toEqual([
      ["Dollars", "100.0000"],
      ["Euros", "125.0000"],
      ["Kroner", "125.0000"],
      ["Later", "150.0000"],
    ]);
  });

  it("converts the cost of a campaign before the first deal", async () => {
    const costs = await marts.rows(
      "select currency_code, cost_amount from marketing.fct_campaign_cost",
    );
    expect(costs).toEqual([["NOK", "125.0000"]]);
  });

  it("accounts for every rate and every change of stage", async () => {
    const totals = await marts.rows(
      `select entity_name, raw_total::integer, after_as_of_total::integer, superseded_total::integer,
         without_opportunity_total::integer, unconvertible_total::integer, mart_total::integer
       from meta.control_total
       where entity_name in ('exchange_rate', 'opportunity_change') order by 1`,
    );
    expect(totals).toEqual([
      ["exchange_rate", 7, 1, 2, 0, 1, 3],
      ["opportunity_change", 4, 0, 0, 1, 0, 3],
    ]);
  });
});
