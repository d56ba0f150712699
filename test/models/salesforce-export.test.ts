import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BuiltMarts, faultsOf, rawTable } from "./built-marts.js";

/** What a new Salesforce exports: no custom fields, text booleans, offsets without a colon, few objects. */
async function loadExport(marts: BuiltMarts): Promise<void> {
  const stamp = "'2025-01-10T08:00:00.000+0000'";
  await marts.run(
    rawTable(
      "raw_salesforce.account",
      "Id, Name, Type, BillingCity, BillingState, CreatedDate, SystemModstamp",
      [
        `('001A', 'Acme', 'Customer - Direct', 'Oslo', 'Østlandet', '2025-01-01T23:30:00.000Z', ${stamp})`,
        `('001B', 'Bolt', null, null, null, '2025-01-02T08:00:00.000+0200', '2025-01-02T08:00:00.000+0200')`,
        `('0015000000Gv7qJAAR', 'Cook', null, null, null, '2025-01-03T08:00:00.000Z', ${stamp})`,
        `('001D', 'Dawn', null, null, null, '2009-11-03T08:00:00.000Z', ${stamp})`,
      ],
    ),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.Opportunity",
      "Id, AccountId, Name, StageName, Amount, CloseDate, IsClosed, IsWon, CreatedDate, SystemModstamp",
      [
        `('006A', '001A', 'Won', 'Closed Won', '1000.5', '2025-02-03', 'true', '1', ${stamp}, '2025-02-03T08:00:00.000Z')`,
        `('006B', '001B', 'Open', 'Value Proposition', '', '2026-05-01', 'false', '0', ${stamp}, ${stamp})`,
        `('006D', '001B', 'Early', 'Closed Won', '3', '2026-02-01', 'true', '1', ${stamp}, '2025-03-04T08:00:00.000Z')`,
        `('006M', '001B', 'Migrated', 'Closed Won', '9', '2021-03-01', 'true', '1', ${stamp}, ${stamp})`,
        `('006E', '001B', 'Filed', 'Closed Lost', '4', '2025-03-01', 'true', '0', ${stamp}, '2025-06-04T08:00:00.000Z')`,
        `('006C', '001B', 'Later', 'Prospecting', '5', '2027-05-01', 'false', '0',
          '2026-01-05T00:00:00.000Z', '2026-01-05T00:00:00.000Z')`,
        `('006500000012abC', '0015000000Gv7qJ', 'Report', 'Prospecting', '7', '2025-02-03', 'false', '0', ${stamp}, ${stamp})`,
        `('006500000012abCAAQ', '0015000000Gv7qJAAR', 'Loader', 'Closed Won', '8', '2025-02-03', 'true', '1',
          ${stamp}, '2025-02-03T08:00:00.000Z')`,
      ],
    ),
  );
  await marts.run(
    rawTable("raw_salesforce.OpportunityHistory", "Id, OpportunityId, StageName, CreatedDate", [
      `('008A', '006B', 'Prospecting', ${stamp})`,
      `('008B', '006B', 'Value Proposition', '2025-01-20T08:00:00.000Z')`,
    ]),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.case",
      "Id, AccountId, OwnerId, Status, Priority, IsClosed, CreatedDate, ClosedDate, SystemModstamp",
      [
        `('5005000000AbCdE', '0015000000Gv7qJ', '005A', 'Closed', 'High', 'true', '2025-03-01T08:00:00.000Z',
          '2025-06-02T08:00:00.000Z', ${stamp})`,
        `('500R', '001A', '00GQ', 'Resolved', 'High', 'false', '2025-01-06T08:00:00.000Z', null, ${stamp})`,
        `('500C', '001A', null, 'Closed', 'High', 'true', '2025-01-06T08:00:00.000Z', null, ${stamp})`,
        `('500E', '001A', '005Z', 'Escalated', 'High', 'false', '2025-01-06T08:00:00.000Z', null, ${stamp})`,
        `('5001N', '001A', null, 'New', 'High', 'false', '2025-01-06T08:00:00.000Z', null, ${stamp})`,
      ],
    ),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.user",
      "Id, FirstName, LastName, Email, IsActive, CreatedDate, SystemModstamp",
      [`('005A', 'Ann', 'Lee', 'ann@example.com', 'true', '2025-01-01T00:00:00.000Z', ${stamp})`],
    ),
  );
  await marts.run(
    rawTable(
      "raw_salesforce.campaign",
      "Id, Name, StartDate, ActualCost, IsDeleted, SystemModstamp",
      [
        `('701A', 'Gone', '2025-03-01', '7', 'true', ${stamp})`,
        `('701C', 'Fair', '2025-04-01', '1000.25', 'false', ${stamp})`,
        `('701F', 'Next', '2026-04-01', '5', 'false', ${stamp})`,
        `('701N', 'Free', '2025-05-01', '', 'false', ${stamp})`,
      ],
    ),
  );
  await marts.run(
    rawTable("raw_salesforce.CampaignMember", "Id, CampaignId, AccountId, CreatedDate", [
      `('00vA', '701A', '001A', ${stamp})`,
      `('00vC', '701C', '001A', ${stamp})`,
    ]),
  );
}

