import { expect, it } from "vitest";
import type { DbtResult } from "../../dbt/result.js";
import { BuiltMarts, faultsOf, rawTable } from "./built-marts.js";

it("an open case built without the days it is open has its clock after the next whole build", async () => {
  const marts = await BuiltMarts.create();
  try {
    await marts.run(
      rawTable("raw_salesforce.case", `"Id", "Status", "CreatedDate", "SystemModstamp"`, [
        "('500A', 'New', '2024-03-04T00:00:00Z', '2024-03-04T00:00:00Z')",
      ]),
    );
    const build = async (date: string, model: string): Promise<DbtResult> =>
      await marts.build(
        { sources: ["salesforce"], as_of_date: date },
        { select: [model], indirect: "buildable" },
      );
    const elapsed = "select resolution_elapsed_minutes from service.fct_case";
    expect(faultsOf(await build("2024-03-05", "+fct_case"))).toEqual([]);
    expect(await marts.rows(elapsed)).toEqual([["1080.00"]]);
    await build("2024-03-08", "fct_case");
    expect(faultsOf(await build("2024-03-08", "+fct_case"))).toEqual([]);
    expect(await marts.rows(elapsed)).toEqual([["2700.00"]]);
  } finally {
    marts.close();
  }
}, 300_000);

it("a case whose history opens it twice is in the backlog once, and adds up", async () => {
  const marts = await BuiltMarts.create();
  try {
    await marts.run(
      rawTable(
        "raw_salesforce.case",
        `"Id", "Status", "IsClosed", "Priority", "CreatedDate", "ClosedDate", "SystemModstamp"`,
        [
          "('500A', 'Closed', 'true', 'Low', '2024-03-05T00:00:00Z', '2024-03-06T08:00:00Z', '2024-03-06T08:00:00Z')",
        ],
      ),
    );
    await marts.run(
      rawTable(
        "raw_salesforce.case_history",
        `"Id", "CaseId", "Field", "OldValue", "NewValue", "CreatedDate", "SystemModstamp"`,
        [
          "('017A', '500A', 'created', null, null, '2024-03-04T08:00:00Z', '2024-03-04T08:00:00Z')",
          "('017B', '500A', 'created', null, null, '2024-03-05T00:00:00Z', '2024-03-05T00:00:00Z')",
          "('017C', '500A', 'Status', 'New', 'Closed', '2024-03-06T08:00:00Z', '2024-03-06T08:00:00Z')",
        ],
      ),
    );
    const select = ["+agg_case_backlog_daily", "+assert_service_aggregates_equal_facts"];
    const built = await marts.build(
      { sources: ["salesforce"], as_of_date: "2024-03-07" },
      { select, indirect: "buildable" },
    );
    expect(faultsOf(built)).toEqual([]);
    const names = built.results.map(({ name }) => name);
    expect(names).toContain("assert_service_backlog_adds_up");
    expect(names).toContain("assert_service_aggregates_equal_facts");
  } finally {
    marts.close();
  }
}, 300_000);