describe("a Salesforce export alone", { timeout: 300_000 }, () => {
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

  it("makes accounts customers, with the instants of either spelling", async () => {
    const customers = await marts.rows(
      `select customer_id, customer_name, customer_type, city_name, region_name, first_seen_date
      from shared.dim_customer_current where customer_key <> 0 order by 1`,
    );
    expect(customers).toEqual([
      ["0015000000Gv7qJAAR", "Cook", "organisation", "Unknown", null, "2025-01-03"],
      ["001A", "Acme", "organisation", "Oslo", "Østlandet", "2025-01-01"],
      ["001B", "Bolt", "organisation", "Unknown", null, "2025-01-02"],
      ["001D", "Dawn", "organisation", "Unknown", null, "2009-11-03"],
    ]);
    const created = await marts.rows(
      "select created_at from staging.stg_salesforce__account order by account_id",
    );
    expect(created).toEqual([
      ["2025-01-03 08:00:00"],
      ["2025-01-01 23:30:00"],
      ["2025-01-02 06:00:00"],
      ["2009-11-03 08:00:00"],
    ]);
  });

  it("compares days by date in years whose lunar new year before is not in the seed", async () => {
    const days = await marts.rows(
      `select date_day, lunar_prior_year_date from shared.dim_date
      where date_day in ('2009-01-26', '2010-02-14') order by 1`,
    );
    expect(days).toEqual([
      ["2009-01-26", "2008-01-26"],
      ["2010-02-14", "2009-01-26"],
    ]);
  });

  it("knows opportunities with a history and without one, and none created later", async () => {
    const opportunities = await marts.rows(
      `select opportunity_id, outcome, stage_name, closed_date, opportunity_amount, stage_visit_count
      from sales.fct_opportunity order by 1`,
    );
    expect(opportunities).toEqual([
      ["006500000012abCAAQ", "won", "Closed Won", "2025-02-03", "8.0000", 2],
      ["006A", "won", "Closed Won", "2025-02-03", "1000.5000", 2],
      ["006B", "open", "Value Proposition", null, "0.0000", 2],
      ["006D", "won", "Closed Won", "2025-03-04", "3.0000", 2],
      ["006E", "lost", "Closed Lost", "2025-03-01", "4.0000", 2],
      ["006M", "won", "Closed Won", "2025-01-10", "9.0000", 2],
    ]);
  });

  it("keeps the days of the open ones only while they were open", async () => {
    const days = await marts.rows(
      `select opportunity_id, min(date_day), max(date_day), count(*)
      from sales.fct_opportunity_daily group by 1 order by 1`,
    );
    expect(days).toEqual([
      ["006500000012abCAAQ", "2025-01-10", "2025-02-02", "24"],
      ["006A", "2025-01-10", "2025-02-02", "24"],
      ["006B", "2025-01-10", "2025-12-31", "356"],
      ["006D", "2025-01-10", "2025-03-03", "53"],
      ["006E", "2025-01-10", "2025-02-28", "50"],
    ]);
  });

  it("takes ids of 15 and of 18 characters for the same", async () => {
    const owners = await marts.rows(
      `select (select customer_id from shared.dim_customer_current as customers
        where customers.customer_key = facts.customer_key)
      from (select customer_key from sales.fct_opportunity where opportunity_id like '00650%'
        union all select customer_key from service.fct_case where case_id like '50050%') as facts`,
    );
    expect(owners).toEqual([["0015000000Gv7qJAAR"], ["0015000000Gv7qJAAR"]]);
    const slas = await marts.rows(
      "select case_id, first_response_sla from service.fct_case where customer_key in (select customer_key from sales.fct_opportunity where opportunity_id like '00650%')",
    );
    expect(slas).toEqual([["5005000000AbCdEAAV", "not_measured"]]);
  });

  it("takes a status for a closing, a resolution or an escalation where there is no history", async () => {
    const cases = await marts.rows(
      `select case_id, resolved_at, closed_at, is_open, is_escalated from service.fct_case
      where case_id like '500_' order by 1`,
    );
    expect(cases).toEqual([
      ["500C", "2025-01-10 08:00:00", "2025-01-10 08:00:00", false, false],
      ["500E", null, null, true, true],
      ["500R", "2025-01-10 08:00:00", null, false, false],
    ]);
  });

  it("knows a case's owner without an ERP, and one who is nobody, or a stranger, from each other", async () => {
    const owners = await marts.rows(
      `select case_id, employee_name from service.fct_case
      inner join shared.dim_employee_current using (employee_key) order by 1`,
    );
    expect(owners).toEqual([
      ["5001N", "Not applicable"],
      ["5005000000AbCdEAAV", "Ann Lee"],
      ["500C", "Not applicable"],
      ["500E", "Unknown"],
      ["500R", "Not applicable"],
    ]);
  });

  it("keeps the members of a campaign that was deleted", async () => {
    const members = await marts.rows(
      "select member_id, campaign_key from marketing.fct_campaign_member where campaign_key = 0",
    );
    expect(members).toEqual([["00vA", "0"]]);
  });

  it("takes the cost of a campaign from its record", async () => {
    const costs = await marts.rows(
      `select campaign_name, cost_amount, member_count from marketing.agg_campaign_performance
      where campaign_key > 0 order by 1`,
    );
    expect(costs).toEqual([
      ["Fair", "1000.2500", 1],
      ["Free", "0.0000", 0],
      ["Next", "0.0000", 0],
    ]);
    const total = await marts.rows(
      `select raw_total, deleted_total, after_as_of_total, mart_total from meta.control_total
      where entity_name = 'campaign_cost' and measure_name = 'cost_source_amount'`,
    );
    expect(total).toEqual([["1012.2500", "7.0000", "5.0000", "1000.2500"]]);
  });

  it("leaves what the export does not have empty", async () => {
    const counts = await marts.rows(
      "select (select count(*) from sales.fct_lead), (select count(*) from sales.fct_order)",
    );
    expect(counts).toEqual([["0", "0"]]);
  });
});
